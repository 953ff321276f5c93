using System.Text.Json;
using QapiGen.Runtime.Wire;

namespace QapiGen.Jobs.Orleans.Tests.Support;

/// <summary>A text, as arguments and as a checkpoint.</summary>
internal sealed record Note(string Text) : IWireCodec<Note>
{
    public static Note Read(ref Utf8JsonReader reader, WireMode mode) => new(StringCodec.Read(ref reader, mode));

    public static void Write(ref WireWriter writer, Note value) => StringCodec.Write(ref writer, value.Text);
}
