using System.Numerics;
using System.Runtime.CompilerServices;

namespace QapiGen.Runtime.Wire;

/// <summary>Decimal digits of integers, eight at a time: they come out of a few multiplications on one machine word, without a loop or a table.</summary>
/// <remarks>The caller answers for <see cref="MaxBytes"/> bytes behind the target; nothing here looks at bounds.</remarks>
internal static class WireDigits
{
    /// <summary>Bytes that may be overwritten: a number of 20 digits ends with a whole word.</summary>
    internal const int MaxBytes = 24;

    private const ulong TenToThe8 = 100_000_000;
    private const ulong TenToThe16 = TenToThe8 * TenToThe8;
    private const ulong Zeros = 0x3030_3030_3030_3030;

    /// <summary>Writes a number without leading zeros; some bytes after it are overwritten.</summary>
    /// <returns>How many digits it has.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static int Write(ref byte target, ulong value)
    {
        if (value < TenToThe8)
        {
            return WriteFirst(ref target, (uint)value);
        }

        if (value >= TenToThe16)
        {
            return WriteLong(ref target, value);
        }

        ulong upper = value / TenToThe8;
        int length = WriteFirst(ref target, (uint)upper);
        return WriteNext(ref target, length, (uint)(value - (upper * TenToThe8)));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int WriteLong(ref byte target, ulong value)
    {
        ulong upper = value / TenToThe16;
        ulong lower = value - (upper * TenToThe16);
        ulong middle = lower / TenToThe8;
        int length = WriteFirst(ref target, (uint)upper);
        length = WriteNext(ref target, length, (uint)middle);
        return WriteNext(ref target, length, (uint)(lower - (middle * TenToThe8)));
    }

    // Up to eight digits; the marker stands for the last, which stays even if it is zero.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int WriteFirst(ref byte target, uint value)
    {
        ulong digits = ToDigits(value);
        int leadingZeros = BitOperations.TrailingZeroCount(digits | (1UL << 56)) >> 3;
        Unsafe.WriteUnaligned(ref target, (digits | Zeros) >> (leadingZeros << 3));
        return 8 - leadingZeros;
    }

    // Eight digits more.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int WriteNext(ref byte target, int length, uint value)
    {
        Unsafe.WriteUnaligned(ref Unsafe.Add(ref target, length), ToDigits(value) | Zeros);
        return length + 8;
    }

    // Splits eight digits into fours, twos and ones, all parts of the word at once. The first digit is in the lowest byte.
    // 10486 / 2^20 stands for 1 / 100, exact up to 9999; 103 / 2^10 for 1 / 10, exact up to 99.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong ToDigits(uint value)
    {
        uint upper = value / 10_000;
        ulong fours = upper | ((ulong)(value - (upper * 10_000)) << 32);
        ulong hundreds = ((fours * 10_486) >> 20) & 0x0000_007F_0000_007F;
        ulong twos = ((fours - (hundreds * 100)) << 16) + hundreds;
        ulong tens = ((twos * 103) >> 10) & 0x000F_000F_000F_000F;
        return ((twos - (tens * 10)) << 8) + tens;
    }
}
