using System;
using System.Buffers;
using System.Globalization;
using System.Text;
using QapiGen.Runtime.Wire;
using QapiGen.TestSupport;
using Xunit;

namespace QapiGen.Runtime.Tests.Wire;

/// <summary>Numbers as QEMU prints them (QAPI spec W-14, QMP spec 5.2).</summary>
public sealed class WireNumberTests
{
    private const int RandomNumbers = 20_000;

    [Fact]
    public void Integers_of_every_length_keep_all_digits()
    {
        for (ulong power = 1; ; power *= 10)
        {
            foreach (ulong value in (ulong[])[power - 1, power, power + 1, power * 9])
            {
                CheckUnsigned(value);
                CheckSigned(unchecked((long)value));
                CheckSigned(unchecked(-(long)value));
            }

            if (power > ulong.MaxValue / 10)
            {
                break;
            }
        }

        CheckUnsigned(ulong.MaxValue);
        CheckSigned(long.MinValue);
        CheckSigned(long.MaxValue);
    }

    [Fact]
    [Trait("Draws", "examples")]
    public void Random_integers_keep_all_digits() => Examples.CheckSeeds([17], seed =>
    {
        var random = new Random(seed);
        for (int i = 0; i < RandomNumbers; i++)
        {
            ulong value = (ulong)random.NextInt64(long.MinValue, long.MaxValue) >> random.Next(64);
            CheckUnsigned(value);
            CheckSigned(unchecked((long)value));
        }
    });

    // The texts are those of C's printf("%.17g").
    [Theory]
    [InlineData(0.0, "0")]
    [InlineData(-0.0, "-0")]
    [InlineData(-17.0, "-17")]
    [InlineData(-0.5, "-0.5")]
    [InlineData(0.1, "0.10000000000000001")]
    [InlineData(0.3, "0.29999999999999999")]
    [InlineData(2.0 / 3, "0.66666666666666663")]
    [InlineData(1.25, "1.25")]
    [InlineData(99.99, "99.989999999999995")]
    [InlineData(123456.789, "123456.789")]
    [InlineData(0.01, "0.01")]
    [InlineData(0.0001, "0.0001")]
    [InlineData(0.00012345, "0.00012344999999999999")]
    [InlineData(0.99999999999999989, "0.99999999999999989")]
    [InlineData(999.99999999999989, "999.99999999999989")]
    [InlineData(1234567890123456.25, "1234567890123456.2")]
    [InlineData(1234567890123456.75, "1234567890123456.8")]
    [InlineData(2251799813685247.75, "2251799813685247.8")]
    [InlineData(4503599627370495.5, "4503599627370495.5")]
    [InlineData(9007199254740993.0, "9007199254740992")]
    [InlineData(99999999999999984.0, "99999999999999984")]
    [InlineData(1e17, "1e+17")]
    [InlineData(6.02214076e23, "6.0221407599999999e+23")]
    [InlineData(1e-5, "1.0000000000000001e-05")]
    [InlineData(5e-324, "4.9406564584124654e-324")]
    [InlineData(-1.7976931348623157e308, "-1.7976931348623157e+308")]
    public void Doubles_have_17_digits_as_in_C(double value, string text) => Assert.Equal(text, Write(value));

    [Fact]
    [Trait("Draws", "examples")]
    public void Random_doubles_are_those_of_the_general_algorithm() => Examples.CheckSeeds([17], seed =>
    {
        var random = new Random(seed);
        for (int i = 0; i < RandomNumbers; i++)
        {
            CheckDouble(BitConverter.Int64BitsToDouble(random.NextInt64()));
            CheckDouble((random.NextDouble() - 0.5) * Math.Pow(10, random.Next(-6, 20)));
            CheckDouble(Math.BitDecrement(Math.Pow(10, random.Next(-5, 18))));

            // Few bits behind the point: these end halfway between two texts.
            CheckDouble(random.NextInt64(1L << 52) / (double)(1L << random.Next(1, 12)));
        }
    });

    private static void CheckUnsigned(ulong value)
    {
        var output = new ArrayBufferWriter<byte>();
        var writer = new WireWriter(output);
        writer.UInt64(value);
        writer.Flush();
        Assert.Equal(value.ToString(CultureInfo.InvariantCulture), Encoding.ASCII.GetString(output.WrittenSpan));
    }

    private static void CheckSigned(long value)
    {
        var output = new ArrayBufferWriter<byte>();
        var writer = new WireWriter(output);
        writer.Int64(value);
        writer.Flush();
        Assert.Equal(value.ToString(CultureInfo.InvariantCulture), Encoding.ASCII.GetString(output.WrittenSpan));
    }

    private static void CheckDouble(double value)
    {
        if (double.IsFinite(value))
        {
            Assert.Equal(value.ToString("G17", CultureInfo.InvariantCulture).Replace('E', 'e'), Write(value));
        }
    }

    private static string Write(double value)
    {
        var output = new ArrayBufferWriter<byte>();
        var writer = new WireWriter(output);
        writer.Double(value);
        writer.Flush();
        return Encoding.ASCII.GetString(output.WrittenSpan);
    }
}
