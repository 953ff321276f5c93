using System;
using System.Linq;
using System.Text;
using System.Threading;
using QapiGen.Schema.Dialects;
using QapiGen.Schema.Syntax;
using QapiGen.Schema.Text;
using Xunit;

namespace QapiGen.Schema.Tests.Syntax;

public sealed class ParserTests
{
    // Spec R-11.
    [Fact]
    public void A_definition_keeps_its_members_in_order_with_their_places()
    {
        const string Text = "{ 'struct': 'A', 'data': { 'b': [ 'int' ], '*a': true } }";
        DefinitionSyntax definition = Assert.IsType<DefinitionSyntax>(Assert.Single(Parse(Text).Items));
        Assert.False(definition.IsBroken);
        Assert.Equal(new SourceSpan(0, Text.Length), definition.Span);
        var data = Assert.IsType<ObjectSyntax>(definition.Object.Find("data")!.Value);
        Assert.Equal(["b", "*a"], data.Pairs.Select(pair => pair.Key.Value));
        Assert.Equal("[ 'int' ]", Slice(Text, data.Pairs[0].Value.Span));
        Assert.Equal("'*a'", Slice(Text, data.Pairs[1].Key.Span));
        Assert.True(Assert.IsType<BooleanSyntax>(data.Pairs[1].Value).Value);
        Assert.Equal("{ 'b': [ 'int' ], '*a': true }", Slice(Text, data.Span));
    }

    [Fact]
    public void Directives_and_documentation_are_items_in_reading_order()
    {
        SchemaDocument document = Parse("{ 'include': 'a.json' }\n##\n# Text\n##\n{ 'pragma': { } }\n{ 'command': 'c' }\n");
        Assert.Empty(document.Diagnostics);
        Assert.Collection(
            document.Items,
            item => Assert.Equal("a.json", Assert.IsType<IncludeSyntax>(item).Path.Value),
            item => Assert.Equal("Text", Assert.IsType<FreeFormSyntax>(item).Documentation.Sections[0].Text),
            item => Assert.Empty(Assert.IsType<PragmaSyntax>(item).Settings.Pairs),
            item => Assert.Null(Assert.IsType<DefinitionSyntax>(item).Documentation));
    }

    [Theory]
    [InlineData("{ 'struct': Bad, 'data': { 'x': [ 'int' ] } }")]
    [InlineData("{ 'struct': 'Bad', 'data': { 'x': [ 'int' ")]
    [InlineData("{ 'struct': 'Bad, 'data': {} }")]
    [InlineData("{ 'struct': 'Bad', 'data': { 'x': 'int' } } }")]
    [InlineData("{ 'struct': 'Bad' }, 'data': { 'x': 'int' } }")]
    [InlineData("{ 'struct' }")]
    [InlineData("{ 'enum': 'Bad', 'data': [ 'a', 'b }")]
    [InlineData("{")]
    [InlineData("]")]
    [InlineData("'x")]
    [InlineData("##\n# Bad")]
    public void A_fault_is_one_error_and_what_follows_is_read(string fault)
    {
        SchemaDocument document = Parse("{ 'command': 'before' }\n" + fault + "\n{ 'command': 'after' }\n##\n# @last:\n##\n{ 'command': 'last' }\n");
        Assert.Single(document.Diagnostics);
        Assert.Equal(["before", "after", "last"], document.Items.OfType<DefinitionSyntax>().Where(item => !item.IsBroken).Select(NameOf).Where(name => name != "Bad"));
    }

    [Theory]
    [InlineData("{ 'struct': 'A', 'data': { 'x': 'int' 'y': 'str' } }", "x y")]
    [InlineData("{ 'struct': 'A', 'data': { 'x': 'int', 'y': 'str', } }", "x y")]
    [InlineData("{ 'struct': 'A', 'data': { 'x' 'int', 'y': 'str' } }", "x y")]
    [InlineData("{ 'struct': 'A', 'data': { 'x': 'int', 'x': 'str', 'y': 'str' } }", "x y")]
    public void A_small_slip_costs_nothing_but_its_report(string text, string members)
    {
        SchemaDocument document = Parse(text);
        Assert.Single(document.Diagnostics);
        DefinitionSyntax definition = Assert.IsType<DefinitionSyntax>(Assert.Single(document.Items));
        Assert.False(definition.IsBroken);
        var data = Assert.IsType<ObjectSyntax>(definition.Object.Find("data")!.Value);
        Assert.Equal(members, string.Join(' ', data.Pairs.Select(pair => pair.Key.Value)));
    }

    [Fact]
    public void A_broken_definition_keeps_what_was_read_of_it()
    {
        DefinitionSyntax definition = Assert.IsType<DefinitionSyntax>(Assert.Single(Parse("{ 'struct': 'A', 'data': { 'x': 'int', 12 } }").Items));
        Assert.True(definition.IsBroken);
        Assert.Equal("A", NameOf(definition));
    }

    [Fact]
    public void A_faulty_string_makes_its_definition_say_little()
    {
        DefinitionSyntax definition = Assert.IsType<DefinitionSyntax>(Assert.Single(Parse("{ 'struct': 'Ä', 'data': {} }").Items));
        Assert.True(definition.IsBroken);
    }

    // Spec R-15.
    [Theory]
    [InlineData("{ 'a': ", " }")]
    [InlineData("[ ", " ]")]
    public void Nesting_has_no_limit(string open, string close)
    {
        const int Depth = 200_000;
        var text = new StringBuilder("{ 'x': ");
        text.Insert(text.Length, open, Depth).Append("'deep'").Insert(text.Length, close, Depth).Append(" }");
        SchemaDocument document = Parse(text.ToString());
        Assert.Empty(document.Diagnostics);
        Assert.Single(document.Items);

        text.Length -= close.Length * Depth;
        Assert.Single(Parse(text.ToString()).Diagnostics);
    }

    [Fact]
    public void Many_keys_take_no_more_than_their_share()
    {
        const int Count = 100_000;
        var text = new StringBuilder("{ 'x': { ");
        for (int i = 0; i < Count; i++)
        {
            text.Append('\'').Append(i).Append("': true, ");
        }

        SchemaDocument document = Parse(text.Append("'0': true } }").ToString());
        Assert.Equal("QAPI0012", Assert.Single(document.Diagnostics).Rule.Id);
        DefinitionSyntax definition = Assert.IsType<DefinitionSyntax>(Assert.Single(document.Items));
        Assert.Equal(Count, Assert.IsType<ObjectSyntax>(definition.Object.Pairs[0].Value).Pairs.Count);
    }

    [Fact]
    public void An_include_knows_how_many_faults_come_before_its_own()
    {
        SchemaDocument document = Parse("]\n{ 'include': 'a.json', 'x': true }\n}\n{ 'include': 'b.json' }\n");
        Assert.Equal(3, document.Diagnostics.Count);
        Assert.Equal([2, 3], document.Items.Cast<IncludeSyntax>().Select(include => include.PrecedingFaults));
    }

    [Fact]
    public void Documentation_belongs_to_the_definition_directly_behind_it()
    {
        SchemaDocument document = Parse("##\n# @a:\n# Text\n##\n# comment\n{ 'command': 'a' }\n{ 'command': 'b' }\n");
        DefinitionSyntax[] definitions = document.Items.Cast<DefinitionSyntax>().ToArray();
        Assert.Equal("a", definitions[0].Documentation!.Symbol);
        Assert.Equal(new SourceSpan(6, 1), definitions[0].Documentation!.SymbolSpan);
        Assert.Equal(new SourceSpan(0, 18), definitions[0].Documentation!.Span);
        Assert.Null(definitions[1].Documentation);
    }

    [Fact]
    public void Faulty_documentation_is_marked()
    {
        SchemaDocument document = Parse("##\n# @a\n##\n{ 'command': 'a' }\n##\n# text\n##\n{ 'command': 'b' }\n", Dialect.Qemu102);
        Assert.Equal(["QAPI2005", "QAPI2008"], document.Diagnostics.Select(item => item.Rule.Id));
        Assert.All(document.Items.OfType<DefinitionSyntax>(), item => Assert.True(item.HasDocumentationFaults));
    }

    [Fact]
    public void Documents_are_equal_when_file_and_dialect_are()
    {
        SchemaDocument document = Parse("{ 'command': 'a' }");
        Assert.Equal(document, Parse("{ 'command': 'a' }"));
        Assert.Equal(document.GetHashCode(), Parse("{ 'command': 'a' }").GetHashCode());
        Assert.NotEqual(document, Parse("{ 'command': 'b' }"));
        Assert.NotEqual(document, Parse("{ 'command': 'a' }", Dialect.Qemu102));
    }

    [Fact]
    public void Parsing_can_be_cancelled() =>
        Assert.Throws<OperationCanceledException>(() => Parser.Parse(new SchemaFile("x.json", "{}"), Dialect.Lenient, new CancellationToken(canceled: true)));

    private static string NameOf(DefinitionSyntax definition) => ((StringSyntax)definition.Object.Pairs[0].Value).Value;

    private static string Slice(string text, SourceSpan span) => text.Substring(span.Start, span.Length);

    private static SchemaDocument Parse(string text, Dialect? dialect = null) => Parser.Parse(new SchemaFile("x.json", text), dialect ?? Dialect.Lenient);
}
