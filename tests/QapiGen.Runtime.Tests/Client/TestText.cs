using System.Threading;
using QapiGen.Runtime.Metadata;
using QapiGen.Runtime.Wire;

namespace QapiGen.Runtime.Tests.Client;

/// <summary>Arguments with one long text, which count how often they have been encoded.</summary>
internal sealed class TestText(string name, int length) : IWireCodec<TestText>
{
    private static readonly QmpCommandDescriptor Text = new("text");

    private int _encoded;

    public static QmpCommandDescriptor Command => Text;

    public bool IsEncoded => Volatile.Read(ref _encoded) > 0;

    public static TestText Read(ref System.Text.Json.Utf8JsonReader reader, WireMode mode) => throw new System.NotSupportedException();

    public static void Write(ref WireWriter writer, TestText value)
    {
        Interlocked.Increment(ref value._encoded);
        value.Encoding?.Invoke();
        writer.BeginObject();
        writer.Member("\"name\": "u8);
        writer.String(value.Name);
        writer.Member("\"pad\": "u8);
        writer.String(new string('x', value.Length));
        writer.EndObject();
    }

    /// <summary>Runs while it is encoded.</summary>
    public System.Action? Encoding { get; init; }

    private string Name { get; } = name;

    private int Length { get; } = length;
}
