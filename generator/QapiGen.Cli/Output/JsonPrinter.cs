using System;
using System.Text;
using System.Text.Json;

namespace QapiGen.Cli.Output;

/// <summary>Prints JSON for people: what fits goes on one line, the rest is indented; coloured where wanted.</summary>
internal sealed class JsonPrinter
{
    private const int Indentation = 2;

    private readonly int _width;
    private readonly bool _colors;

    /// <summary>Makes a printer.</summary>
    /// <param name="width">Columns that a line should not exceed.</param>
    /// <param name="colors">Whether to colour.</param>
    public JsonPrinter(int width, bool colors)
    {
        _width = width;
        _colors = colors;
    }

    /// <summary>The text of a value, without a line end.</summary>
    public string Print(JsonElement value)
    {
        var output = new StringBuilder();
        Write(output, value, 0, 0);
        return output.ToString();
    }

    /// <summary>The text of a value on one line, without colours.</summary>
    public static string Compact(JsonElement value)
    {
        var output = new StringBuilder();
        new JsonPrinter(int.MaxValue, colors: false).WriteInline(output, value);
        return output.ToString();
    }

    private void Write(StringBuilder output, JsonElement value, int level, int used)
    {
        if (value.ValueKind is JsonValueKind.Object or JsonValueKind.Array && !Fits(value, _width - (level * Indentation) - used))
        {
            WriteBlock(output, value, level);
        }
        else
        {
            WriteInline(output, value);
        }
    }

    private void WriteBlock(StringBuilder output, JsonElement value, int level)
    {
        bool isObject = value.ValueKind == JsonValueKind.Object;
        string separator = isObject ? "{" : "[";
        if (isObject)
        {
            foreach (JsonProperty member in value.EnumerateObject())
            {
                Begin(output, ref separator, level);
                string name = TerminalText.Quote(member.Name);
                output.Append(Paint(name, AnsiStyle.Blue)).Append(": ");
                Write(output, member.Value, level + 1, name.Length + 3);
            }
        }
        else
        {
            foreach (JsonElement element in value.EnumerateArray())
            {
                Begin(output, ref separator, level);
                Write(output, element, level + 1, 1);
            }
        }

        output.Append('\n').Append(' ', level * Indentation).Append(isObject ? '}' : ']');
    }

    private static void Begin(StringBuilder output, ref string separator, int level)
    {
        output.Append(separator).Append('\n').Append(' ', (level + 1) * Indentation);
        separator = ",";
    }

    private void WriteInline(StringBuilder output, JsonElement value)
    {
        string separator = string.Empty;
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                output.Append('{');
                foreach (JsonProperty member in value.EnumerateObject())
                {
                    output.Append(separator).Append(Paint(TerminalText.Quote(member.Name), AnsiStyle.Blue)).Append(": ");
                    WriteInline(output, member.Value);
                    separator = ", ";
                }

                output.Append('}');
                break;
            case JsonValueKind.Array:
                output.Append('[');
                foreach (JsonElement element in value.EnumerateArray())
                {
                    output.Append(separator);
                    WriteInline(output, element);
                    separator = ", ";
                }

                output.Append(']');
                break;
            case JsonValueKind.String:
                output.Append(Paint(TerminalText.Quote(ReadString(value)), AnsiStyle.Green));
                break;
            default:
                output.Append(Paint(value.GetRawText(), value.ValueKind == JsonValueKind.Number ? AnsiStyle.Yellow : AnsiStyle.Magenta));
                break;
        }
    }

    /// <summary>Whether a value has at most <paramref name="room"/> columns on one line. Stops counting beyond.</summary>
    private static bool Fits(JsonElement value, int room) => Measure(value, room) <= room;

    private static int Measure(JsonElement value, int room)
    {
        if (room < 0)
        {
            return 0;
        }

        int width = 2;
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (JsonProperty member in value.EnumerateObject())
                {
                    width += member.Name.Length + 6;
                    width += Measure(member.Value, room - width);
                    if (width > room)
                    {
                        break;
                    }
                }

                return width;
            case JsonValueKind.Array:
                foreach (JsonElement element in value.EnumerateArray())
                {
                    width += 2 + Measure(element, room - width);
                    if (width > room)
                    {
                        break;
                    }
                }

                return width;
            case JsonValueKind.String:
                return ReadString(value).Length + 2;
            default:
                return value.GetRawText().Length;
        }
    }

    // A lone surrogate can't be decoded; it is shown as it came.
    private static string ReadString(JsonElement value)
    {
        try
        {
            return value.GetString()!;
        }
        catch (InvalidOperationException)
        {
            return value.GetRawText()[1..^1];
        }
    }

    private string Paint(string text, AnsiStyle style) => Ansi.Paint(text, style, _colors);
}
