using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using QapiGen.Compatibility;
using QapiGen.Compatibility.Wire;
using QapiGen.Fuzz.Targets;
using QapiGen.Schema.Model;
using SharpFuzz.Common;

namespace QapiGen.Fuzz.Running;

/// <summary>Counts the branches that the compiler takes for definitions of growing size: the same on every machine.</summary>
internal static class WorkCount
{
    private static long s_branches;

    /// <summary>Prints, for each kind of definition, the branches taken for a number of members and for four times as many.</summary>
    public static void Print(int members)
    {
        using var coverage = new Coverage();
        Trace.OnBranch = static (_, _) => s_branches++;
        foreach (string kind in (string[])["struct", "base", "arguments", "event", "enum", "union", "features", "paragraph"])
        {
            Generate(kind, 4);
            Console.WriteLine($"generate {kind} {Generate(kind, members)} {Generate(kind, members * 4)}");
            Compare(kind, 4);
            Console.WriteLine($"diff {kind} {Compare(kind, members)} {Compare(kind, members * 4)}");
        }
    }

    private static long Generate(string kind, int members)
    {
        string text = Write(kind, members, "m");
        return Count(() => SchemaReading.Compile(text));
    }

    // Every second name is another one.
    private static long Compare(string kind, int members)
    {
        QapiSchema old = SchemaReading.Compile(Write(kind, members, "m"));
        QapiSchema @new = SchemaReading.Compile(Write(kind, members, "n"));
        return Count(() => SchemaComparer.Compare(WireSchema.FromModel(old), WireSchema.FromModel(@new)));
    }

    private static long Count(Action work)
    {
        s_branches = 0;
        work();
        return s_branches;
    }

    private static string Write(string kind, int count, string second)
    {
        List<string> names = [.. Enumerable.Range(0, count).Select(i => (i % 2 == 0 ? "m" : second) + Letters(i))];
        string members = string.Join(", ", names.Select((name, i) => i % 3 == 0 ? $"'*{name}': [ 'str' ]" : $"'{name}': 'int'"));
        string values = string.Join(", ", names.Select(name => $"'{name}'"));
        string branches = string.Join(", ", names.Select(name => $"'{name}': 'B'"));
        return kind switch
        {
            "struct" => $"{Doc("S", names)}{{ 'struct': 'S', 'data': {{ {members} }} }}\n{{ 'command': 'c', 'returns': 'S' }}\n",
            "base" => $"{Doc("A", names)}{{ 'struct': 'A', 'data': {{ {members} }} }}\n{{ 'struct': 'S', 'base': 'A', 'data': {{ }} }}\n{{ 'command': 'c', 'returns': 'S' }}\n",
            "arguments" => $"{Doc("c", names)}{{ 'command': 'c', 'data': {{ {members} }} }}\n",
            "event" => $"{Doc("V", names)}{{ 'event': 'V', 'data': {{ {members} }} }}\n",
            "enum" => $"{Doc("E", names)}{{ 'enum': 'E', 'data': [ {values} ] }}\n{{ 'command': 'c', 'data': {{ 'e': 'E' }} }}\n",
            "union" => $"{Doc("E", names)}{{ 'enum': 'E', 'data': [ {values} ] }}\n{{ 'struct': 'B', 'data': {{ 'b': 'int' }} }}\n"
                + $"{{ 'union': 'U', 'base': {{ 'e': 'E' }}, 'discriminator': 'e', 'data': {{ {branches} }} }}\n{{ 'command': 'c', 'data': 'U', 'boxed': true }}\n",
            "paragraph" => $"##\n# @S:\n#\n{string.Concat(names.Select(static name => $"# see @{name} and\n"))}##\n{{ 'struct': 'S', 'data': {{ {members} }} }}\n{{ 'command': 'c', 'returns': 'S' }}\n",
            _ => $"{{ 'struct': 'S', 'data': {{ 'a': 'int' }}, 'features': [ {values} ] }}\n{{ 'command': 'c', 'returns': 'S' }}\n",
        };
    }

    private static string Doc(string name, List<string> members)
    {
        var text = new StringBuilder($"##\n# @{name}:\n#\n# Something.\n#\n");
        foreach (string member in members)
        {
            text.Append($"# @{member}: described, see @{members[^1]} (since 1.2)\n#\n");
        }

        return text.Append("# Since: 1.0\n##\n").ToString();
    }

    // Words that don't resemble each other.
    private static string Letters(int number)
    {
        var text = new StringBuilder();
        for (uint rest = unchecked((uint)number * 2654435761u); text.Length < 6; rest /= 26)
        {
            text.Append((char)('a' + (rest % 26)));
        }

        return $"{text}-{number}";
    }
}
