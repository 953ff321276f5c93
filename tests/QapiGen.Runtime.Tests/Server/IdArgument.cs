using System.Text.Json;
using QapiGen.Runtime.Wire;

namespace QapiGen.Runtime.Tests.Server;

/// <summary>Arguments with one string <c>id</c>, as generated code would read them.</summary>
internal sealed record IdArgument(string Id) : IWireCodec<IdArgument>
{
    public static IdArgument Read(ref Utf8JsonReader reader, WireMode mode)
    {
        string? id = null;
        WireReader.BeginObject(ref reader);
        while (WireReader.NextMember(ref reader))
        {
            if (reader.ValueTextEquals("id"u8))
            {
                reader.Read();
                id = StringCodec.Read(ref reader, mode);
            }
            else
            {
                WireReader.UnknownMember(ref reader, mode);
            }
        }

        return new IdArgument(id ?? throw new WireFormatException("'id' is missing"));
    }

    public static void Write(ref WireWriter writer, IdArgument value)
    {
        writer.BeginObject();
        writer.Member("\"id\": "u8);
        writer.String(value.Id);
        writer.EndObject();
    }
}
