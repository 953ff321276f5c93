using System.Text.Json;
using QapiGen.Runtime.Wire;

namespace QapiGen.Runtime.Client;

/// <summary>Takes any value for the result of a command that declares none.</summary>
internal readonly struct IgnoredResultCodec : IWireCodec<NoData>
{
    public static NoData Read(ref Utf8JsonReader reader, WireMode mode)
    {
        reader.Skip();
        return default;
    }

    public static void Write(ref WireWriter writer, NoData value) => NoData.Write(ref writer, value);
}
