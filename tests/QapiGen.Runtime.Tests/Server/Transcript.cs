using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using System.Text.Json;

namespace QapiGen.Runtime.Tests.Server;

/// <summary>A recorded conversation with a real server; the format is described beside the data.</summary>
internal sealed class Transcript
{
    private readonly JsonElement _case;

    private Transcript(JsonElement element) => _case = element;

    public static IReadOnlyList<Transcript> All { get; } = Load();

    public string Name => Text("name");

    public string Layer => Text("layer");

    public string Server => Text("server");

    public bool IsQuirk => _case.TryGetProperty("quirk", out _);

    public string? Option(string name) =>
        _case.TryGetProperty("options", out JsonElement options) && options.TryGetProperty(name, out JsonElement value)
            ? value.ToString()
            : null;

    public IReadOnlyList<JsonElement> Steps => [.. _case.GetProperty("input").EnumerateArray()];

    public IReadOnlyList<int> After => [.. _case.GetProperty("after").EnumerateArray().Select(count => count.GetInt32())];

    /// <summary>What came back, in a form that can be compared: the text, or a mark for what has none.</summary>
    public IReadOnlyList<string> Expected
    {
        get
        {
            JsonElement[] raw = [.. _case.GetProperty("raw").EnumerateArray()];
            JsonElement[] output = [.. _case.GetProperty("output").EnumerateArray()];
            return [.. raw.Select((text, i) => text.ValueKind == JsonValueKind.String ? text.GetString()! : Mark(output[i]))];
        }
    }

    public static Transcript Get(string name) => All.Single(transcript => transcript.Name == name);

    /// <summary>The bytes of a step; null for an action.</summary>
    public static byte[]? Bytes(JsonElement step)
    {
        if (step.ValueKind == JsonValueKind.String)
        {
            return Encoding.UTF8.GetBytes(step.GetString()!);
        }

        if (step.TryGetProperty("b64", out JsonElement data))
        {
            return data.GetBytesFromBase64();
        }

        return step.TryGetProperty("times", out JsonElement times)
            ? Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(step.GetProperty("text").GetString()!, times.GetInt32())))
            : null;
    }

    public override string ToString() => Name;

    private static string Mark(JsonElement item)
    {
        if (item.TryGetProperty("$eof", out _))
        {
            return "$eof";
        }

        return item.TryGetProperty("$connected", out _)
            ? "$connected"
            : $"$elided {item.GetProperty("length").GetInt32()} {item.GetProperty("sha256").GetString()}";
    }

    private static List<Transcript> Load()
    {
        string path = Path.Combine(AppContext.BaseDirectory, "Data", "qmp.jsonl");
        return [.. File.ReadLines(path).Where(line => line.Length != 0).Select(line => new Transcript(JsonDocument.Parse(line).RootElement.Clone()))];
    }

    private string Text(string member) => _case.GetProperty(member).GetString()!;
}
