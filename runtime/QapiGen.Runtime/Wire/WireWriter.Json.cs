using System;
using System.Runtime.InteropServices;
using System.Text.Json;
using QapiGen.Runtime.Json;

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
                JsonString(JsonMarshal.GetRawUtf8Value(value)[1..^1]);
                Reserve(SeparatorBytes);
                Finish(0);
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
        where TCodec : IWireWritable<T>
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
            JsonString(JsonMarshal.GetRawUtf8PropertyName(member));
            Member(": "u8);
            Element(member.Value);
        }

        EndObject();
    }

    // A string as it stands in other JSON, without its quotes.
    private void JsonString(scoped ReadOnlySpan<byte> text)
    {
        if (text.IndexOfAnyExceptInRange((byte)' ', (byte)'~') >= 0 || text.Contains((byte)'\\'))
        {
            DecodeJsonString(text);
            return;
        }

        Reserve(text.Length + 2);
        End = (byte)'"';
        text.CopyTo(_span[(_used + 1)..]);
        _used += text.Length + 1;
        End = (byte)'"';
        _used++;
    }

    private void DecodeJsonString(scoped ReadOnlySpan<byte> text)
    {
        byte[] quoted = BoundedPool<byte>.Rent(text.Length + 2);
        char[] chars = BoundedPool<char>.Rent(text.Length);
        quoted[0] = (byte)'"';
        text.CopyTo(quoted.AsSpan(1));
        quoted[text.Length + 1] = (byte)'"';
        var reader = new Utf8JsonReader(quoted.AsSpan(0, text.Length + 2));
        reader.Read();
        WriteQuoted(chars.AsSpan(0, reader.CopyString(chars)));
        BoundedPool<char>.Return(chars);
        BoundedPool<byte>.Return(quoted);
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
