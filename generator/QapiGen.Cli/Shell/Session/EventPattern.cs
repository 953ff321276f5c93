using System;
using System.Linq;
using System.Text.Json;
using QapiGen.Cli.Output;
using QapiGen.Cli.Shell.Catalog;
using QapiGen.Cli.Shell.Input;
using QapiGen.Runtime.Messages;

namespace QapiGen.Cli.Shell.Session;

/// <summary>Which event is waited for: its name, and values that members of its data must have: <c>JOB_STATUS_CHANGE status=concluded</c>.</summary>
internal sealed class EventPattern
{
    private readonly (string Path, string Value)[] _values;

    private readonly string _text;

    private EventPattern(string name, (string Path, string Value)[] values, string text)
    {
        Name = name;
        _text = text;
        _values = values;
    }

    /// <summary>The event's name.</summary>
    public string Name { get; }

    /// <summary>Reads a pattern.</summary>
    /// <returns>The pattern; null if the text is none.</returns>
    public static EventPattern? Parse(string text)
    {
        string[] words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return words.Length == 0 || words[0].Contains('=', StringComparison.Ordinal) || words.Skip(1).Any(w => w.IndexOf('=', StringComparison.Ordinal) < 1)
            ? null
            : new EventPattern(words[0], [.. words.Skip(1).Select(w => w.Split('=', 2)).Select(w => (w[0], w[1]))], string.Join(' ', words));
    }

    /// <summary>Whether an event is one of these.</summary>
    public bool Matches(QmpEvent data) => data is RawQmpEvent raw && raw.Name == Name && _values.All(v => Has(raw.Data, v.Path, v.Value));

    /// <summary>Refuses an event that the server doesn't send, so that nobody waits for it.</summary>
    /// <param name="catalog">What the server has; where it doesn't tell its events, any may come.</param>
    /// <exception cref="InputException">There is no such event.</exception>
    public void Check(ShellCatalog catalog)
    {
        if (catalog.EventNames.Count > 0 && !catalog.EventNames.Contains(Name))
        {
            throw new InputException($"the server has no event '{Name}'", Suggestions.DidYouMean(Name, catalog.EventNames));
        }
    }

    /// <summary>The pattern as it was written.</summary>
    public override string ToString() => _text;

    private static bool Has(JsonElement data, string path, string value)
    {
        foreach (string name in path.Split('.'))
        {
            if (data.ValueKind != JsonValueKind.Object || !data.TryGetProperty(name, out data))
            {
                return false;
            }
        }

        return data.ValueKind == JsonValueKind.String ? data.ValueEquals(value) : data.GetRawText() == value;
    }
}
