using System;
using System.Runtime.InteropServices;

namespace QapiGen.Runtime.Wire;

/// <summary>Numbers as C's <c>%.17g</c> writes them, as far as it does so without an exponent: from 0.0001 up to 10^17.</summary>
/// <remarks>
/// In this range a number times a power of ten is a product of 53 and at most 49 bits, so that the 17 digits and what is cut
/// off behind them are known exactly, and rounding is that of C: to the nearest, halfway to even.
/// </remarks>
internal static class WireDoubles
{
    private const int Digits = 17;
    private const double Smallest = 1e-4;
    private const double End = 1e17;
    private const ulong TenToThe17 = 100_000_000_000_000_000;
    private const int MantissaBits = 52;
    private const int ExponentBias = 1075;

    // Up to the power of ten that makes a number of 17 digits out of the smallest one.
    private static readonly ulong[] PowersOfFive = MakePowersOfFive(22);

    /// <summary>Writes a number of the range.</summary>
    /// <param name="target">Has space for 40 bytes; bytes after the number are overwritten, too.</param>
    /// <param name="value">The number.</param>
    /// <param name="written">How many bytes it has.</param>
    /// <returns>Whether it is in the range.</returns>
    internal static bool TryWrite(Span<byte> target, double value, out int written)
    {
        written = 0;
        double magnitude = Math.Abs(value);
        if (magnitude >= End || (magnitude < Smallest && magnitude != 0))
        {
            return false;
        }

        int sign = double.IsNegative(value) ? 1 : 0;
        target[0] = (byte)'-';
        ulong whole = (ulong)magnitude;
        written = sign + (whole == magnitude
            ? WireDigits.Write(ref MemoryMarshal.GetReference(target[sign..]), whole)
            : WriteFraction(target[sign..], magnitude));
        return true;
    }

    private static int WriteFraction(Span<byte> target, double value)
    {
        long bits = BitConverter.DoubleToInt64Bits(value);
        ulong mantissa = ((ulong)bits & ((1UL << MantissaBits) - 1)) | (1UL << MantissaBits);
        int exponent = (int)(bits >> MantissaBits) - ExponentBias;

        // 1233 / 2^12 stands for the logarithm of 2: the power of ten of the first digit, or one less.
        int power = ((exponent + MantissaBits) * 1233) >> 12;
        ulong digits = Scale(mantissa, exponent, Digits - 1 - power);
        if (digits >= TenToThe17)
        {
            power++;
            digits = Scale(mantissa, exponent, Digits - 1 - power);
        }

        return Place(target, digits, power);
    }

    // mantissa * 2^exponent * 10^power. There are bits behind the point, since the number is no whole one.
    private static ulong Scale(ulong mantissa, int exponent, int power)
    {
        UInt128 product = Math.BigMul(mantissa, PowersOfFive[power]);
        int cut = -(exponent + power);
        if (cut <= 0)
        {
            return (ulong)product << -cut;
        }

        ulong result = (ulong)(product >> cut);
        ulong rest = (ulong)product & ((1UL << cut) - 1);
        ulong half = 1UL << (cut - 1);
        return rest > half || (rest == half && (result & 1) != 0) ? result + 1 : result;
    }

    // Puts the point behind the first digit's power of ten, and leaves out zeros at the end.
    private static int Place(Span<byte> target, ulong number, int power)
    {
        Span<byte> digits = stackalloc byte[WireDigits.MaxBytes];
        WireDigits.Write(ref MemoryMarshal.GetReference(digits), number);
        digits = digits[..(digits[..Digits].LastIndexOfAnyExcept((byte)'0') + 1)];
        if (power < 0)
        {
            "0.000"u8.CopyTo(target);
            digits.CopyTo(target[(1 - power)..]);
            return 1 - power + digits.Length;
        }

        digits[..(power + 1)].CopyTo(target);
        target[power + 1] = (byte)'.';
        digits[(power + 1)..].CopyTo(target[(power + 2)..]);
        return digits.Length + 1;
    }

    private static ulong[] MakePowersOfFive(int count)
    {
        var powers = new ulong[count];
        powers[0] = 1;
        for (int i = 1; i < count; i++)
        {
            powers[i] = powers[i - 1] * 5;
        }

        return powers;
    }
}
