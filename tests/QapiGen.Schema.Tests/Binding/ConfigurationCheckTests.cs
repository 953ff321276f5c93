using System.Linq;
using QapiGen.Schema.Binding;
using QapiGen.Schema.Diagnostics;
using QapiGen.Schema.Model;
using Xunit;

namespace QapiGen.Schema.Tests.Binding;

/// <summary>What a configuration makes of a schema (spec W-7).</summary>
public sealed class ConfigurationCheckTests
{
    private const string Text = """
        { 'enum': 'Kind', 'data': [ 'a', { 'name': 'b', 'if': 'B' } ] }
        { 'struct': 'One', 'data': {} }
        { 'union': 'Union', 'base': { 'kind': 'Kind' }, 'discriminator': 'kind',
          'data': { 'a': { 'type': 'One', 'if': 'A' }, 'b': { 'type': 'One', 'if': 'B' } } }
        """;

    [Theory]
    [InlineData("none", 1)]
    [InlineData("B", 1)]
    [InlineData("A", 0)]
    [InlineData("*", 0)]
    public void Dropped_branch_is_reported_where_its_value_stays(string symbols, int count)
    {
        var diagnostics = new DiagnosticBag();
        ConfigurationCheck.CheckBranches(Schemas.Bind(Text), SymbolSet.Parse(symbols), diagnostics);
        Assert.Equal(count, diagnostics.ToArray().Count(diagnostic => diagnostic.Rule == SchemaRules.DroppedBranch && diagnostic.Location!.Position.Line == 4));
        Assert.Equal(count, diagnostics.ToArray().Count);
    }
}
