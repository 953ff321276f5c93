using System.Linq;
using QapiGen.Emit.Planning;
using QapiGen.Emit.Specs;
using QapiGen.Emit.Tests.Support;
using Xunit;

namespace QapiGen.Emit.Tests;

/// <summary>Members that servers of the minimum version lack.</summary>
public sealed class MinimumVersionTests
{
    private const string Schema = """
        ##
        # @Info:
        #
        # @id: there from the start
        #
        # @size: came later (since 8.0)
        #
        # Since: 6.0
        ##
        { 'struct': 'Info', 'data': { 'id': 'str', 'size': 'int' } }
        { 'command': 'query-info', 'returns': 'Info' }

        """;

    [Theory]
    [InlineData("", false)]
    [InlineData("7.2", true)]
    [InlineData("8.0", false)]
    [InlineData("10.2", false)]
    public void Mandatory_member_that_is_newer_is_nullable(string minimum, bool isOptional)
    {
        SchemaPlan plan = Generated.Plan(
            Generated.Parse(Schema), new GenerationOptions { Namespace = "Test", Role = GenerationRole.Client, MinimumVersion = minimum });

        StructSpec info = plan.PlanModules().SelectMany(m => m.Spec.Structs).Single(s => s.WireName == "Info");
        Assert.Equal([false, isOptional], info.Members.Select(m => m.IsOptional));
    }

    [Theory]
    [InlineData("10.2", new[] { false, true, true })]
    [InlineData("11.0", new[] { false, true, true })]
    [InlineData("11.1", new[] { false, false, true })]
    [InlineData("11.1.3", new[] { false, false, true })]
    [InlineData("11.2", new[] { false, false, false })]
    public void What_11_1_brought_is_there_with_it_as_the_minimum(string minimum, bool[] isOptional)
    {
        const string schema = """
            ##
            # @Info:
            #
            # @id: there from the start
            #
            # @monitors: came with monitors (since 11.1)
            #
            # @later: came after it (since 11.2)
            #
            # Since: 6.0
            ##
            { 'struct': 'Info', 'data': { 'id': 'str', 'monitors': 'int', 'later': 'int' } }
            { 'command': 'query-info', 'returns': 'Info' }

            """;
        SchemaPlan plan = Generated.Plan(
            Generated.Parse(schema), new GenerationOptions { Namespace = "Test", Role = GenerationRole.Client, MinimumVersion = minimum });

        StructSpec info = plan.PlanModules().SelectMany(m => m.Spec.Structs).Single(s => s.WireName == "Info");
        Assert.Equal(isOptional, info.Members.Select(m => m.IsOptional));
    }
}
