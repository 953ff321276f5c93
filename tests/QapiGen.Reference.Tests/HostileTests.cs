using System;
using System.Linq;
using System.Text;
using System.Text.RegularExpressions;
using CsCheck;
using QapiGen.Reference.Articles;
using QapiGen.Reference.Html;
using QapiGen.Reference.Manuals;
using QapiGen.Reference.Markdown;
using QapiGen.Reference.Names;
using QapiGen.Reference.Tests.Support;
using QapiGen.TestSupport;
using Xunit;

namespace QapiGen.Reference.Tests;

/// <summary>Schemas of people who mean harm, or whose words look like mark-up.</summary>
public sealed class HostileTests
{
    private const string Attack = "\"><img src=x onerror=alert(1)><script>alert(1)</script> [x](javascript:alert(1)) `` ` ** </code></a></dl>";

    [Theory]
    [InlineData(ManualFormat.Html)]
    [InlineData(ManualFormat.Markdown)]
    public void Documentation_cannot_become_mark_up(ManualFormat format)
    {
        string doc = $"""
            ##
            # = {Attack}
            ##

            ##
            # @a:
            #
            # {Attack} `{Attack}` ``{Attack}`` *{Attack}* @{Attack}
            # `click <javascript:alert(1)>`_ and `data <data:text/html,x>`_
            #
            # .. qmp-example::
            #    :title: {Attack}
            #
            #    {Attack}
            #    ````
            #
            # .. note:: {Attack}
            #
            # Since: {Attack}
            ##
            """ + "\n{ 'command': 'a' }\n";
        Manual manual = Manual.Write(format, ("a.json", doc));

        Assert.All(manual.Pages.Values, html =>
        {
            Assert.DoesNotContain("img", HtmlScan.Elements(html));
            Assert.DoesNotContain(HtmlScan.Attributes(html, "href"), href => href.StartsWith("javascript:", StringComparison.OrdinalIgnoreCase) || href.StartsWith("data:", StringComparison.Ordinal));
            Assert.DoesNotContain("alert", string.Concat(Regex.Matches(html, "<script[^>]*>.*?</script>", RegexOptions.Singleline).Select(match => match.Value)), StringComparison.Ordinal);
        });
    }

    [Theory]
    [InlineData(ManualFormat.Html)]
    [InlineData(ManualFormat.Markdown)]
    public void Names_of_modules_stay_in_the_folder_and_are_unique(ManualFormat format)
    {
        string[] names = ["../../etc/passwd.json", "CON.json", "con.json", "index.json", "a/../b\"><x.json", "Ab.json", "aB.json", ".json", new string('x', 300) + ".json", "a:b.json", "search.json", "é.json"];
        string includes = string.Concat(names.Select(name => $"{{ 'include': '{name}' }}\n"));
        Manual manual = Manual.Write(format, [("root.json", includes), .. names.Select((name, i) => (name, $"{{ 'command': 'c{(char)('a' + i)}' }}\n"))]);

        string[] files = [.. manual.Files.Select(file => file.Name)];
        Assert.All(files, name => Assert.Matches("^[a-z0-9][a-z0-9_-]*\\.(html|md|css|js|yml)$", name));
        Assert.Equal(files.Length, files.Distinct(StringComparer.OrdinalIgnoreCase).Count());
        Assert.All(files, name => Assert.InRange(name.Length, 1, 100));
        Assert.DoesNotContain("con", files.Select(name => name.Split('.')[0]));
        Assert.True(manual.Pages.Count >= names.Length);
    }

    [Fact]
    public void No_name_of_a_definition_becomes_mark_up()
    {
        Block[] blocks =
        [
            new HeadingBlock(2, [.. Inline.Line(Attack)], Slug.Of(Attack)),
            new DefinitionBlock(2, Slug.Of("type-" + Attack), "struct", Attack, [new Badge(BadgeKind.Fact, Attack)], [new RowsBlock([new Row(Slug.Of(Attack), [new CodeRun(Attack)], [])])]),
        ];
        var html = new HtmlText();
        new HtmlBlocks(html, "p").Write(blocks);
        var markdown = new StringBuilder();
        new MarkdownBlocks(markdown, "p").Write(blocks, "");

        Assert.Equal(["h2", "article", "span", "a", "code", "p", "dl", "dt", "dd"], HtmlScan.Elements(html.ToString()));
        Assert.DoesNotContain(HtmlScan.Elements(Markdig.Markdown.ToHtml(markdown.ToString())), element => element is "img" or "script" or "dl" or "div");
    }

    [Fact]
    public void Code_beside_code_keeps_its_ends()
    {
        Block[] blocks = [new ParagraphBlock([new CodeRun("``` "), new CodeRun(" </code><img src=x>"), new CodeRun("`a"), new CodeRun("b`"), new TextRun("`c")])];
        var markdown = new StringBuilder();
        new MarkdownBlocks(markdown, "p").Write(blocks, "");

        string html = Markdig.Markdown.ToHtml(markdown.ToString());
        Assert.Equal(["p", "code"], HtmlScan.Elements(html));
        Assert.Equal(4, html.Split("<code>").Length - 1);
    }

    [Fact]
    public void What_cannot_be_seen_is_shown_as_an_escape()
    {
        string html = new HtmlText().Text("a\u202Eb\u0007\u0000").ToString();

        Assert.Equal("a\\u202Eb\\u0007\\u0000", html);
    }

    [Fact]
    public void The_index_of_the_search_is_no_way_into_a_script()
    {
        Manual manual = Manual.Write(ManualFormat.Html, ("a.json", "##\n# @a:\n#\n# </script><script>alert(1)</script>\u2028\n#\n# Since: 1\n##\n{ 'command': 'a' }\n"));

        Assert.DoesNotMatch("[<>\u2028]", manual.Text("search.js"));
    }

    // Whatever is said as text is read as that text by who renders the page.
    [Theory]
    [InlineData(null, "ul")]
    [InlineData('1', "ol")]
    [InlineData('a', "ul")]
    public void Lists_in_a_row_stay_lists_of_their_own(char? number, string element)
    {
        ListBlock list = new(number, [[new ParagraphBlock([new TextRun("one")])], [new ParagraphBlock([new TextRun("two")])]]);
        var markdown = new StringBuilder();

        new MarkdownBlocks(markdown, "p").Write([list, list, list, new RowsBlock([new Row("", [new TextRun("a")], [])])], "");

        string html = Markdig.Markdown.ToHtml(markdown.ToString());
        Assert.Equal(element == "ul" ? 4 : 3, html.Split($"<{element}>").Length - 1);
    }

    [Fact]
    [Trait("Draws", "examples")]
    public void Any_text_is_itself_on_a_page() => Gen.String[Gen.Char["ab 1.-*#`@:\\|=_+<>&\"'[]()!~$"], 1, 60].CheckExamples(TextIsItself, 2000);

    // What makes lists, rulers and headings at the beginning of a line does so after a few blanks, too.
    [Theory]
    [InlineData("1. a")]
    [InlineData(" 1. ).:")]
    [InlineData("   12) a")]
    [InlineData(" - a")]
    [InlineData("  + a")]
    [InlineData(" === ")]
    [InlineData(" # a")]
    [InlineData(" > a")]
    [InlineData("     a")]
    public void Text_after_blanks_is_itself_on_a_page(string text) => TextIsItself(text);

    // Code keeps every character.
    [Fact]
    [Trait("Draws", "examples")]
    public void Any_code_is_itself_on_a_page() => Gen.String[Gen.Char["ab `<>&\\*_"], 1, 30].Where(text => text.Trim().Length > 0).CheckExamples(
        text =>
        {
            Block[] blocks = [new ParagraphBlock([new TextRun("x "), new CodeRun(text), new TextRun(" y")]), new LiteralBlock(text)];
            var markdown = new StringBuilder();
            new MarkdownBlocks(markdown, "p").Write(blocks, "");
            string[] codes = [.. Regex.Matches(Markdig.Markdown.ToHtml(markdown.ToString()), "<code>(.*?)</code>", RegexOptions.Singleline).Select(match => System.Net.WebUtility.HtmlDecode(match.Groups[1].Value))];

            Assert.Equal(text, codes[0]);
            Assert.Equal(text.TrimEnd(), codes[1].TrimEnd());
        },
        2000);

    private static void TextIsItself(string text)
    {
        Block[] blocks = [new ParagraphBlock([new TextRun(text)])];
        var html = new HtmlText();
        new HtmlBlocks(html, "p").Write(blocks);
        var markdown = new StringBuilder();
        new MarkdownBlocks(markdown, "p").Write(blocks, "");

        Assert.Equal(Squeeze(text), Squeeze(HtmlScan.Text(html.ToString())));
        Assert.Equal(Squeeze(text), Squeeze(HtmlScan.Text(Markdig.Markdown.ToHtml(markdown.ToString()))));
    }

    private static string Squeeze(string text) => Regex.Replace(text, "\\s+", "");
}
