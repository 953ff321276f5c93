using System.Text.Json;

namespace QapiGen.Runtime.Wire;

/// <summary>The empty object: arguments of a command that takes none, data of an event that has none.</summary>
public readonly struct NoData : IWireCodec<NoData>
{
    /// <inheritdoc/>
    public static NoData Read(ref Utf8JsonReader reader, WireMode mode)
    {
        WireReader.BeginObject(ref reader);
        while (WireReader.NextMember(ref reader))
        {
            WireReader.UnknownMember(ref reader, mode);
        }

        return default;
    }

    /// <inheritdoc/>
    public static void Write(ref WireWriter writer, NoData value)
    {
        writer.BeginObject();
        writer.EndObject();
    }
}
