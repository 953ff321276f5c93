using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using QapiGen.SourceGenerator.Tests.Support;
using Xunit;

namespace QapiGen.SourceGenerator.Tests;

/// <summary>What the metadata of a <c>QapiSchema</c> item changes.</summary>
public sealed class SettingsTests
{
    private const string Text = """
        ##
        # @Colour:
        #
        # Words about colours.
        ##
        { 'enum': 'Colour', 'data': [ 'red', { 'name': 'gold', 'if': 'CONFIG_GOLD' } ] }
        { 'struct': 'Shape', 'data': { 'colour': 'Colour' } }
        { 'struct': 'Lonely', 'data': { 'x': 'int' } }
        { 'command': 'draw-shape', 'data': 'Shape', 'boxed': true }
        { 'command': 'draw-line' }
        { 'command': 'quit', 'if': 'CONFIG_GOLD' }
        { 'event': 'SHAPE_DRAWN', 'data': { 'shape': 'Shape' } }
        { 'event': 'LINE_DRAWN' }

        """;

    [Fact]
    public void A_client_has_no_dispatcher_and_no_emitter() => AssertTypes(("Role", "Client"), ["ShapesCommandsClient", "ShapesClient"], ["ShapesDispatcher", "ShapesEventEmitter"]);

    [Fact]
    public void A_server_has_no_proxy() => AssertTypes(("Role", "server"), ["ShapesDispatcher", "ShapesEventEmitter"], ["ShapesCommandsClient", "ShapesClient"]);

    [Fact]
    public void By_default_both_sides_are_generated() => AssertTypes(("Role", ""), ["ShapesDispatcher", "ShapesCommandsClient"], []);

    [Fact]
    public void A_subset_has_only_what_its_commands_reach()
    {
        CSharpCompilation output = Generate(("Commands", "*-shape"));
        Assert.Equal(["DrawShapeAsync"], output.GetTypeByMetadataName("Test.IShapesCommands")!.GetMembers().Select(member => member.Name));
        Assert.NotNull(output.GetTypeByMetadataName("Test.Colour"));
        Assert.Null(output.GetTypeByMetadataName("Test.Lonely"));
        Assert.Null(output.GetTypeByMetadataName("Test.LineDrawnEvent"));
    }

    [Fact]
    public void A_subset_takes_the_events_that_are_named()
    {
        CSharpCompilation output = Generate(("Commands", "draw-line"), ("Events", "LINE_*,SHAPE_DRAWN"));
        Assert.NotNull(output.GetTypeByMetadataName("Test.LineDrawnEvent"));
        Assert.NotNull(output.GetTypeByMetadataName("Test.Shape"));
    }

    [Fact]
    public void What_a_condition_drops_is_not_generated()
    {
        CSharpCompilation output = Generate(("Conditions", "CONFIG_SILVER"));
        Assert.DoesNotContain("QuitAsync", output.GetTypeByMetadataName("Test.IShapesCommands")!.MemberNames);
        Assert.DoesNotContain("Gold", output.GetTypeByMetadataName("Test.Colour")!.MemberNames);
        Assert.Contains("Gold", Generate(("Conditions", "CONFIG_GOLD")).GetTypeByMetadataName("Test.Colour")!.MemberNames);
        Assert.Contains("Gold", Generate().GetTypeByMetadataName("Test.Colour")!.MemberNames);
    }

    [Fact]
    public void The_namespace_is_the_one_asked_for() => Assert.NotNull(Generate(("Namespace", "Far.Away")).GetTypeByMetadataName("Far.Away.Shape"));

    [Theory]
    [InlineData("", true)]
    [InlineData("true", true)]
    [InlineData("false", false)]
    public void Documentation_is_kept_or_dropped(string setting, bool isKept)
    {
        IReadOnlyDictionary<string, string> files = Root(("Documentation", setting)).Generated();
        Assert.Equal(isKept, files.Values.Any(text => text.Contains("Words about colours", StringComparison.Ordinal)));
    }

    [Fact]
    public void Two_roots_may_have_modules_of_the_same_name()
    {
        Build build = new Build()
            .WithRoot("/a/s.json", "{ 'enum': 'Ab', 'data': [ 'x' ] }\n", ("Namespace", "First"))
            .WithRoot("/b/s.json", "{ 'enum': 'Ab', 'data': [ 'y' ] }\n", ("Namespace", "Second"));
        CSharpCompilation output = build.Generate();
        AssertClean(output);
        Assert.NotNull(output.GetTypeByMetadataName("First.Ab"));
        Assert.NotNull(output.GetTypeByMetadataName("Second.Ab"));
    }


    private static Build Root(params (string Name, string Value)[] metadata) => new Build().WithRoot("/s/shapes.json", Text, metadata);

    private static CSharpCompilation Generate(params (string Name, string Value)[] metadata)
    {
        CSharpCompilation output = Root(metadata).Generate();
        AssertClean(output);
        return output;
    }

    private static void AssertClean(CSharpCompilation output) =>
        Assert.Empty(output.GetDiagnostics().Where(item => item.Severity >= DiagnosticSeverity.Warning));

    private static void AssertTypes((string Name, string Value) setting, string[] present, string[] absent)
    {
        CSharpCompilation output = Generate(setting);
        Assert.All(present, name => Assert.NotNull(output.GetTypeByMetadataName("Test." + name)));
        Assert.All(absent, name => Assert.Null(output.GetTypeByMetadataName("Test." + name)));
    }
}
