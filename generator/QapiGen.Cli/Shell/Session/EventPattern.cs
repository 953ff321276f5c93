using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using System.Text.Json.Nodes;
using QapiGen.Cli.Output;
using QapiGen.Cli.Shell.Catalog;
using QapiGen.Cli.Shell.Input;
using QapiGen.Runtime.Messages;
using QapiGen.Runtime.Metadata;

namespace QapiGen.Cli.Shell.Session;

/// <summary>Which event is waited for: its name, and values that members of its data must have: <c>JOB_STATUS_CHANGE status=concluded</c>.</summary>
internal sealed class EventPattern
{
    private static readonly JsonElement s_null = JsonElement.Parse("null");

    private readonly EventValue[] _values;

    private readonly string _text;

    private EventPattern(string name, EventValue[] values, string text)
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
        List<ShellToken> tokens = ShellTokenizer.Tokenize(text);
        return tokens.Count == 0 || tokens[0].Key is not null || tokens.Exists(t => !t.IsComplete) || tokens.Skip(1).Any(t => string.IsNullOrEmpty(t.Key))
            ? null
            : new EventPattern(
                tokens[0].Text,
                [.. tokens.Skip(1).Select(t => new EventValue(t.Key!.Split('.'), t))],
                string.Join(' ', tokens.Select(t => text[t.Start..t.End])));
    }

    /// <summary>Whether an event is one of these.</summary>
    public bool Matches(QmpEvent data) => data is RawQmpEvent raw && raw.Name == Name && Array.TrueForAll(_values, v => v.IsIn(raw.Data));

    /// <summary>Refuses an event that the server doesn't send, with a member or a value that it doesn't have, so that nobody waits for it.</summary>
    /// <param name="catalog">What the server has; where it doesn't tell its events, any may come.</param>
    /// <exception cref="InputException">There is no such event.</exception>
    public void Check(ShellCatalog catalog)
    {
        if (catalog.EventNames.Count > 0 && !catalog.EventNames.Contains(Name))
        {
            throw new InputException($"the server has no event '{Name}'", Suggestions.DidYouMean(Name, catalog.EventNames));
        }

        if (catalog.FindEvent(Name) is { } known)
        {
            Array.ForEach(_values, v => v.Check(Name, known.Data));
        }
    }

    /// <summary>The pattern as it was written.</summary>
    public override string ToString() => _text;

    /// <summary>A value that a member of the data must have.</summary>
    private sealed class EventValue(string[] path, ShellToken written)
    {
        // Until the type is known: the text, or the JSON that it looks like.
        private JsonElement[] _accepted = [Element(JsonValue.Create(written.Value)), .. Try(() => TypedJson.ReadLoosely(written))];

        public bool IsIn(JsonElement data)
        {
            foreach (string name in path)
            {
                if (data.ValueKind != JsonValueKind.Object || !data.TryGetProperty(name, out data))
                {
                    return false;
                }
            }

            return Array.Exists(_accepted, value => JsonElement.DeepEquals(value, data));
        }

        public void Check(string name, QmpTypeInfo data)
        {
            IReadOnlyList<QmpTypeInfo> types = [data];
            for (int i = 0; i < path.Length; i++)
            {
                QmpMemberInfo[] members = [.. types.SelectMany(MembersOf)];
                types = [.. members.Where(m => m.Name == path[i]).Select(m => m.Type)];
                if (types.Count == 0)
                {
                    string[] names = [.. members.Select(m => m.Name).Distinct()];
                    string owner = i == 0 ? name : $"'{string.Join('.', path[..i])}' of {name}";
                    throw new InputException(
                        $"{owner} has no member '{path[i]}'",
                        Suggestions.DidYouMean(path[i], names) ?? (names.Length == 0 ? "It has none." : $"Valid are {Suggestions.JoinQuoted(names, "and")}."));
                }
            }

            JsonElement[] accepted = [.. types.SelectMany(Read)];
            _accepted = accepted.Length > 0 ? accepted : throw WrongValue(types);
        }

        private InputException WrongValue(IReadOnlyList<QmpTypeInfo> types)
        {
            string[] names = [.. types.OfType<QmpEnumInfo>().SelectMany(t => t.Values).Select(v => v.Name).Distinct()];
            return new InputException(
                $"'{written.Value}' is no value for '{string.Join('.', path)}'",
                Suggestions.DidYouMean(written.Value, names) ?? $"Valid is {string.Join('|', types.Select(TypeWords.Describe).Distinct())}.");
        }

        private IEnumerable<JsonElement> Read(QmpTypeInfo type) => type switch
        {
            QmpEnumInfo choice => choice.TryGetValue(written.Value, out _) ? [Element(JsonValue.Create(written.Value))] : [],
            QmpBuiltinInfo builtin => ScalarReader.TryRead(builtin.Kind, written, out JsonNode? value) ? [Element(value)] : [],
            QmpAlternateInfo alternate => alternate.Branches.SelectMany(Read),
            _ => Try(() => TypedJson.Read(written.Value)),
        };

        private static IEnumerable<QmpMemberInfo> MembersOf(QmpTypeInfo type) => type switch
        {
            QmpObjectInfo data => data.Members.Concat(data.Branches.Values.SelectMany(MembersOf)),
            QmpAlternateInfo alternate => alternate.Branches.SelectMany(MembersOf),
            _ => [],
        };

        private static JsonElement[] Try(Func<JsonNode?> read)
        {
            try
            {
                return [Element(read())];
            }
            catch (InputException)
            {
                return [];
            }
        }

        private static JsonElement Element(JsonNode? node) => node is null ? s_null : TypedJson.ToElement(node);
    }
}
