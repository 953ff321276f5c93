using System;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace QapiGen.Runtime.Wire;

/// <content>JSON values that no schema describes.</content>
public ref partial struct WireWriter
{
    /// <summary>Writes any JSON value in QEMU's layout; numbers keep their text.</summary>
    /// <exception cref="WireFormatException">The element is undefined, or nested too deeply for the stack.</exception>
    public void Element(JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                WriteObject(value);
                break;
            case JsonValueKind.Array:
                WriteArray(value);
                break;
            case JsonValueKind.String:
                String(value.GetString());
                break;
            case JsonValueKind.Undefined:
                throw new WireFormatException("An undefined JSON element can't be written");
            default:
                Raw(JsonMarshal.GetRawUtf8Value(value));
                break;
        }
    }

    /// <summary>Writes the members of a value's object into the object that is being written.</summary>
    /// <remarks>For a union whose branch is itself a union: both share one JSON object (QAPI spec W-6).</remarks>
    public void Embed<T, TCodec>(T value)
        where TCodec : IWireCodec<T>
    {
        ReadOnlySpan<byte> json = WireJson.Serialize<T, TCodec>(value);
        if (json.Length > 2)
        {
            Raw(json[1..^1]);
        }
    }

    private void WriteObject(JsonElement value)
    {
        WireReader.EnterNested();
        BeginObject();
        foreach (JsonProperty member in value.EnumerateObject())
        {
            Member(member.Name);
            Element(member.Value);
        }

        EndObject();
    }

    private void WriteArray(JsonElement value)
    {
        WireReader.EnterNested();
        BeginArray();
        foreach (JsonElement element in value.EnumerateArray())
        {
            Element(element);
        }

        EndArray();
    }
}
