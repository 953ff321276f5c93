using System;
using System.Collections.Generic;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using QapiGen.Runtime.Json;
using QapiGen.Runtime.Wire;

namespace QapiGen.Runtime.Server.Output;

/// <summary>Writes an <c>id</c> back as QEMU does: numbers in C's format, strings in ASCII, members in hash order (QMP spec 9).</summary>
internal static class RequestEcho
{
    private const int PlainNumberDigits = 18;


    /// <summary>Writes a value that stands in a message's body.</summary>
    public static void Write(ReadOnlyMemory<byte> value, PooledList<byte> output)
    {
        if (IsPlain(value.Span))
        {
            output.AddRange(value.Span);
            return;
        }

        using JsonDocument document = JsonDocument.Parse(value, JsonDepth.Document);
        var writer = new WireWriter(output);
        Write(document.RootElement, ref writer);
        writer.Flush();
    }

    // Small integers, and strings without anything to escape: most ids there are.
    private static bool IsPlain(ReadOnlySpan<byte> value)
    {
        if (value[0] == (byte)'"')
        {
            ReadOnlySpan<byte> text = value[1..^1];
            return text.IndexOfAnyExceptInRange((byte)' ', (byte)'~') < 0 && !text.Contains((byte)'\\');
        }

        return value.Length <= PlainNumberDigits && value.IndexOfAnyExceptInRange((byte)'0', (byte)'9') < 0;
    }

    private static void Write(JsonElement value, ref WireWriter writer)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                WriteObject(value, ref writer);
                break;
            case JsonValueKind.Array:
                writer.BeginArray();
                foreach (JsonElement element in value.EnumerateArray())
                {
                    Write(element, ref writer);
                }

                writer.EndArray();
                break;
            case JsonValueKind.Number:
                WriteNumber(JsonMarshal.GetRawUtf8Value(value), ref writer);
                break;
            case JsonValueKind.String:
                writer.String(value.GetString());
                break;
            default:
                writer.Raw(JsonMarshal.GetRawUtf8Value(value));
                break;
        }
    }

    private static void WriteObject(JsonElement value, ref WireWriter writer)
    {
        var members = new List<(int Bucket, int Index, JsonProperty Member)>();
        foreach (JsonProperty member in value.EnumerateObject())
        {
            members.Add((QemuHashOrder.Bucket(EnvelopeReader.ToModifiedUtf8(member.Name)), members.Count, member));
        }

        members.Sort(static (a, b) => a.Bucket != b.Bucket ? a.Bucket.CompareTo(b.Bucket) : b.Index.CompareTo(a.Index));
        writer.BeginObject();
        foreach ((_, _, JsonProperty member) in members)
        {
            writer.Member(member.Name);
            Write(member.Value, ref writer);
        }

        writer.EndObject();
    }

    private static void WriteNumber(ReadOnlySpan<byte> text, ref WireWriter writer)
    {
        if (text.IndexOfAny(".eE"u8) < 0)
        {
            if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long signed))
            {
                writer.Int64(signed);
                return;
            }

            if (ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out ulong unsigned))
            {
                writer.UInt64(unsigned);
                return;
            }
        }

        double number = double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);
        if (double.IsFinite(number))
        {
            writer.Double(number);
        }
        else
        {
            // QEMU prints inf, which isn't JSON; the source text is (QMP spec 21).
            writer.Raw(text);
        }
    }
}
