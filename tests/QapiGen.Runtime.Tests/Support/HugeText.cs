using System.Text.Json;
using QapiGen.Runtime.Wire;

namespace QapiGen.Runtime.Tests.Support;

/// <summary>A text alone: what the serializer of JSON elements keeps in pools of its own would be counted, too.</summary>
internal readonly record struct HugeText(string Text) : IWireCodec<HugeText>
{
    public static HugeText Read(ref Utf8JsonReader reader, WireMode mode)
    {
        WireReader.BeginObject(ref reader);
        string text = "";
        while (WireReader.NextMember(ref reader))
        {
            reader.Read();
            text = StringCodec.Read(ref reader, mode);
        }

        return new HugeText(text);
    }

    public static void Write(ref WireWriter writer, HugeText value)
    {
        writer.BeginObject();
        writer.Member("\"text\": "u8);
        writer.String(value.Text);
        writer.EndObject();
    }
}
