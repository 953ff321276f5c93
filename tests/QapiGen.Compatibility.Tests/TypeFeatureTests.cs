using System.Linq;
using QapiGen.Compatibility.Findings;
using QapiGen.Compatibility.Saved;
using QapiGen.Schema.Model;
using QapiGen.Schema.Text;
using Xunit;

namespace QapiGen.Compatibility.Tests;

/// <summary>What clients probe for: features of types, in schemas and in introspection.</summary>
public sealed class TypeFeatureTests
{
    private const string Probe = ", 'features': [ 'probe' ]";

    [Theory]
    [InlineData("{ 'struct': 'T', 'data': { 'x': 'int' }@ }\n{ 'command': 'a', 'data': 'T' }")]
    [InlineData("{ 'enum': 'T', 'data': [ 'x' ]@ }\n{ 'command': 'a', 'data': { 't': 'T' } }")]
    [InlineData("{ 'alternate': 'T', 'data': { 'x': 'int', 'y': 'bool' }@ }\n{ 'command': 'a', 'data': { 't': 'T' } }")]
    [InlineData("{ 'enum': 'K', 'data': [ 'x' ] }\n{ 'union': 'T', 'base': { 'k': 'K' }, 'discriminator': 'k', 'data': {}@ }\n{ 'command': 'a', 'data': { 't': 'T' } }")]
    [InlineData("{ 'enum': 'K', 'data': [ 'x' ] }\n{ 'struct': 'T', 'data': {}@ }\n{ 'union': 'U', 'base': { 'k': 'K' }, 'discriminator': 'k', 'data': { 'x': 'T' } }\n{ 'command': 'a', 'data': 'U', 'boxed': true }")]
    public void Feature_of_a_type_that_came_or_went_is_found(string schema)
    {
        string without = schema.Replace("@", "");
        string with = schema.Replace("@", Probe);

        CompatibilityFinding added = Assert.Single(SchemaComparer.Compare(Schemas.Wire(without), Schemas.Wire(with)).Findings);
        CompatibilityFinding removed = Assert.Single(SchemaComparer.Compare(Schemas.Wire(with), Schemas.Wire(without)).Findings);

        Assert.Equal(("QAPI3128", "T", Verdict.Compatible), (added.Rule.Id, added.Path, added.Verdict));
        Assert.Equal(("QAPI3129", "T", Verdict.Risky), (removed.Rule.Id, removed.Path, removed.Verdict));
    }

    [Fact]
    public void Feature_of_a_type_shows_in_a_saved_reply()
    {
        const string Reply = """
            [{"name": "a", "meta-type": "command", "arg-type": "1", "ret-type": "0"}, {"name": "0", "meta-type": "object", "members": []},
             {"name": "1", "meta-type": "object", "members": [], "features": ["probe"]}]
            """;
        var schema = Schemas.Wire("{ 'struct': 'T', 'data': {} }\n{ 'command': 'a', 'data': 'T' }");

        CompatibilityFinding finding = Assert.Single(SchemaComparer.Compare(SavedSchema.Read(new SchemaFile("s", Reply)), schema).Findings);

        Assert.Equal("QAPI3129 T", $"{finding.Rule.Id} {finding.Path}");
        Assert.Equal(["a"], finding.ReachedFrom);
    }

    // What others inherit is no value's own type.
    [Theory]
    [InlineData("{ 'command': 'a', 'data': 'H' }")]
    [InlineData("{ 'command': 'a', 'returns': 'H' }\n{ 'event': 'E', 'data': 'H2' }")]
    [InlineData("{ 'command': 'a', 'data': 'U', 'boxed': true }")]
    [InlineData("{ 'command': 'a', 'data': 'V', 'boxed': true }")]
    public void Feature_of_a_base_that_came_or_went_is_one_finding_of_the_base(string commands)
    {
        string schema = "{ 'struct': 'B', 'data': { 'x': 'int' }@ }\n{ 'struct': 'M', 'base': 'B', 'data': {} }\n"
            + "{ 'struct': 'H', 'base': 'M', 'data': { 'y': 'int' } }\n{ 'struct': 'H2', 'base': 'B', 'data': {} }\n{ 'enum': 'K', 'data': [ 'one' ] }\n"
            + "{ 'struct': 'T', 'base': 'B', 'data': { 'k': 'K' } }\n{ 'union': 'U', 'base': 'T', 'discriminator': 'k', 'data': {} }\n"
            + "{ 'union': 'V', 'base': { 'k': 'K' }, 'discriminator': 'k', 'data': { 'one': 'H' } }\n" + commands;
        var without = Schemas.Wire(schema.Replace("@", ""));
        var with = Schemas.Wire(schema.Replace("@", Probe));
        var deprecated = Schemas.Wire(schema.Replace("@", ", 'features': [ 'unstable' ]"));

        CompatibilityFinding added = Assert.Single(SchemaComparer.Compare(without, with).Findings);
        CompatibilityFinding removed = Assert.Single(SchemaComparer.Compare(with, without).Findings);
        CompatibilityFinding announced = Assert.Single(SchemaComparer.Compare(without, deprecated).Findings);

        Assert.Equal(("QAPI3128", "B", Verdict.Compatible), (added.Rule.Id, added.Path, added.Verdict));
        Assert.Equal(("QAPI3129", "B", Verdict.Risky), (removed.Rule.Id, removed.Path, removed.Verdict));
        Assert.Equal(("QAPI3126", "B", Verdict.Risky), (announced.Rule.Id, announced.Path, announced.Verdict));
        Assert.NotNull(removed.New);
        Assert.Contains("a", removed.ReachedFrom);
    }

    [Fact]
    public void Base_that_was_exchanged_for_another_one_lost_no_feature()
    {
        const string Schema = "{ 'struct': 'A', 'data': { 'x': 'int' }, 'features': [ 'probe' ] }\n{ 'struct': 'B', 'data': { 'x': 'int' } }\n"
            + "{ 'struct': 'H', 'base': '@', 'data': {} }\n{ 'command': 'a', 'data': 'H' }";

        Assert.DoesNotContain(
            SchemaComparer.Compare(Schemas.Wire(Schema.Replace("@", "A")), Schemas.Wire(Schema.Replace("@", "B"))).Findings, finding => finding.Rule.Id == "QAPI3129");
    }

    // Nothing is in it, and it is data all the same.
    [Theory]
    [InlineData("{ 'event': 'E', 'data': 'T' }")]
    [InlineData("{ 'command': 'c', 'returns': 'T' }")]
    public void Feature_of_an_empty_type_is_found(string user)
    {
        string schema = "{ 'struct': 'T', 'data': {}@ }\n" + user;

        Assert.Equal("QAPI3129 T", Rules(schema.Replace("@", Probe), schema.Replace("@", "")));
    }

    [Theory]
    [InlineData("probe", "'if': 'X'", "", "QAPI3122 Compatible 'T (feature probe)' is there in more configurations: if always; was: X")]
    [InlineData("probe", "", "'if': 'X'", "QAPI3121 Risky 'T (feature probe)' is there in fewer configurations: if X; was: always")]
    [InlineData("probe", "'if': 'X'", "'if': { 'all': [ 'X', 'Y' ] }", "QAPI3121 Risky 'T (feature probe)' is there in fewer configurations: if X and Y; was: X")]
    [InlineData("probe", "'if': 'X'", "'if': 'Y'", "QAPI3123 Risky 'T (feature probe)' is there in other configurations: if Y; was: X")]
    [InlineData("probe", "'if': { 'all': [ 'X', 'Y' ] }", "'if': { 'all': [ 'Y', 'X' ] }", null)]
    [InlineData("deprecated", "'if': 'X'", "", "QAPI3124 Risky 'a' is now deprecated in more configurations: if always; was: X")]
    [InlineData("deprecated", "'if': 'X'", "'if': 'Y'", "QAPI3124 Risky 'a' is now deprecated in other configurations: if Y; was: X")]
    [InlineData("deprecated", "", "'if': 'X'", "QAPI3125 Compatible 'a' is no longer deprecated in some configurations: if X; was: always")]
    [InlineData("unstable", "'if': 'X'", "", "QAPI3126 Risky 'T' is now unstable in more configurations: if always; was: X")]
    [InlineData("unstable", "", "'if': 'X'", "QAPI3127 Compatible 'T' is no longer unstable in some configurations: if X; was: always")]
    public void Change_of_the_condition_of_a_feature_is_found(string feature, string old, string @new, string? expected)
    {
        string Schema(string condition)
        {
            string features = $", 'features': [ {{ 'name': '{feature}'{(condition.Length > 0 ? ", " : "")}{condition} }} ]";
            return feature == "deprecated"
                ? $"{{ 'command': 'a'{features} }}"
                : $"{{ 'struct': 'T', 'data': {{}}{features} }}\n{{ 'command': 'a', 'data': 'T' }}";
        }

        CompatibilityFinding? finding = SchemaComparer.Compare(Schemas.Wire(Schema(old)), Schemas.Wire(Schema(@new))).Findings.SingleOrDefault();

        Assert.Equal(expected, finding is null ? null : $"{finding.Rule.Id} {finding.Verdict} {finding.Message}");
    }

    [Theory]
    [InlineData("{ 'command': 'a', 'features': [ { 'name': 'probe'@ } ] }", "a")]
    [InlineData("{ 'event': 'E', 'features': [ { 'name': 'probe'@ } ] }", "E")]
    [InlineData("{ 'command': 'a', 'data': { 'm': { 'type': 'int', 'features': [ { 'name': 'probe'@ } ] } } }", "a.m")]
    [InlineData("{ 'enum': 'K', 'data': [ { 'name': 'v', 'features': [ { 'name': 'probe'@ } ] } ] }\n{ 'command': 'a', 'data': { 'k': 'K' } }", "K.v")]
    [InlineData("{ 'struct': 'B', 'data': {}, 'features': [ { 'name': 'probe'@ } ] }\n{ 'struct': 'H', 'base': 'B', 'data': {} }\n{ 'command': 'a', 'data': 'H' }", "B")]
    public void Whatever_has_features_has_their_conditions_compared(string schema, string path) =>
        Assert.Equal($"QAPI3121 {path}", Rules(schema.Replace("@", ""), schema.Replace("@", ", 'if': 'X'")));

    [Fact]
    public void Conditions_of_features_are_not_compared_within_one_configuration_nor_with_introspection()
    {
        const string Schema = "{ 'command': 'a', 'features': [ { 'name': 'probe'@ } ] }";
        const string Reply = """[{"name": "a", "meta-type": "command", "arg-type": "0", "ret-type": "0", "features": ["probe"]}, {"name": "0", "meta-type": "object", "members": []}]""";
        string with = Schema.Replace("@", ", 'if': 'X'");
        var saved = SavedSchema.Read(new SchemaFile("s", Reply));

        Assert.Empty(SchemaComparer.Compare(Schemas.Wire(Schema.Replace("@", ""), SymbolSet.Parse("X")), Schemas.Wire(with, SymbolSet.Parse("X"))).Findings);
        Assert.Empty(SchemaComparer.Compare(saved, Schemas.Wire(with)).Findings);
        Assert.Empty(SchemaComparer.Compare(Schemas.Wire(with), saved).Findings);
    }

    private static string Rules(string old, string @new) =>
        string.Join("; ", SchemaComparer.Compare(Schemas.Wire(old), Schemas.Wire(@new)).Findings.Select(finding => $"{finding.Rule.Id} {finding.Path}"));
}
