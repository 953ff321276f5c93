using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net;
using System.Text.RegularExpressions;
using QapiGen.Reference.Manuals;
using QapiGen.Reference.Tests.Support;
using QapiGen.TestSupport;
using Xunit;

namespace QapiGen.Reference.Tests;

/// <summary>Beside QEMU's own manual.</summary>
public sealed class QemuManualTests
{
    // What QEMU's program says by itself: kinds, headings, JSON's names of types, and banners that are badges here.
    private static readonly HashSet<string> Own =
    [
        "Object", "Enum", "Command", "Event", "Alternate", "Members", "Arguments", "Values", "Alternatives", "Features", "Return", "Availability", "Since", "When", "is", "The", "members", "of",
        "Not", "documented", "This", "command", "event", "experimental", "unstable", "deprecated", "string", "boolean", "int", "value",
    ];

    // Titles of pages of other manuals, which a schema doesn't know, and what a distribution added to its 10.0.
    private static readonly HashSet<string> Foreign = ["qmp_capabilities", "SchemaInfoAlternate", "CpuInstanceProperties", "BlkdebugInjectErrorOptions"];

    [QemuManualsFact]
    public void Nothing_that_the_manuals_of_the_releases_around_say_is_missing()
    {
        Manual manual = Manual.Write(QemuSchemas.PathOf("10.2", "qapi/qapi-schema.json"), ManualFormat.Html);
        Dictionary<string, string> ours = manual.Pages.Values.SelectMany(WordTests.Articles).ToDictionary();
        Dictionary<string, Dictionary<string, int>>[] theirs = [.. QemuManualsFactAttribute.Files.Select(static file => Sections(File.ReadAllText(file)).ToDictionary(static pair => pair.Name, static pair => Count(pair.Text)))];
        var missing = new List<string>();
        int compared = 0;
        foreach ((string name, Dictionary<string, int> words) in theirs[0].Where(pair => !Foreign.Contains(pair.Key) && theirs.All(manual => manual.ContainsKey(pair.Key))))
        {
            // What releases on both sides of it say, it says.
            string article = string.Concat(new[] { "command", "event", "type" }.Select(group => ours.GetValueOrDefault($"{group}-{name.ToLowerInvariant()}")));
            Dictionary<string, int> said = Count(article);
            missing.AddRange(words.Keys.Where(word => !Own.Contains(word) && theirs.Min(manual => manual[name].GetValueOrDefault(word)) > said.GetValueOrDefault(word)).Select(word => $"{name}: {word}"));
            compared++;
        }

        Assert.True(compared > 900, $"{compared} definitions");
        // Named twice there, in the type of the result and in a sentence about it.
        Assert.Equal(["query-block: BlockInfo"], missing);
    }

    private static IEnumerable<(string Name, string Text)> Sections(string html)
    {
        MatchCollection heads = Regex.Matches(html, """<dt class="sig sig-object qapi".*?</dt>|<h[2-6]>.*?</h[2-6]>|<footer""", RegexOptions.Singleline);
        for (int i = 0; i + 1 < heads.Count; i++)
        {
            Match name = Regex.Match(Text(heads[i].Value), @"^\s*(?:Enum|Alternate|Object|Command|Event)\s+(\S+)");
            if (name.Success)
            {
                yield return (name.Groups[1].Value, Text(html[heads[i].Index..heads[i + 1].Index]));
            }
        }
    }

    private static string Text(string html) => WebUtility.HtmlDecode(Regex.Replace(html, "<[^>]+>", " "));

    private static Dictionary<string, int> Count(string text) =>
        Regex.Matches(text, "[a-zA-Z0-9]+").GroupBy(static match => match.Value).ToDictionary(static group => group.Key, static group => group.Count());
}

/// <summary>A test that needs QEMU's own manuals: <c>QAPIGEN_QEMU_MANUALS</c> names a folder with <c>qemu-qmp-ref.html</c> of one release before 10.2 and one after it, each under a name of its own.</summary>
internal sealed class QemuManualsFactAttribute : FactAttribute
{
    private const string Variable = "QAPIGEN_QEMU_MANUALS";

    public QemuManualsFactAttribute() =>
        Skip = QemuSchemas.SkipReason ?? (Files.Length < 2 ? $"{Variable} names no folder with QEMU's manuals (HTML) of two releases" : null);

    /// <summary>The manuals.</summary>
    public static string[] Files =>
        Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } folder && Directory.Exists(folder) ? [.. Directory.GetFiles(folder, "*.html").Order(StringComparer.Ordinal)] : [];
}
