using System.Collections.Immutable;
using System.IO;
using System.Linq;
using Microsoft.CodeAnalysis;
using QapiGen.TestSupport;
using Xunit;

namespace QapiGen.Compatibility.Tests.Build;

/// <summary>The sample: its schema passes, and the one that is made to break fails.</summary>
public sealed class SchemaGateTests
{
    private static readonly string Folder = RepositoryPaths.Get("samples", "SchemaGate");

    [Fact]
    public void Schema_under_development_passes() => Assert.DoesNotContain(Run("api.json"), d => d.Severity == DiagnosticSeverity.Error);

    [Fact]
    public void Schema_made_to_break_fails() => Assert.Equal(
        ["QAPI3306", "QAPI3313", "QAPI3503"],
        (Run("breaking/api.json")).Where(d => d.Severity == DiagnosticSeverity.Error).Select(d => d.Id).Order());

    private static ImmutableArray<Diagnostic> Run(string schema)
    {
        string baseline = Path.Combine(Folder, "baseline", "api.json");
        string path = Path.Combine(Folder, schema);
        BuildInput input = new BuildInput()
            .AddRoot(path, File.ReadAllText(path), ("Baseline", baseline))
            .AddInclude(baseline, File.ReadAllText(baseline));
        return GeneratorRunner.Run(AnalyzerRunner.Compile(""), input);
    }
}
