using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using QapiGen.Schema.Diagnostics;
using QapiGen.SourceGenerator.Tests.Support;
using QapiGen.TestSupport;
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

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_module_of_a_referenced_assembly_is_used_from_there(bool asImage)
    {
        string job = File.ReadAllText(RepositoryPaths.Get("schema", "job.json"));
        Build host = Including(job) with { References = [Reference(job, asImage)] };
        CSharpCompilation output = host.Generate();
        AssertClean(output);
        Assert.Null(output.GetTypeByMetadataName("Host.JobInfo"));
        Assert.Equal("Jobs", output.GetTypeByMetadataName("Host.Report")!.GetMembers("Info").OfType<IPropertySymbol>().Single().Type.ContainingNamespace.Name);
        Assert.Equal("IJobCommands", output.GetTypeByMetadataName("Host.HostClient")!.GetMembers("Job").OfType<IPropertySymbol>().Single().Type.Name);
    }

    [Fact]
    public void Another_module_of_the_same_name_is_said_and_not_mixed()
    {
        string job = File.ReadAllText(RepositoryPaths.Get("schema", "job.json"));
        string older = File.ReadAllText(RepositoryPaths.Get("schema", "baselines", "job-4.0.json"));
        Build host = Including(job) with { References = [Reference(older, asImage: true)] };
        Diagnostic fault = Assert.Single(host.Report());
        Assert.Equal(SchemaRules.ModuleMismatch.Id, fault.Id);
        Assert.NotNull(host.Generate().GetTypeByMetadataName("Host.JobInfo"));
    }

    private static Build Including(string job) => new Build()
        .WithRoot("/s/host.json", "{ 'include': 'job.json' }\n{ 'struct': 'Report', 'base': 'JobInfo', 'data': { 'info': 'JobInfo' } }\n{ 'command': 'report', 'returns': 'Report' }\n", ("Namespace", "Host"))
        .WithInclude("/s/job.json", job);

    private static MetadataReference Reference(string job, bool asImage)
    {
        CSharpCompilation library = new Build().WithRoot("/j/job.json", job, ("Namespace", "Jobs")).Generate("Jobs");
        if (!asImage)
        {
            return library.ToMetadataReference();
        }

        using var image = new MemoryStream();
        Assert.True(library.Emit(image).Success);
        return MetadataReference.CreateFromImage(image.ToArray());
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
