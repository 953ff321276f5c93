using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Xunit;

namespace QapiGen.Compatibility.Tests.Build;

/// <summary>Runs an analyzer over a compilation.</summary>
internal static class AnalyzerRunner
{
    /// <summary>What this process runs on, the runtime of generated code among it.</summary>
    public static IReadOnlyList<MetadataReference> References { get; } = [.. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
        .Split(Path.PathSeparator)
        .Where(p => Path.GetFileName(p) is "System.Runtime.dll" or "System.Private.CoreLib.dll" or "QapiGen.Runtime.dll" or "System.Threading.dll"
            or "System.Collections.dll" or "System.Memory.dll" or "System.Text.Json.dll" or "netstandard.dll" or "System.Console.dll")
        .Select(p => MetadataReference.CreateFromFile(p))];

    public static CSharpCompilation Compile(string source, params (string Id, ReportDiagnostic Severity)[] severities) => CSharpCompilation.Create(
        "consumer",
        [CSharpSyntaxTree.ParseText(source, path: "Program.cs")],
        References,
        new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, allowUnsafe: true)
            .WithSpecificDiagnosticOptions(severities.ToDictionary(s => s.Id, s => s.Severity)));

    public static async Task<ImmutableArray<Diagnostic>> RunAsync(DiagnosticAnalyzer analyzer, CSharpCompilation compilation, BuildInput input)
    {
        Assert.DoesNotContain(compilation.GetDiagnostics(), d => d.Severity == DiagnosticSeverity.Error);
        Exception? thrown = null;
        var options = new CompilationWithAnalyzersOptions(
            new AnalyzerOptions(input.Files, input),
            onAnalyzerException: (e, _, _) => thrown = e,
            concurrentAnalysis: false,
            logAnalyzerExecutionTime: false);
        ImmutableArray<Diagnostic> found = await compilation.WithAnalyzers([analyzer], options).GetAnalyzerDiagnosticsAsync();

        // What is thrown in the handler nobody hears of.
        Assert.Null(thrown);
        return found;
    }
}
