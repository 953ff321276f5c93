using System.Collections.Immutable;
using System.Linq;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using QapiGen.Schema.Diagnostics;
using QapiGen.SourceGenerator.Tests.Support;
using Xunit;

namespace QapiGen.SourceGenerator.Tests;

/// <summary>Faults of schemas show in the build at their token, and never stop the generator.</summary>
public sealed class AnalyzerTests
{
    [Fact]
    public async Task A_schema_without_faults_reports_nothing() =>
        Assert.Empty(await new Build().WithRoot("/s/a.json", "{ 'enum': 'Ab', 'data': [ 'x' ] }\n").AnalyzeAsync());

    [Fact]
    public async Task A_syntax_fault_is_at_its_token()
    {
        Diagnostic fault = Assert.Single(await new Build().WithRoot("/s/a.json", "{ 'enum': 'Ab',\n  'data': [ 'x' 'y' ] }\n").AnalyzeAsync());
        FileLinePositionSpan place = fault.Location.GetLineSpan();
        Assert.Equal(("/s/a.json", 1, 16), (place.Path, place.StartLinePosition.Line, place.StartLinePosition.Character));
        Assert.StartsWith("QAPI0", fault.Id, System.StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_type_is_at_its_name()
    {
        Diagnostic fault = Assert.Single(await new Build()
            .WithRoot("/s/a.json", "{ 'struct': 'Ab',\n  'data': { 'x': 'Nope' } }\n").AnalyzeAsync());
        FileLinePositionSpan place = fault.Location.GetLineSpan();
        Assert.Equal((1, 17), (place.StartLinePosition.Line, place.StartLinePosition.Character));
        Assert.Contains("In struct 'Ab'", fault.GetMessage(null), System.StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_include_names_the_item_to_add()
    {
        Diagnostic fault = Assert.Single(await new Build().WithRoot("/s/a.json", "{ 'include': '../t/b.json' }\n").AnalyzeAsync());
        Assert.Contains("<QapiInclude Include=\"/s/../t/b.json\" />", fault.GetMessage(null), System.StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_fault_is_reported_and_the_rest_is_generated()
    {
        Build build = new Build().WithRoot("/s/a.json", "{ 'struct': 'Bad', 'data': { 'x': 'Nope' } }\n{ 'struct': 'Worse', 'data': { 'x': 'Never' } }\n{ 'enum': 'Good', 'data': [ 'y' ] }\n");
        Assert.Equal(2, (await build.AnalyzeAsync()).Length);
        Assert.NotNull(build.Generate().GetTypeByMetadataName("Test.Good"));
    }

    [Fact]
    public async Task An_unknown_role_is_a_fault_of_the_configuration()
    {
        Diagnostic fault = Assert.Single(await new Build()
            .WithRoot("/s/a.json", "{ 'enum': 'Ab', 'data': [ 'x' ] }\n", ("Role", "Sever")).AnalyzeAsync());
        Assert.Equal(SchemaRules.InvalidSetting.Id, fault.Id);
        Assert.Contains("Client, Server, Both", fault.GetMessage(null), System.StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_pattern_that_selects_nothing_is_a_warning()
    {
        Diagnostic fault = Assert.Single(await new Build()
            .WithRoot("/s/a.json", "{ 'command': 'go' }\n", ("Commands", "go,query-*")).AnalyzeAsync());
        Assert.Equal((SchemaRules.PatternWithoutMatch.Id, DiagnosticSeverity.Warning), (fault.Id, fault.Severity));
    }

    // Spec C-9.
    [Fact]
    public async Task A_dropped_type_that_is_still_used_is_said()
    {
        Build build = new Build().WithRoot(
            "/s/a.json",
            "{ 'struct': 'Inner', 'data': { 'x': 'int' }, 'if': 'CONFIG_A' }\n{ 'struct': 'Outer', 'data': { 'inner': 'Inner' } }\n",
            ("Conditions", "none"));
        Assert.Equal(SchemaRules.DroppedTypeUsed.Id, Assert.Single(await build.AnalyzeAsync()).Id);
        Assert.Empty(build.Generate().GetDiagnostics().Where(item => item.Severity >= DiagnosticSeverity.Warning));
    }

    [Fact]
    public void The_analyzer_supports_every_rule()
    {
        ImmutableArray<DiagnosticDescriptor> supported = new QapiSchemaAnalyzer().SupportedDiagnostics;
        Assert.Equal(supported.Length, supported.Select(rule => rule.Id).Distinct().Count());
        Assert.Contains(supported, rule => rule.Id == SchemaRules.ModuleMismatch.Id);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("{ 'struct': 'A', 'base': 'A', 'data': { } }")]
    [InlineData("{ 'union': 'U', 'base': { 'k': 'Missing' }, 'discriminator': 'k', 'data': { 'a': 'Nope' } }")]
    [InlineData("{ 'union': 'U', 'base': { }, 'discriminator': 'k', 'data': { } }")]
    [InlineData("{ 'alternate': 'Alt', 'data': { 'a': 'Alt' } }")]
    [InlineData("{ 'command': 'c', 'data': 'Missing', 'returns': 'Missing' }")]
    [InlineData("{ 'event': 'E', 'data': [ 'x' ] }")]
    [InlineData("{ 'enum': 'E', 'data': [ { 'name': 1 } ] }")]
    public async Task A_fault_never_makes_the_generator_throw(string text)
    {
        Build build = new Build().WithRoot("/s/a.json", text);
        await build.AnalyzeAsync();
        Assert.Empty(build.Generate().GetDiagnostics().Where(item => item.Severity == DiagnosticSeverity.Error));
    }

    [Fact]
    public async Task An_analyzer_that_lives_on_sees_every_change()
    {
        var analyzer = new QapiSchemaAnalyzer();
        Build faulty = new Build().WithRoot("/s/root.json", "{ 'struct': 'S', 'data': { 'a': 'Lost' } }\n");
        Build mended = faulty.WithRoot("/s/root.json", "{ 'struct': 'S', 'data': { 'a': 'str' } }\n");
        Build misset = mended.WithRoot("/s/root.json", "{ 'struct': 'S', 'data': { 'a': 'str' } }\n", ("Dialect", "1.0"));
        Assert.Single(await faulty.AnalyzeAsync(analyzer));
        Assert.Single(await (faulty with { Source = "internal static class Other;" }).AnalyzeAsync(analyzer));
        Assert.Empty(await mended.AnalyzeAsync(analyzer));
        Assert.Single(await misset.AnalyzeAsync(analyzer));
        Assert.Single(await faulty.AnalyzeAsync(analyzer));
    }
}
