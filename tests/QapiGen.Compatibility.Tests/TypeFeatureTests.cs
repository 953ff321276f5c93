using QapiGen.Compatibility.Findings;
using QapiGen.Compatibility.Saved;
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
}
