using System.Collections.Generic;
using System.Linq;
using QapiGen.Schema.Diagnostics;
using QapiGen.Schema.Dialects;
using QapiGen.Schema.Model;
using Xunit;

namespace QapiGen.Schema.Tests.Rules;

/// <summary>Definitions, their checks and conditions (spec 1.3, 3, 4, 5 and 6).</summary>
public sealed class ExpressionRuleTests
{
    private const string Types = """
        { 'enum': 'Kind', 'data': [ 'a', 'b' ] }
        { 'struct': 'One', 'data': {} }

        """;

    [Theory]
    [InlineData("R-11", "{ 'data': { 'a': 'int' }, 'base': 'One', 'struct': 'Thing' }", "")]
    [InlineData("T-1", "{ 'struct': 'Thing', 'data': {}, 'enum': 'Thing' }", "QAPI")]
    [InlineData("T-1", "{ 'data': {} }", "QAPI")]
    [InlineData("T-4", "{ 'command': 'go', 'features': [] }", "")]
    [InlineData("T-4", "{ 'command': 'go', 'features': [ 'f', { 'name': 'g', 'if': 'G' }, { 'name': 'h' } ] }", "")]
    [InlineData("T-4", "{ 'command': 'go', 'features': [ { 'if': 'G' } ] }", "QAPI")]
    [InlineData("T-5", "{ 'pragma': {}, 'if': 'A' }", "QAPI")]
    [InlineData("T-7", "{ 'enum': 'Empty', 'data': [], 'prefix': 'EMPTY' }", "")]
    [InlineData("T-7", "{ 'enum': 'Empty' }", "QAPI")]
    [InlineData("T-8", "{ 'struct': 'Thing', 'data': {}, 'base': [ 'One' ] }", "QAPI")]
    [InlineData("T-9", "{ 'union': 'Union', 'base': { 'kind': 'Kind' }, 'discriminator': 'kind', 'data': {} }", "")]
    [InlineData("T-9", "{ 'union': 'Union', 'base': { 'kind': 'Kind' }, 'discriminator': 'Kind', 'data': {} }", "QAPI")]
    [InlineData("T-14", "{ 'alternate': 'Ref', 'data': { 'a': 'One', 'b': { 'type': [ 'int' ], 'if': 'B' } } }", "")]
    [InlineData("T-14", "{ 'alternate': 'Ref', 'data': {} }", "QAPI")]
    [InlineData("T-15", "{ 'command': 'go', 'data': 'One', 'boxed': true }", "")]
    [InlineData("T-15", "{ 'command': 'go', 'data': {}, 'boxed': true }", "QAPI")]
    [InlineData("T-15", "{ 'event': 'GO', 'boxed': true }", "QAPI")]
    [InlineData("T-17", "{ 'command': 'go', 'returns': [ 'One' ] }", "")]
    [InlineData("T-17", "{ 'command': 'go', 'returns': 'str' }", "QAPI")]
    [InlineData("T-18", "{ 'command': 'go', 'gen': false, 'success-response': false, 'allow-oob': true, 'allow-preconfig': true }", "")]
    [InlineData("T-18", "{ 'command': 'go', 'gen': true }", "QAPI")]
    [InlineData("T-18", "{ 'command': 'go', 'allow-preconfig': false }", "QAPI")]
    [InlineData("T-19", "{ 'event': 'GO', 'data': 'One', 'boxed': true }", "")]
    [InlineData("T-19", "{ 'event': 'GO', 'gen': false }", "QAPI")]
    [InlineData("S-3", "{ 'command': '1go' }", "QAPI")]
    [InlineData("S-5", "{ 'pragma': { 'doc-required': true } }", "QAPI")]
    [InlineData("S-41", "{ 'struct': 'Thing', 'data': { 'a': 'int', '*a': 'int' } }", "QAPI")]
    [InlineData("S-50", "{ 'command': 'go', 'if': 'lower' }", "QAPI")]
    [InlineData("S-51", "{ 'command': 'go', 'features': 'f' }", "QAPI")]
    [InlineData("S-87", "{ 'struct': 'Narrow', 'data': {}, 'if': 'N' }\n{ 'struct': 'Wide', 'data': { 'n': 'Narrow' }, 'if': { 'not': 'N' } }", "")]
    [InlineData("C-1", "{ 'command': 'go', 'if': { 'all': [ 'A_1', { 'any': [ 'B', { 'not': 'C' } ] } ] } }", "")]
    [InlineData("C-1", "{ 'command': 'go', 'if': 'A-1' }", "QAPI")]
    public void Text_is_accepted_or_refused_as_its_rule_says(string rule, string text, string expected)
    {
        Schemas.Bind(Types + text, Dialect.Qemu102, out List<SchemaDiagnostic> diagnostics);
        bool isRefused = diagnostics.Any(item => item.Severity == SchemaSeverity.Error);
        Assert.True(expected.Length > 0 == isRefused, $"{rule}: {DiagnosticText.Format(diagnostics)}");
    }

    [Theory]
    [Trait("spec", "T-13")]
    [InlineData("'base': { 'sort': 'Sort' }, ")]
    [InlineData("'discriminator': 'sort', ")]
    [InlineData("'base': {}, 'discriminator': 'sort', ")]
    public void Union_of_5_2_has_both_base_and_discriminator_or_neither(string keys)
    {
        string types = Types.Replace("Kind", "Sort", System.StringComparison.Ordinal);
        Schemas.Bind($"{types}{{ 'union': 'Union', {keys}'data': {{ 'a': 'One' }} }}", Dialect.Qemu52, out List<SchemaDiagnostic> diagnostics);
        Assert.Single(diagnostics);
        Schemas.Bind($"{types}{{ 'union': 'Union', 'data': {{ 'a': 'One' }} }}", Dialect.Qemu52);
    }

    [Fact]
    [Trait("spec", "T-5, C-4")]
    public void Condition_stands_on_definitions_members_values_branches_and_features()
    {
        QapiSchema schema = Schemas.Bind("""
            { 'enum': 'Kind', 'data': [ { 'name': 'a', 'if': 'X' } ], 'if': 'X' }
            { 'struct': 'One', 'data': { 'm': { 'type': 'int', 'if': 'X' } }, 'if': 'X' }
            { 'union': 'Union', 'base': { 'kind': 'Kind' }, 'discriminator': 'kind', 'data': { 'a': { 'type': 'One', 'if': 'X' } }, 'if': 'X' }
            { 'alternate': 'Ref', 'data': { 'a': { 'type': 'str', 'if': 'X' } }, 'if': 'X' }
            { 'command': 'go', 'if': 'X', 'features': [ { 'name': 'f', 'if': 'X' } ] }
            { 'event': 'GO', 'if': 'X' }
            """);
        Condition?[] conditions =
        [
            .. schema.Root.Entities.Select(entity => entity.Condition),
            schema.Get<EnumType>("Kind").Values[0].Condition, schema.Get<ObjectType>("One").Members[0].Condition,
            schema.Get<ObjectType>("Union").Branches[0].Condition, schema.Get<AlternateType>("Ref").Alternatives[0].Condition,
            schema.ByName["go"].Features[0].Condition,
        ];
        Assert.All(conditions, condition => Assert.Equal(new Condition.Symbol("X"), condition));
        Assert.All(conditions, condition => Assert.False(SymbolSet.Nothing.Holds(condition)));
    }

    [Fact]
    [Trait("spec", "T-7, T-16")]
    public void Prefix_and_boxed_are_kept()
    {
        QapiSchema schema = Schemas.Bind(Types + "{ 'enum': 'Pre', 'prefix': 'P_X', 'data': [] }\n{ 'command': 'go', 'boxed': true, 'data': 'One' }");
        Assert.Equal("P_X", schema.Get<EnumType>("Pre").Prefix);
        Assert.True(schema.Get<CommandDefinition>("go").IsBoxed);
        Assert.Same(schema.ByName["One"], schema.Get<CommandDefinition>("go").Arguments);
    }

    [Theory]
    [Trait("spec", "C-3")]
    [InlineData("'A'", "A", true)]
    [InlineData("'A'", "B", false)]
    [InlineData("{ 'all': [ 'A', 'B' ] }", "A", false)]
    [InlineData("{ 'all': [ 'A', 'B' ] }", "A,B", true)]
    [InlineData("{ 'any': [ 'A', 'B' ] }", "B", true)]
    [InlineData("{ 'any': [ 'A', 'B' ] }", "C", false)]
    [InlineData("{ 'not': 'A' }", "B", true)]
    [InlineData("{ 'not': { 'any': [ 'A', 'B' ] } }", "B", false)]
    public void Condition_holds_for_a_set_of_symbols(string condition, string symbols, bool holds)
    {
        SchemaEntity command = Schemas.Bind($"{{ 'command': 'go', 'if': {condition} }}").ByName["go"];
        Assert.Equal(holds, SymbolSet.Parse(symbols).Holds(command.Condition));
    }

    [Fact]
    [Trait("spec", "C-6")]
    public void Condition_of_a_type_does_not_reach_its_users_or_come_back()
    {
        QapiSchema schema = Schemas.Bind("{ 'struct': 'Inner', 'data': {}, 'if': 'A' }\n{ 'struct': 'Outer', 'data': { 'i': 'Inner' } }\n{ 'command': 'go', 'data': 'Outer', 'if': 'B' }");
        Assert.Null(schema.Get<ObjectType>("Outer").Condition);
        Assert.Null(schema.Get<ObjectType>("Outer").Members[0].Condition);
    }

    [Fact]
    [Trait("spec", "R-16, R-18, R-21")]
    public void Fault_inside_a_definition_counts_at_its_first_line_and_shows_names_as_values()
    {
        Schemas.Bind("\n{ 'struct': 'Thing',\n  'data': {\n    'a\\\\b': 'int' } }", Dialect.Qemu102, out List<SchemaDiagnostic> diagnostics);
        SchemaDiagnostic diagnostic = Assert.Single(diagnostics);
        Assert.Equal(2, diagnostic.DefinitionLine);
        Assert.Equal(4, diagnostic.Location!.Position.Line);
        Assert.Contains("a\\b", diagnostic.Message, System.StringComparison.Ordinal);
        Assert.DoesNotContain("a\\\\b", diagnostic.Message, System.StringComparison.Ordinal);
    }

    [Fact]
    [Trait("spec", "R-24")]
    public void Of_two_definitions_on_a_line_the_faulty_one_is_meant()
    {
        Schemas.Bind("{ 'struct': 'First', 'data': { 'a': 'Nowhere' } } { 'struct': 'Second', 'data': {} }", Dialect.Qemu102, out List<SchemaDiagnostic> diagnostics);
        SchemaDiagnostic diagnostic = Assert.Single(diagnostics);
        Assert.InRange(diagnostic.Location!.Position.Column, 1, 49);
    }

    [Theory]
    [Trait("spec", "N-7")]
    [InlineData("{ 'struct': 'Thing', 'data': { 'has_X!': 'int' } }", "{ 'struct': 'Thing', 'data': { '!': 'int' } }")]
    [InlineData("{ 'struct': 'Thing', 'data': { 'has_X': 'int' } }", "{ 'struct': 'Thing', 'data': { 'a_X': 'int' } }")]
    [InlineData("{ 'struct': 'thingList', 'data': {} }", "{ 'struct': 'thing', 'data': {} }")]
    public void Form_of_a_name_is_checked_before_its_case_and_that_before_what_is_reserved(string text, string plain)
    {
        Schemas.Bind(text, Dialect.Qemu102, out List<SchemaDiagnostic> several);
        Schemas.Bind(plain, Dialect.Qemu102, out List<SchemaDiagnostic> single);
        Assert.Equal(Assert.Single(single).Rule, several[0].Rule);
    }
}
