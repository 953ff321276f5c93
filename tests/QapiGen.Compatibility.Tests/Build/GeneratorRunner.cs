using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using QapiGen.SourceGenerator;

namespace QapiGen.Compatibility.Tests.Build;

/// <summary>Runs the generator over a compilation.</summary>
internal static class GeneratorRunner
{
    /// <summary>What it reports.</summary>
    public static ImmutableArray<Diagnostic> Run(CSharpCompilation compilation, BuildInput input) =>
        CSharpGeneratorDriver.Create([new QapiGenerator().AsSourceGenerator()], input.Files, optionsProvider: input)
            .RunGenerators(compilation)
            .GetRunResult()
            .Diagnostics;
}
