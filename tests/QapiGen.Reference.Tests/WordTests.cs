using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.RegularExpressions;
using QapiGen.Reference.Manuals;
using QapiGen.Reference.Tests.Support;
using QapiGen.Schema.Documentation;
using QapiGen.Schema.Documentation.Content;
using QapiGen.Schema.Model;
using QapiGen.Schema.Syntax;
using QapiGen.TestSupport;
using Xunit;

namespace QapiGen.Reference.Tests;

/// <summary>Nothing that the documentation says is missing from the manual.</summary>
public sealed class WordTests
{
    public static IEnumerable<object[]> Roots => LinkTests.Roots;

    [QemuSchemasTheory]
    [MemberData(nameof(Roots))]
    public void No_word_of_real_documentation_is_missing(string release, string root, ManualFormat format) =>
        Check(Manual.Write(QemuSchemas.PathOf(release, root), format));

    [Theory]
    [InlineData(ManualFormat.Html)]
    [InlineData(ManualFormat.Markdown)]
    public void No_word_of_a_small_schema_is_missing(ManualFormat format) => Check(Manual.OfSample(format));

    [Fact]
    public void What_is_described_and_does_not_exist_is_shown() => Assert.Contains("says something", HtmlScan.Text(Manual.Write(
        ManualFormat.Html,
        ("a.json", "##\n# @a:\n#\n# @gone: says something\n#\n# Since: 1\n##\n{ 'command': 'a' }\n")).Pages["a.html"]), StringComparison.Ordinal);

    private static void Check(Manual manual)
    {
        int blocks = 0;
        Dictionary<string, string> articles = manual.Pages.Values.SelectMany(Articles).ToDictionary();
        string whole = string.Join("\n", manual.Pages.Values.Select(HtmlScan.Text));
        foreach (SchemaEntity entity in manual.Schema.Entities.Where(entity => entity is not (ObjectType { IsImplicit: true } or EnumType { IsImplicit: true } or ArrayType)))
        {
            if (entity.Documentation is { } block)
            {
                blocks++;
                string group = entity is CommandDefinition ? "command" : entity is EventDefinition ? "event" : "type";
                string article = articles[$"{group}-{entity.Name.ToLowerInvariant()}"];
                Assert.Equal((entity.Name, ""), (entity.Name, string.Join(" ", Lost(Words(Said(block)), Words(article)))));
            }
        }

        foreach (FreeFormSyntax text in manual.Loaded.Files.SelectMany(file => file.Document.Items).OfType<FreeFormSyntax>())
        {
            blocks++;
            string said = Regex.Replace(DocPlainText.Write(DocReader.Read(text.Documentation).Body), "qapi-[a-z]+-index", "index");
            Assert.Empty(Words(said).Except(Words(whole)));
        }

        Assert.NotEqual(0, blocks);
    }

    /// <summary>Texts of definitions by their place, each up to the place of the next.</summary>
    internal static IEnumerable<KeyValuePair<string, string>> Articles(string html)
    {
        MatchCollection starts = Regex.Matches(html, "<(?:article class=\"definition\"|a) id=\"((?:command|event|type)-[^\".]*)\"");
        for (int i = 0; i < starts.Count; i++)
        {
            int end = i + 1 < starts.Count ? starts[i + 1].Index : html.Length;
            yield return new(starts[i].Groups[1].Value, HtmlScan.Text(html[starts[i].Index..end]));
        }
    }

    private static string Said(DocBlock block) => string.Join("\n", block.Sections.Where(section => section.Kind != DocSectionKind.Todo)
        .Select(section => (section.Kind is DocSectionKind.Member or DocSectionKind.Feature ? section.Name + "\n" : "") + Said(section)));

    private static string Said(DocSection section) => section.Kind is DocSectionKind.Since or DocSectionKind.Example ? section.Text : WithoutAttributes(DocPlainText.Write(DocMarkup.Parse(section.Text)));

    // Where a link with a text leads, and the letters of a list: attributes in HTML.
    private static string WithoutAttributes(string text) => Regex.Replace(text, @"(?<=\w )\(https?://[^ )]+\)|^[a-z]\. ", "", RegexOptions.Multiline);

    private static IEnumerable<string> Words(string text) => Regex.Matches(text, "[a-zA-Z]+").Select(match => match.Value);

    // What is there more often before than after.
    private static IEnumerable<string> Lost(IEnumerable<string> before, IEnumerable<string> after)
    {
        Dictionary<string, int> left = after.GroupBy(word => word).ToDictionary(group => group.Key, group => group.Count());
        return before.GroupBy(word => word).Where(group => group.Count() > left.GetValueOrDefault(group.Key)).Select(group => group.Key);
    }
}
