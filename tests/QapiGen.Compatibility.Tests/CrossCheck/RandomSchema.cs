using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;

namespace QapiGen.Compatibility.Tests.CrossCheck;

/// <summary>A small schema made by chance, valid by construction, and its changes.</summary>
internal sealed class RandomSchema
{
    private static readonly string[] Builtins = ["str", "int", "uint8", "number", "bool", "any", "null", "size"];

    private readonly Random _random;
    private int _next;

    public RandomSchema(int seed)
    {
        _random = new Random(seed);
        for (int i = 0; i < 2; i++)
        {
            Enums.Add(new Entry($"Enum{i}", ["va", "vb", "vc"]));
        }

        for (int i = 0; i < 4; i++)
        {
            Structs.Add(new Entry($"Struct{i}", [.. Enumerable.Range(0, _random.Next(4)).Select(_ => Member())]));
        }

        Unions.Add(new Entry("Union0", ["Enum0", "va:Struct0", "vb:Struct1"]));
        Alternates.Add(new Entry("Alternate0", ["Struct2", Pick(["str", "int", "bool"])]));
        for (int i = 0; i < 4; i++)
        {
            Commands.Add(new Entry($"do-{i}-{(char)('q' + i)}", [.. Enumerable.Range(0, _random.Next(3)).Select(_ => Member())]) { Result = Result() });
        }

        Commands.Add(new Entry("draw-it", ["boxed"]));
        Events.Add(new Entry("HAPPENED", [Member()]));
    }

    private List<Entry> Enums { get; } = [];

    private List<Entry> Structs { get; } = [];

    private List<Entry> Unions { get; } = [];

    private List<Entry> Alternates { get; } = [];

    private List<Entry> Commands { get; } = [];

    private List<Entry> Events { get; } = [];

    /// <summary>Changes something, or nothing.</summary>
    public void Mutate()
    {
        Entry holder = Pick([.. Structs, .. Commands.Where(c => !c.Parts.Contains("boxed")), .. Events]);
        switch (_random.Next(14))
        {
            case 0:
                holder.Parts.Add(Member());
                break;
            case 1 when holder.Parts.Count > 0:
                holder.Parts.RemoveAt(_random.Next(holder.Parts.Count));
                break;
            case 2 when holder.Parts.Count > 0:
                Replace(holder, part => part[0] == '*' ? part[1..] : "*" + part);
                break;
            case 3 when holder.Parts.Count > 0:
                Replace(holder, part => part.Split(':')[0] + ":" + Type());
                break;
            case 4 when holder.Parts.Count > 0:
                Replace(holder, part => part.Replace("-", "_", StringComparison.Ordinal));
                break;
            case 5:
                Pick(Enums).Parts.Add($"v{_next++}");
                break;
            case 6 when Enums[1].Parts.Count > 1:
                Enums[1].Parts.RemoveAt(_random.Next(Enums[1].Parts.Count));
                break;
            case 7:
                holder.Parts.Reverse();
                break;
            case 8:
                Toggle(Unions[0].Parts, "vc:Struct3");
                break;
            case 9:
                Pick(Commands).Result = Result();
                break;
            case 10:
                Toggle(Alternates[0].Parts, Pick(["null", "[int]"]));
                break;
            case 11:
                Pick([.. Structs, .. Commands, .. Events]).Suffix = $"Again{_next++}";
                break;
            case 12:
                Pick([.. Commands, .. Events]).Features = Pick(["'deprecated'", "'unstable'", "'fast'", ""]);
                break;
            case 13:
                Toggle(Enums[1].Parts, "vd");
                break;
        }
    }

    /// <summary>The schema's text.</summary>
    public string Print()
    {
        var text = new StringBuilder("{ 'pragma': { 'command-returns-exceptions': [] } }\n");
        Enums.ForEach(e => text.Append($"{{ 'enum': '{e.Name}', 'data': [ {Join(e.Parts.Select(v => $"'{v}'"))} ] }}\n"));
        Structs.ForEach(s => text.Append($"{{ 'struct': '{TypeName(s.Name)}', 'data': {{ {Members(s)} }} }}\n"));
        foreach (Entry union in Unions)
        {
            IEnumerable<string> branches = union.Parts.Skip(1).Select(b => b.Split(':')).Select(b => $"'{b[0]}': '{TypeName(b[1])}'");
            text.Append($"{{ 'union': '{union.Name}', 'base': {{ 'tag': '{union.Parts[0]}' }}, 'discriminator': 'tag', 'data': {{ {Join(branches)} }} }}\n");
        }

        Alternates.ForEach(a => text.Append($"{{ 'alternate': '{a.Name}', 'data': {{ {Join(a.Parts.Select(t => $"'{KindOf(t)}': {Print(t)}"))} }} }}\n"));
        foreach (Entry command in Commands)
        {
            string data = command.Parts.Contains("boxed") ? "'Union0', 'boxed': true" : $"{{ {Members(command)} }}";
            text.Append($"{{ 'command': '{command.Name}', 'data': {data}{(command.Result is null ? "" : $", 'returns': {Print(command.Result)}")}{FeaturesOf(command)} }}\n");
        }

        Events.ForEach(e => text.Append($"{{ 'event': '{e.Name}', 'data': {{ {Members(e)} }}{FeaturesOf(e)} }}\n"));
        return text.ToString();
    }

    private static string Join(IEnumerable<string> parts) => string.Join(", ", parts);

    private static string FeaturesOf(Entry entry) => entry.Features.Length == 0 ? "" : $", 'features': [ {entry.Features} ]";

    private static void Toggle(List<string> parts, string part)
    {
        if (!parts.Remove(part))
        {
            parts.Add(part);
        }
    }

    private string Members(Entry entry) => Join(entry.Parts.Select(p => p.Split(':')).Select(p => $"'{p[0]}': {Print(p[1])}"));

    // Types are referred to by their first name and printed by the one that they have now: renaming is no change on the wire.
    private string TypeName(string name) => name + (Structs.Find(s => s.Name == name)?.Suffix ?? "");

    private string Print(string type) => type[0] == '[' ? $"[ '{TypeName(type[1..^1])}' ]" : $"'{TypeName(type)}'";

    // Names of alternatives don't show; these are the ones that introspection leads to.
    private static string KindOf(string type) => type switch
    {
        "str" => "string",
        "int" => "number",
        "bool" => "boolean",
        "null" => "null",
        _ => type[0] == '[' ? "array" : "object",
    };

    private void Replace(Entry holder, Func<string, string> change)
    {
        int index = _random.Next(holder.Parts.Count);
        string changed = change(holder.Parts[index]);
        string name = changed.Split(':')[0].TrimStart('*').Replace('_', '-');
        if (!holder.Parts.Where((_, i) => i != index).Any(p => p.Split(':')[0].TrimStart('*').Replace('_', '-') == name))
        {
            holder.Parts[index] = changed;
        }
    }

    private string Member() => $"{(_random.Next(2) == 0 ? "*" : "")}m-{(char)('a' + _random.Next(26))}{(char)('a' + _random.Next(26))}{_next++}:{Type()}";

    private string Type()
    {
        string type = Pick([.. Builtins, "Enum0", "Enum1", "Struct0", "Struct1", "Struct2", "Struct3", "Union0", "Alternate0"]);
        return _random.Next(4) == 0 ? $"[{type}]" : type;
    }

    private string? Result() => Pick([null, "Struct0", "[Struct1]", "Union0", "[Struct3]"]);

    private T Pick<T>(IReadOnlyList<T> items) => items[_random.Next(items.Count)];

    /// <summary>A definition: its name, and its parts in a short form.</summary>
    private sealed class Entry(string name, List<string> parts)
    {
        public string Name { get; } = name;

        public List<string> Parts { get; } = parts;

        public string? Result { get; set; }

        public string Suffix { get; set; } = "";

        public string Features { get; set; } = "";
    }
}
