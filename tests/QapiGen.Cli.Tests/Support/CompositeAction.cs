using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using Xunit;

namespace QapiGen.Cli.Tests.Support;

/// <summary>A step of a composite action, with all expressions replaced.</summary>
internal sealed record ActionStep(string Name, string Shell, string Run, IReadOnlyDictionary<string, string> Environment);

/// <summary>
/// A composite action as a forge reads it: the part of YAML that such files are made of (mappings, lists of mappings, plain and quoted scalars, blocks), and of the language
/// of expressions names, strings, <c>format</c>, <c>&amp;&amp;</c> and <c>||</c>. Whatever else there is fails the test.
/// </summary>
internal sealed partial class CompositeAction
{
    private readonly Dictionary<string, object> _root;
    private readonly string _folder;

    public CompositeAction(string path)
    {
        _folder = Path.GetDirectoryName(path)!;
        var lines = new Queue<(int Indent, string Text)>(File.ReadAllLines(path)
            .Where(line => line.Trim().Length > 0 && line.Trim()[0] != '#').Select(line => (line.Length - line.TrimStart().Length, line.Trim())));
        _root = Mapping(lines, 0);
        Assert.Empty(lines);
    }

    /// <summary>The steps, for some inputs and facts such as <c>github.base_ref</c>.</summary>
    public IEnumerable<ActionStep> Steps(Dictionary<string, string> given, Dictionary<string, string> facts)
    {
        var names = new Dictionary<string, string>(facts) { ["github.action_path"] = _folder };
        foreach ((string name, object input) in (Dictionary<string, object>)_root["inputs"])
        {
            names["inputs." + name] = given.TryGetValue(name, out string? value) ? value : Fill((string)((Dictionary<string, object>)input)["default"], facts);
        }

        Assert.All(given.Keys, name => Assert.Contains("inputs." + name, names.Keys));
        var runs = (Dictionary<string, object>)_root["runs"];
        Assert.Equal("composite", runs["using"]);
        foreach (Dictionary<string, object> step in ((List<object>)runs["steps"]).Cast<Dictionary<string, object>>())
        {
            Assert.Empty(step.Keys.Except(["name", "shell", "run", "env"]));
            var environment = step.TryGetValue("env", out object? env) ? (Dictionary<string, object>)env : [];
            yield return new ActionStep(
                (string)step["name"], (string)step["shell"], Fill((string)step["run"], names), environment.ToDictionary(e => e.Key, e => Fill((string)e.Value, names)));
        }
    }

    private static Dictionary<string, object> Mapping(Queue<(int Indent, string Text)> lines, int indent)
    {
        var made = new Dictionary<string, object>();
        while (lines.TryPeek(out (int Indent, string Text) line) && line.Indent == indent && !line.Text.StartsWith("- ", StringComparison.Ordinal))
        {
            lines.Dequeue();
            Match entry = Entry().Match(line.Text);
            Assert.True(entry.Success, line.Text);
            string value = entry.Groups[2].Value;
            made.Add(entry.Groups[1].Value, value.Length > 0 && value != "|" ? Scalar(value) : Nested(lines, indent, isBlock: value == "|"));
        }

        return made;
    }

    private static object Nested(Queue<(int Indent, string Text)> lines, int outer, bool isBlock)
    {
        Assert.True(lines.Peek().Indent > outer);
        int indent = lines.Peek().Indent;
        if (isBlock)
        {
            var text = new List<string>();
            while (lines.TryPeek(out (int Indent, string Text) line) && line.Indent >= indent)
            {
                text.Add(lines.Dequeue().Text);
            }

            return string.Join('\n', text);
        }

        if (!lines.Peek().Text.StartsWith("- ", StringComparison.Ordinal))
        {
            return Mapping(lines, indent);
        }

        var list = new List<object>();
        while (lines.TryPeek(out (int Indent, string Text) item) && item.Indent == indent && item.Text.StartsWith("- ", StringComparison.Ordinal))
        {
            lines.Dequeue();
            var rest = new Queue<(int, string)>([(indent + 2, item.Text[2..])]);
            while (lines.TryPeek(out (int Indent, string Text) more) && more.Indent > indent)
            {
                rest.Enqueue(lines.Dequeue());
            }

            list.Add(Mapping(rest, indent + 2));
            Assert.Empty(rest);
        }

        return list;
    }

    private static string Scalar(string text)
    {
        bool isQuoted = text.Length > 1 && text[0] == '\'' && text[^1] == '\'';
        Assert.True(isQuoted || (!"\"'[]{}&*!|>%@`".Contains(text[0], StringComparison.Ordinal) && !text.Contains(" #", StringComparison.Ordinal) && !text.Contains(": ", StringComparison.Ordinal)), text);
        return isQuoted ? text[1..^1].Replace("''", "'", StringComparison.Ordinal) : text;
    }

    private static string Fill(string text, Dictionary<string, string> names) => Expression().Replace(text, match => Evaluate(match.Groups[1].Value.Trim(), names));

    private static string Evaluate(string expression, Dictionary<string, string> names)
    {
        // Like others: the first that isn't empty; the last if those before aren't.
        string[] either = expression.Split(" || ", 2);
        if (either.Length == 2)
        {
            return Evaluate(either[0], names) is { Length: > 0 } first ? first : Evaluate(either[1], names);
        }

        string[] both = expression.Split(" && ", 2);
        if (both.Length == 2)
        {
            return Evaluate(both[0], names).Length == 0 ? string.Empty : Evaluate(both[1], names);
        }

        if (expression[0] == '\'')
        {
            return Scalar(expression);
        }

        Match format = Format().Match(expression);
        return format.Success
            ? string.Format(CultureInfo.InvariantCulture, Scalar(format.Groups[1].Value), Evaluate(format.Groups[2].Value.Trim(), names))
            : names.TryGetValue(expression, out string? value) ? value
            : expression.StartsWith("github.event.", StringComparison.Ordinal) ? string.Empty // What an event doesn't have is nothing.
            : throw new InvalidOperationException($"'{expression}' is unknown");
    }

    [GeneratedRegex(@"^([\w-]+):(?:\s+(.*))?$")]
    private static partial Regex Entry();

    [GeneratedRegex(@"\$\{\{(.*?)\}\}")]
    private static partial Regex Expression();

    [GeneratedRegex(@"^format\(('[^']*'),(.*)\)$")]
    private static partial Regex Format();
}
