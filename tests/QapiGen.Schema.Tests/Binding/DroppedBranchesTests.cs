using System.Linq;
using QapiGen.Schema.Model;
using Xunit;

namespace QapiGen.Schema.Tests.Binding;

/// <summary>Branches that a configuration drops (spec W-7).</summary>
public sealed class DroppedBranchesTests
{
    private const string Text = """
        { 'enum': 'Kind', 'data': [ 'a', { 'name': 'b', 'if': 'B' } ] }
        { 'struct': 'One', 'data': {} }
        { 'union': 'Union', 'base': { 'kind': 'Kind' }, 'discriminator': 'kind',
          'data': { 'a': { 'type': 'One', 'if': 'A' }, 'b': { 'type': 'One', 'if': 'B' } } }
        """;

    [Theory]
    [InlineData("none", "a")]
    [InlineData("B", "a")]
    [InlineData("A", "")]
    [InlineData("*", "")]
    public void Dropped_branch_is_found_where_its_value_stays(string symbols, string names)
    {
        ObjectType union = Schemas.Bind(Text).Get<ObjectType>("Union");
        Assert.Equal(names, string.Join(",", DroppedBranches.Find(union, SymbolSet.Parse(symbols)).Select(branch => branch.Name)));
    }
}
