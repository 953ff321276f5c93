using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.RegularExpressions;
using CsCheck;
using QapiGen.Schema.Diagnostics;
using QapiGen.Schema.Dialects;
using QapiGen.Schema.Documentation;
using QapiGen.Schema.Documentation.Content;
using QapiGen.Schema.Loading;
using QapiGen.Schema.Syntax;
using QapiGen.TestSupport;
using Xunit;

namespace QapiGen.Schema.Tests.Documentation.Content;

/// <summary>The mark-up of documentation comments.</summary>
public sealed class DocMarkupTests
{
    public static IEnumerable<object[]> Roots => QemuSchemas.Roots;

    [Theory]
    [InlineData("", "")]
    [InlineData("one\ntwo\n\nthree", "P(one|two) P(three)")]
    [InlineData("- a\n- b\n  c", "UL([P(a)] [P(b|c)])")]
    [InlineData("* a\n\n  more\n\n* b\n\nafter", "UL([P(a) P(more)] [P(b)]) P(after)")]
    [InlineData("1. a\n2. b", "OL([P(a)] [P(b)])")]
    [InlineData("#. a\n#. b", "OL([P(a)] [P(b)])")]
    [InlineData("- a\n\n  - b\n  - c\n- d", "UL([P(a) UL([P(b)] [P(c)])] [P(d)])")]
    [InlineData("2. is no list", "P(2. is no list)")]
    [InlineData("-1 is no item", "P(-1 is no item)")]
    [InlineData("before::\n\n    a\n      b\n\n    c\n\nafter", "P(before:) L(a|  b||c) P(after)")]
    [InlineData("::\n\n  only", "L(only)")]
    [InlineData("a\n\n    deeper", "P(a) Q(P(deeper))")]
    [InlineData("| one\n| two", "L(one|two)")]
    [InlineData("-> { \"execute\": \"x\" }\n<- { }", "L(-> { \"execute\": \"x\" }|<- { })")]
    [InlineData(".. note:: Mind\n   the gap.\n\nafter", "note:Note(P(Mind|the gap.)) P(after)")]
    [InlineData(".. note::\n\n   - a\n   - b", "note:Note(UL([P(a)] [P(b)]))")]
    [InlineData(".. admonition:: Notes\n\n    1. a\n\n    2. b", "admonition:Notes(OL([P(a)] [P(b)]))")]
    [InlineData(".. admonition:: On `Abc`\n   and ``it``\n\n   Text.\n\n.. qmp-example::\n   :title: See `Abc`\n\n   -> {}", "admonition:On Abc and it(P(Text.)) EX:See Abc(L(-> {}))")]
    [InlineData(".. qmp-example::\n    :title: Two\n\n    -> {\n       }\n    <- {}", "EX:Two(L(-> {|   }|<- {}))")]
    [InlineData(".. qmp-example::\n    :annotated:\n\n    First::\n\n      -> { }\n\n    then.", "EX(P(First:) L(-> { }) P(then.))")]
    [InlineData(".. code-block:: c\n\n    int x;", "L:c(int x;)")]
    [InlineData(".. math::\n\n    a *b* c", "L(a *b* c)")]
    [InlineData(".. math:: a *b*\n\n    + c", "L(a *b*|+ c)")]
    [InlineData(".. raw:: html\n\n    <b>\n      c", "L:html(<b>|  c)")]
    [InlineData(".. code-block:: c\n   :caption: As `Abc` has it\n\n   int x;", "P(As <ref Abc> has it) L:c(int x;)")]
    [InlineData(".. figure:: x.png\n   :alt: The ``states``\n   :width: 1\n\n   Told `below`.\n\n.. image:: y.png", "P(The ``states``) P(Told <ref below>.) P(y.png)")]
    [InlineData(".. _label:\n\ntext", "P(text)")]
    [InlineData(".. unknown:: what\n\n   it says", "P(what) P(it says)")]
    [InlineData("= Title\n\n== Part\n\ntext", "H1(Title) H2(Part) P(text)")]
    [InlineData("Title\n=====\n\nPart\n----", "H2(Title) H3(Part)")]
    [InlineData("*****\nTitle\n*****\n\nPart\n====", "H1(Title) H2(Part)")]
    [InlineData("***\n\n***", "P(***) P(***)")]
    [InlineData("====  ====\na     b\n====  ====", "T([P(a);P(b)])")]
    [InlineData("====  ====\na     @b\n====  ====\nc     - d\n\n      - e\n      f\n====  ====\n\nafter", "T(![P(a);P(<@ b>)] [P(c);UL([P(d)] [P(e)]) P(f)]) P(after)")]
    [InlineData("===  ===\n A    B\n===  ===\n c    d\n      e\n\n f\n===  ===", "T(![P(A);P(B)] [P(c);P(d|e)] [P(f);])")]
    [InlineData("====  ====\na joins b\n====  ====", "L(====  ====|a joins b|====  ====)")]
    [InlineData("====  ====\na     b\n==========\n\nafter", "L(====  ====|a     b|==========) P(after)")]
    [InlineData("+---+----+\n| a | b  |\n+===+====+\n| c | d  |\n|   | e  |\n+---+----+\n| f | g  |\n+---+----+\nafter", "L(+---+----+|| a | b  ||+===+====+|| c | d  |||   | e  ||+---+----+|| f | g  ||+---+----+|after)")]
    [InlineData("+---+----+\n| a | b  |\n+===+====+\n| c | d  |\n|   | e  |\n+---+----+\n| f | g  |\n+---+----+\n\nafter", "T(![P(a);P(b)] [P(c);P(d|e)] [P(f);P(g)]) P(after)")]
    [InlineData("+---+---+\n| a     |\n+---+---+", "L(+---+---+|| a     ||+---+---+)")]
    [InlineData("+---+---+\n+---+---+", "L(+---+---+|+---+---+)")]
    [InlineData(".. table:: What *fits*\n   :widths: auto\n\n   ==  ==\n   a   b\n   ==  ==\n   c   d\n   ==  ==", "T:What <i fits>(![P(a);P(b)] [P(c);P(d)])")]
    [InlineData(".. list-table:: Both\n   :header-rows: 1\n\n   * - a\n     - b\n   * - c\n     - d", "T:Both(![P(a);P(b)] [P(c);P(d)])")]
    [InlineData(".. list-table::\n\n   * - a\n     - b\n   * - c", "UL([UL([P(a)] [P(b)])] [UL([P(c)])])")]
    [InlineData("=====\nTitle\n=====", "H2(Title)")]
    [InlineData("one\n  The first.\n\n  More.\ntwo @x\n  The second.\n\nafter", "DL([one: P(The first.) P(More.)] [two <@ x>: P(The second.)]) P(after)")]
    [InlineData("text\n  of it\n\nafter\nall", "DL([text: P(of it)]) P(after|all)")]
    [InlineData("@a: what\n  it is", "P(<@ a>: what|it is)")]
    [InlineData(":one: The first.\n:two words: The\n   second.\n:three:\n   - x\n\nafter", "DL([one: P(The first.)] [two words: P(The|second.)] [three: UL([P(x)])]) P(after)")]
    [InlineData(":qapi:cmd:`a` is: one", "P(<ref qapi:cmd:a> is: one)")]
    [InlineData("a. one\nb. two\n   more\n\nafter", "OLa([P(one)] [P(two|more)]) P(after)")]
    [InlineData("a. one\nb. two", "OLa([P(one)] [P(two)])")]
    [InlineData("A) one\n\nB) two", "OLA([P(one)] [P(two)])")]
    [InlineData("A. Somebody wrote it.", "P(A. Somebody wrote it.)")]
    [InlineData("a. one\nc. two", "P(a. one|c. two)")]
    [InlineData("Told [1]_.\n\n.. [1] Below, with `one`,\n   and more.\n.. comment", "P(Told [1]_.) P([1] Below, with <ref one>,|and more.)")]
    [InlineData(".. versionadded:: 3.1\n.. deprecated:: 8.2 Use `other`.\n   Really.\n\n   - a", "P(<i Added in version 3.1>) P(<i Deprecated since version 8.2>: Use <ref other>.|Really.) UL([P(a)])")]
    [InlineData(".. versionchanged:: 4.0\n\n   It is fast.", "P(<i Changed in version 4.0>: It is fast.)")]
    public void Blocks_are_told_apart(string text, string expected) => Assert.Equal(expected, NodeText.Format(DocMarkup.Parse(text)));

    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("see @node-name.", "see <@ node-name>.")]
    [InlineData("mail me@example.org", "mail me@example.org")]
    [InlineData("``-smp 2``, *so*, **very**", "<c -smp 2>, <i so>, <b very>")]
    [InlineData(":doc:`the manual <index>`", "<ref doc:index=the manual>")]
    [InlineData("`query-block` and :ref:`a-label`", "<ref query-block> and <ref ref:a-label>")]
    [InlineData("see https://www.qemu.org/docs, (http://x.y/z).", "see <a https://www.qemu.org/docs=https://www.qemu.org/docs>, (<a http://x.y/z=http://x.y/z>).")]
    [InlineData("`QEMU <https://qemu.org>`_ it", "<a QEMU=https://qemu.org> it")]
    [InlineData("(https://x.y/a_(b)), https://x.y/[c] [https://x.y/d]", "(<a https://x.y/a_(b)=https://x.y/a_(b)>), <a https://x.y/[c]=https://x.y/[c]> [<a https://x.y/d=https://x.y/d>]")]
    [InlineData("with `ftp://`: http://, https:///none, http://... ftp://-", "with <ref ftp://>: http://, https:///none, http://... ftp://-")]
    [InlineData("http://[::1]:80/x https://x.y/`Abc` http://[", "<a http://[::1]:80/x=http://[::1]:80/x> <a https://x.y/=https://x.y/><ref Abc> http://[")]
    [InlineData("2 * 3 * 4 and a*b*c", "2 * 3 * 4 and a*b*c")]
    [InlineData("a ` b ``", "a ` b ``")]
    [InlineData("query-*", "query-*")]
    [InlineData("\\*not\\* C:\\dir", "*not* C:\\dir")]
    [InlineData("@", "@")]
    [InlineData("see :rfc:`1918#section-3`", "see <a RFC 1918 section 3=https://datatracker.ietf.org/doc/html/rfc1918#section-3>")]
    [InlineData(":rfc:`private ones <1918>`, :rfc:`none`", "<a private ones=https://datatracker.ietf.org/doc/html/rfc1918>, <ref rfc:none>")]
    [InlineData("H\\ :sub:`2`\\ O, m\\ :sup:`2`, x\\ :sub:`max`", "H₂O, m², x_max")]
    [InlineData("a: `b`: c", "a: <ref b>: c")]
    public void Inline_mark_up_is_told_apart(string text, string expected) => Assert.Equal($"P({expected})", NodeText.Format(DocMarkup.Parse(text)));

    [Fact]
    public void A_block_is_read_into_its_parts()
    {
        DefinitionDoc doc = Read("""
            ##
            # @thing:
            #
            # Does it.
            #
            # Really.
            #
            # @id: which one,
            #     by name (since 8.2)
            #
            # Features:
            #
            # @deprecated: Use `other`.
            #
            # Returns: what it did
            #
            # Errors:
            #     - if there is none
            #     - if it
            #       fails
            #
            # .. note:: Slow.
            #
            # Since: 2.6 (in part)
            ##
            { 'command': 'thing', 'data': { 'id': 'str' }, 'features': [ 'deprecated' ], 'returns': 'Empty' }
            { 'struct': 'Empty', 'data': {} }

            """);

        Assert.Equal("P(Does it.) P(Really.)", NodeText.Format(doc.Body));
        Assert.Equal("P(which one,|by name (since 8.2))", NodeText.Format(doc.FindMember("id")!.Content));
        Assert.Equal("8.2", doc.FindMember("id")!.Since);
        Assert.Equal("P(Use <ref other>.)", NodeText.Format(doc.FindFeature("deprecated")!.Content));
        Assert.Equal("P(what it did)", NodeText.Format(doc.Returns));
        Assert.Equal("UL([P(if there is none)] [P(if it|fails)])", NodeText.Format(doc.Errors));
        Assert.Equal("note:Note(P(Slow.))", NodeText.Format(doc.Further));
        Assert.Equal(("2.6", "2.6 (in part)"), (doc.Since, doc.SinceText));
    }

    [Theory]
    [InlineData("2.7\n\n       @vhost-vdpa since 5.1\n       @stream since 7.2", "2.7, vhost-vdpa since 5.1, stream since 7.2")]
    [InlineData("2.7, @stream since 7.2 (with @reconnect)", "2.7, stream since 7.2 (with reconnect)")]
    [InlineData("1.1 (a@b.example  asked)", "1.1 (a@b.example asked)")]
    public void What_older_releases_say_of_members_where_a_definition_came_is_told_in_words(string text, string expected) =>
        Assert.Equal(expected, DocSince.InWords(text));

    [Fact]
    public void The_notes_and_examples_of_older_releases_are_notes_and_examples()
    {
        DefinitionDoc doc = Read("""
            ##
            # @thing:
            #
            # Does it.
            #
            # Notes: Slow.
            #
            # Example:
            #
            # -> { "execute": "thing" }
            # <- {
            #      "return": {} }
            ##
            { 'command': 'thing' }

            """);

        Assert.Equal("note:Notes(P(Slow.)) EX(L(-> { \"execute\": \"thing\" }|<- {|     \"return\": {} }))", NodeText.Format(doc.Further));
    }

    // The line that a tag stands on may be its only one without indentation: what is below belongs together by how it is indented.
    [Theory]
    [InlineData("lenient")]
    [InlineData("10.2")]
    public void A_section_that_begins_below_its_tag_keeps_its_form(string dialect)
    {
        DefinitionDoc doc = Read("""
            ##
            # @thing:
            #
            # Does it.
            #
            # @id:
            #     - which one,
            #       by name
            #
            #       or by number
            #
            # @more: - one
            #     or two
            #
            # Errors:
            #     - if there is none,
            #       NotFound
            #
            # Since: 2.6
            ##
            { 'command': 'thing', 'data': { 'id': 'str', 'more': 'str' } }

            """, dialect);

        Assert.Equal("UL([P(which one,|by name) P(or by number)])", NodeText.Format(doc.FindMember("id")!.Content));
        Assert.Equal("UL([P(if there is none,|NotFound)])", NodeText.Format(doc.Errors));
    }

    // A release reads its own documentation as one that takes any does.
    [QemuSchemasTheory]
    [MemberData(nameof(Roots))]
    public void Real_documentation_has_the_same_form_in_each_dialect(string release, string root)
    {
        string path = QemuSchemas.PathOf(release, root);
        Assert.True(Dialect.TryParse(release, out Dialect? own));

        (string?, DefinitionDoc)[] expected = Read(own), actual = Read(Dialect.Lenient);
        Assert.NotEmpty(expected);
        Assert.Equal(expected.Length, actual.Length);
        foreach ((int i, (string? symbol, DefinitionDoc doc)) in expected.Index())
        {
            Assert.Equal($"{symbol}: {Format(doc)}", $"{actual[i].Item1}: {Format(actual[i].Item2)}");
        }

        (string?, DefinitionDoc)[] Read(Dialect dialect) =>
        [
            .. SchemaLoader.Load(DiskResolver.Read(path), new DiskResolver(), dialect, new DiagnosticBag()).Files.SelectMany(file => file.Document.Items.OfType<DefinitionSyntax>())
                .Select(item => item.Documentation).OfType<DocBlock>().Select(block => (block.Symbol, DocReader.Read(block))),
        ];

        static string Format(DefinitionDoc doc) => string.Join(
            "\n",
            new[] { NodeText.Format(doc.Body), NodeText.Format(doc.Returns), NodeText.Format(doc.Errors), NodeText.Format(doc.Further), doc.SinceText }
                .Concat(doc.Members.Concat(doc.Features).Select(entry => $"{entry.Name}: {NodeText.Format(entry.Content)}")));
    }

    [Fact]
    public void An_example_of_older_releases_keeps_the_indentation_of_its_first_line()
    {
        DefinitionDoc doc = Read("""
            ##
            # @thing:
            #
            # Does it.
            #
            # Example:
            #   {"execute": "thing",
            #     "id": 1 }
            ##
            { 'command': 'thing' }

            """, "7.2");

        Assert.Equal("EX(L({\"execute\": \"thing\",|  \"id\": 1 }))", NodeText.Format(doc.Further));
    }

    [Fact]
    public void Parsed_documentation_compares_by_value()
    {
        const string text = "a *b* `c`\n\n- d\n\n.. note:: e\n\n::\n\n  f";

        Assert.True(DocMarkup.Parse(text).Equals(DocMarkup.Parse(text)));
        Assert.Equal(DocMarkup.Parse(text).GetHashCode(), DocMarkup.Parse(text).GetHashCode());
        Assert.False(DocMarkup.Parse(text).Equals(DocMarkup.Parse(text + "g")));
    }

    // Whatever somebody types, letter by letter: no exception, no endless loop, and no word lost.
    [Fact]
    [Trait("Draws", "examples")]
    public void No_text_fails_and_no_word_is_lost() =>
        Gen.String[Gen.Char["ab 1.-*#`@:\\|=_+\n\n  "], 0, 80].Where(text => !text.Contains(".. ", StringComparison.Ordinal)).CheckExamples(
            text => Assert.Empty(Lost(Letters(text), Letters(DocPlainText.Write(DocMarkup.Parse(text)) + NoText(text)))),
            3000);

    [Fact]
    public void Nesting_without_end_is_cut() =>
        Assert.Contains("deep", DocPlainText.Write(DocMarkup.Parse(string.Concat(Enumerable.Range(0, 500).Select(i => new string(' ', i * 2) + "- a\n")) + new string(' ', 1000) + "deep")), StringComparison.Ordinal);

    [QemuSchemasTheory]
    [MemberData(nameof(Roots))]
    public void No_word_of_real_documentation_is_lost(string release, string root)
    {
        string path = QemuSchemas.PathOf(release, root);
        LoadedSchema schema = SchemaLoader.Load(DiskResolver.Read(path), new DiskResolver(), Dialect.Lenient, new DiagnosticBag());
        int sections = 0;
        foreach (DocBlock block in schema.Files.SelectMany(file => file.Document.Items.OfType<DefinitionSyntax>()).Select(item => item.Documentation).OfType<DocBlock>())
        {
            foreach (DocSection section in block.Sections)
            {
                sections++;
                string plain = DocPlainText.Write(DocMarkup.Parse(section.Text));
                Assert.Empty(Lost(Words(section.Text), Words(plain + NoText(section.Text))));
            }
        }

        Assert.NotEqual(0, sections);
    }

    private static IEnumerable<string> Letters(string text) => text.Where(char.IsLetter).Select(letter => letter.ToString());

    private static IEnumerable<string> Words(string text) => Regex.Matches(text, "[a-zA-Z]+").Select(match => match.Value);

    // What is there more often before than after.
    private static IEnumerable<string> Lost(IEnumerable<string> before, IEnumerable<string> after)
    {
        Dictionary<string, int> left = after.GroupBy(word => word).ToDictionary(group => group.Key, group => group.Count());
        return before.GroupBy(word => word).Where(group => group.Count() > left.GetValueOrDefault(group.Key)).Select(group => group.Key);
    }

    // Directives, comments, labels, roles and targets say how to read, not what.
    private static string NoText(string text) => string.Join(
        " ", Regex.Matches(text, @"^\s*\.\. .*$|^\s*:[a-z]+: .*$|:[a-z:-]+:(?=`|\s|$)|<[^>`]*>(?=`)", RegexOptions.Multiline).Select(match => match.Value));

    private static DefinitionDoc Read(string text, string dialect = "lenient")
    {
        Assert.True(Dialect.TryParse(dialect, out Dialect? read));
        SchemaDocument document = Parser.Parse(new QapiGen.Schema.Text.SchemaFile("test.json", text), read);
        return DocReader.Read(document.Items.OfType<DefinitionSyntax>().First().Documentation!);
    }
}
