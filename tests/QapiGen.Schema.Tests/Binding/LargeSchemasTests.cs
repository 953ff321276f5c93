using System.Collections.Generic;
using System.Linq;
using System.Text;
using QapiGen.Schema.Dialects;
using QapiGen.Schema.Diagnostics;
using QapiGen.Schema.Model;
using Xunit;

namespace QapiGen.Schema.Tests.Binding;

/// <summary>Sizes that nobody writes by hand: no overflow of the stack, no explosion.</summary>
public sealed class LargeSchemasTests
{
    [Fact]
    public void Chain_of_a_thousand_bases_binds()
    {
        QapiSchema schema = Schemas.Bind(Chain(1000));
        Assert.Equal("last", Assert.Single(schema.Get<ObjectType>("Type0").Members).Name);
    }

    [Fact]
    public void Longer_chain_of_bases_is_reported()
    {
        Schemas.Bind(Chain(20_000), Dialect.Lenient, out List<SchemaDiagnostic> diagnostics);
        Assert.All(diagnostics, diagnostic => Assert.Equal(SchemaRules.NestedTooDeep, diagnostic.Rule));
        Assert.InRange(diagnostics.Count, 1, 40);
    }

    [Fact]
    public void Long_cycle_is_reported()
    {
        string text = Chain(500).Replace("'struct': 'Type499', ", "'struct': 'Type499', 'base': 'Type0', ", System.StringComparison.Ordinal);
        Schemas.Bind(text, Dialect.Lenient, out List<SchemaDiagnostic> diagnostics);
        Assert.Equal(SchemaRules.RecursiveObject, Assert.Single(diagnostics).Rule);
    }

    [Fact]
    public void Unions_that_share_branches_are_checked_in_polynomial_time()
    {
        // Every level doubles the paths: 2 to the power of 60 of them.
        var text = new StringBuilder("{ 'enum': 'Kind', 'data': [ 'a', 'b' ] }\n{ 'struct': 'Last', 'data': {} }\n");
        for (int i = 0; i < 60; i++)
        {
            string next = i == 59 ? "Last" : $"Union{i + 1}";
            text.Append(System.Globalization.CultureInfo.InvariantCulture, $"{{ 'union': 'Union{i}', 'base': {{ 'kind{i}': 'Kind' }}, 'discriminator': 'kind{i}', 'data': {{ 'a': '{next}', 'b': '{next}' }} }}\n");
        }

        Assert.Equal(2, Schemas.Bind(text.ToString()).Get<ObjectType>("Union0").Branches.Count);
    }

    // Spec K-31.
    [Fact]
    public void Hundred_thousand_values_and_members_bind()
    {
        string names = string.Join(", ", Enumerable.Range(0, 100_000).Select(i => $"'v{i}'"));
        string members = string.Join(", ", Enumerable.Range(0, 100_000).Select(i => $"'m{i}': 'int'"));
        QapiSchema schema = Schemas.Bind($"{{ 'enum': 'Many', 'data': [ {names} ] }}\n{{ 'struct': 'Wide', 'data': {{ {members} }} }}");
        Assert.Equal(100_000, schema.Get<EnumType>("Many").Values.Count);
        Assert.Equal(100_000, schema.Get<ObjectType>("Wide").Members.Count);
    }

    [Theory]
    [InlineData("{ 'struct': 'D', 'base': 'Wide', 'data': {} }")]
    [InlineData("{ 'command': 'd', 'data': 'Wide' }")]
    [InlineData("{ 'command': 'd', 'data': 'Wide', 'boxed': true }")]
    [InlineData("{ 'event': 'D', 'data': 'Wide' }")]
    [InlineData("{ 'union': 'D', 'base': { 'k': 'Kind' }, 'discriminator': 'k', 'data': { 'a': 'Wide' } }")]
    public void Members_that_many_definitions_repeat_are_bounded(string definition)
    {
        string members = string.Join(", ", Enumerable.Range(0, 1000).Select(i => $"'m{i}': 'int'"));
        string text = $"{{ 'struct': 'Wide', 'data': {{ {members} }} }}\n{{ 'enum': 'Kind', 'data': [ 'a' ] }}\n";
        string[] all = [.. Enumerable.Range(0, 101).Select(i => definition.Replace("'D'", $"'D{i}'", System.StringComparison.Ordinal).Replace("'d'", $"'d{i}'", System.StringComparison.Ordinal))];

        Schemas.Bind(text + string.Join('\n', all[..100]));
        Schemas.Bind(text + string.Join('\n', all), Dialect.Lenient, out List<SchemaDiagnostic> diagnostics);

        SchemaDiagnostic found = Assert.Single(diagnostics);
        Assert.Equal(SchemaRules.TooManyRepeatedMembers, found.Rule);
        Assert.Equal(103, found.Location!.Position.Line);
    }

    private static string Chain(int length)
    {
        var text = new StringBuilder();
        for (int i = 0; i < length; i++)
        {
            string rest = i + 1 < length ? $"'base': 'Type{i + 1}', 'data': {{}}" : "'data': { 'last': 'int' }";
            text.Append(System.Globalization.CultureInfo.InvariantCulture, $"{{ 'struct': 'Type{i}', {rest} }}\n");
        }

        return text.ToString();
    }
}
