using System.Collections.Immutable;
using System.Globalization;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using QapiGen.SourceGenerator.Use;
using Xunit;

namespace QapiGen.Compatibility.Tests.Build;

public sealed class HalfCodecAnalyzerTests
{
    private const string Schema = """
        { 'enum': 'Kind', 'data': [ 'round' ] }
        { 'struct': 'Sent', 'data': { 'name': 'str' } }
        { 'struct': 'Round', 'data': { 'radius': 'int' } }
        { 'union': 'Told', 'base': { 'kind': 'Kind' }, 'discriminator': 'kind', 'data': { 'round': 'Round' } }
        { 'struct': 'Same', 'data': { 'x': 'int' } }
        { 'command': 'ask', 'data': { 'sent': 'Sent', 'same': 'Same' }, 'returns': 'Told' }
        { 'command': 'mirror', 'data': 'Same', 'boxed': true, 'returns': 'Same' }
        """;

    [Theory]
    [InlineData("Server", "JsonSerializer.Serialize(sent)", "Sent", "written as", "reads")]
    [InlineData("Server", "JsonSerializer.Serialize((object)sent, typeof(Sent))", "Sent", "written as", "reads")]
    [InlineData("Server", "JsonSerializer.SerializeToUtf8Bytes(new[] { sent })", "Sent", "written as", "reads")]
    [InlineData("Server", "JsonSerializer.Deserialize<Told>(\"\")", "Told", "read from", "writes")]
    [InlineData("Server", "JsonSerializer.Deserialize<Told.Round>(\"\")", "Told.Round", "read from", "writes")]
    [InlineData("Server", "JsonSerializer.Deserialize(\"\", typeof(Dictionary<string, Told[]>))", "Told", "read from", "writes")]
    [InlineData("Client", "JsonSerializer.Serialize(told)", "Told", "written as", "reads")]
    [InlineData("Client", "JsonSerializer.Deserialize<IReadOnlyList<Sent>>(\"\")", "Sent", "read from", "writes")]
    public async Task A_serializer_that_lacks_the_side_is_said(string role, string use, string type, string refused, string done)
    {
        Diagnostic found = Assert.Single(await RunAsync(role, "", use));
        Assert.Equal((HalfCodecAnalyzer.Id, DiagnosticSeverity.Warning), (found.Id, found.Severity));
        Assert.StartsWith($"'{type}' can't be {refused} JSON, its schema's role only {done} it; Codecs=\"Both\"", found.GetMessage(CultureInfo.InvariantCulture), System.StringComparison.Ordinal);
        Assert.Equal(use, found.Location.SourceTree!.GetText().ToString(found.Location.SourceSpan));
        Assert.Empty(await RunAsync(role, "Both", use));
    }

    [Theory]
    [InlineData("Server", "JsonSerializer.Serialize(told)")]
    [InlineData("Server", "JsonSerializer.Deserialize<Sent>(\"\")")]
    [InlineData("Server", "JsonSerializer.Deserialize<Same>(JsonSerializer.Serialize(same))")]
    [InlineData("Server", "JsonSerializer.Serialize(Kind.Round)")]
    [InlineData("Server", "JsonSerializer.Serialize(1)")]
    [InlineData("Client", "JsonSerializer.Serialize(sent)")]
    [InlineData("Client", "JsonSerializer.Deserialize<Told>(\"\")")]
    [InlineData("Client", "new List<Told>()")]
    [InlineData("Both", "JsonSerializer.Deserialize<Told>(JsonSerializer.Serialize(told))")]
    public async Task What_is_there_is_told_nothing(string role, string use) => Assert.Empty(await RunAsync(role, "", use));

    private static async Task<ImmutableArray<Diagnostic>> RunAsync(string role, string codecs, string use)
    {
        BuildInput input = new BuildInput().AddRoot("/w/home.json", Schema, ("Namespace", "Home"), ("Role", role), ("Codecs", codecs));
        string program = $$"""
            using System.Collections.Generic;
            using System.Text.Json;
            using Home;

            class Program
            {
                object Use(Sent sent, Told told, Same same) => {{use}};
            }
            """;
        CSharpGeneratorDriver.Create([new SourceGenerator.QapiGenerator().AsSourceGenerator()], input.Files, optionsProvider: input)
            .RunGeneratorsAndUpdateCompilation(AnalyzerRunner.Compile(program), out Compilation output, out ImmutableArray<Diagnostic> faults);
        Assert.Empty(faults);
        return await AnalyzerRunner.RunAsync(new HalfCodecAnalyzer(), (CSharpCompilation)output, input);
    }
}
