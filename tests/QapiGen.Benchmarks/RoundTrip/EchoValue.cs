using System.Text.Json;
using QapiGen.Runtime.Wire;

namespace QapiGen.Benchmarks.RoundTrip;

/// <summary>Arguments and result of the command <c>echo</c>, with a codec such as generated code has: <c>{"n": 1}</c>.</summary>
internal readonly record struct EchoValue(long Number) : IWireCodec<EchoValue>
{
    public static EchoValue Read(ref Utf8JsonReader reader, WireMode mode)
    {
        long number = 0;
        WireReader.BeginObject(ref reader);
        while (WireReader.NextMember(ref reader))
        {
            if (reader.ValueTextEquals("n"u8))
            {
                reader.Read();
                number = reader.GetInt64();
            }
            else
            {
                WireReader.UnknownMember(ref reader, mode);
            }
        }

        return new EchoValue(number);
    }

    public static void Write(ref WireWriter writer, EchoValue value)
    {
        writer.BeginObject();
        writer.Member("\"n\": "u8);
        writer.Int64(value.Number);
        writer.EndObject();
    }
}
