using System.Buffers;
using System.Text;
using QapiGen.Runtime.Wire;
using Xunit;

namespace QapiGen.Runtime.Tests.Wire;

/// <summary>The writer's layout, whatever the buffers that it is given.</summary>
public sealed class WireWriterTests
{
    private const string Expected = """
        {"a": -9223372036854775808, "b": [], "c": {}, "list": [1, 18446744073709551615, 0, 0.10000000000000001, -4.9406564584124654e-324], \
        "nested": [[[{"x": true}, {"y": false}], null], "r"], "text": "a, b, \u00E9, , \uD83D\uDE00 c\n", "name, ": ", ", "raw": {"k": 1}}
        """;

    [Fact]
    public void Separators_stand_between_values_only() =>
        Assert.Equal(Expected.ReplaceLineEndings("\n").Replace("\\\n", string.Empty), Encoding.ASCII.GetString(Write(new ArrayBufferWriter<byte>())));

    [Fact]
    public void Narrow_buffers_hold_the_same_and_nothing_is_written_behind_them()
    {
        var wide = new ArrayBufferWriter<byte>();
        WriteSamples(wide);
        for (int extra = 0; extra < 64; extra++)
        {
            var narrow = new NarrowBuffer(extra);
            WriteSamples(narrow);
            Assert.Equal(wide.WrittenSpan.ToArray(), narrow.ToArray());
        }
    }

    private static byte[] Write(ArrayBufferWriter<byte> output)
    {
        WriteSample(output);
        return output.WrittenSpan.ToArray();
    }

    // So many that each kind of value comes to stand at the end of a buffer.
    private static void WriteSamples(IBufferWriter<byte> output)
    {
        for (int i = 0; i < 64; i++)
        {
            WriteSample(output);
        }

        var writer = new WireWriter(output);
        for (int i = 0; i < 64; i++)
        {
            WriteNumbers(ref writer);
        }

        writer.Flush();
    }

    private static void WriteSample(IBufferWriter<byte> output)
    {
        var writer = new WireWriter(output);
        writer.BeginObject();
        writer.Member("\"a\": "u8);
        writer.Int64(long.MinValue);
        writer.Member("\"b\": "u8);
        writer.BeginArray();
        writer.EndArray();
        writer.Member("\"c\": "u8);
        writer.BeginObject();
        writer.EndObject();
        WriteNumbers(ref writer);
        WriteNested(ref writer);
        writer.Member("\"text\": "u8);
        writer.String("a, b, \u00E9, , \U0001F600 c\n");
        writer.Member("name, ");
        writer.String(", ");
        writer.Member("raw");
        writer.Raw("{\"k\": 1}"u8);
        writer.EndObject();
        writer.Flush();
    }

    private static void WriteNumbers(ref WireWriter writer)
    {
        writer.Member("\"list\": "u8);
        writer.BeginArray();
        writer.Int64(1);
        writer.UInt64(ulong.MaxValue);
        writer.UInt64(0);
        writer.Double(0.1);
        writer.Double(-double.Epsilon);
        writer.EndArray();
    }

    private static void WriteNested(ref WireWriter writer)
    {
        writer.Member("\"nested\": "u8);
        writer.BeginArray();
        writer.BeginArray();
        writer.BeginArray();
        writer.BeginObject();
        writer.Member("\"x\": "u8);
        writer.Boolean(true);
        writer.EndObject();
        writer.BeginObject();
        writer.Member("\"y\": "u8);
        writer.Boolean(false);
        writer.EndObject();
        writer.EndArray();
        writer.Null();
        writer.EndArray();
        writer.String("r");
        writer.EndArray();
    }
}
