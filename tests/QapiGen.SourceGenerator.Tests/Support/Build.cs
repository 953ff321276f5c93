using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.IO;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace QapiGen.SourceGenerator.Tests.Support;

/// <summary>A build in memory: C# files, schema files with metadata, references.</summary>
internal sealed record Build
{
    private static readonly ImmutableArray<MetadataReference> Platform =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => Path.GetFileName(path).StartsWith("System.", StringComparison.Ordinal)
                || Path.GetFileName(path) is "netstandard.dll" or "QapiGen.Runtime.dll")
            .Select(path => (MetadataReference)MetadataReference.CreateFromFile(path)),
    ];

    private static readonly CSharpParseOptions ParseOptions = new(LanguageVersion.Latest, DocumentationMode.Diagnose);

    public ImmutableDictionary<string, string> Files { get; init; } = ImmutableDictionary<string, string>.Empty;

    public ImmutableDictionary<string, IReadOnlyDictionary<string, string>> Metadata { get; init; } =
        ImmutableDictionary<string, IReadOnlyDictionary<string, string>>.Empty;

    public string Source { get; init; } = "internal static class Consumer;";

    public ImmutableArray<MetadataReference> References { get; init; } = [];

    /// <summary>Adds a root.</summary>
    public Build WithRoot(string path, string text, params (string Name, string Value)[] metadata)
    {
        var values = metadata.ToDictionary(item => item.Name, item => item.Value);
        values["Kind"] = "root";
        values.TryAdd("Namespace", "Test");
        return this with { Files = Files.SetItem(path, text), Metadata = Metadata.SetItem(path, values) };
    }

    /// <summary>Adds a file that may be included, by a name if it has one.</summary>
    public Build WithInclude(string path, string text, string name = "") => this with
    {
        Files = Files.SetItem(path, text),
        Metadata = Metadata.SetItem(path, new Dictionary<string, string> { ["Kind"] = "include", ["Name"] = name }),
    };

    public CSharpCompilation Compilation(string name = "Consumer") => CSharpCompilation.Create(
        name,
        [CSharpSyntaxTree.ParseText(Source, ParseOptions, "Consumer.cs")],
        Platform.AddRange(References),
        new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable, warningLevel: 9999));

    public ImmutableArray<AdditionalText> Texts() => [.. Files.OrderBy(file => file.Key, StringComparer.Ordinal).Select(file => (AdditionalText)new MemoryText(file.Key, file.Value))];

    public MemoryOptions Options() => new(Metadata);

    /// <summary>A driver that has not run yet.</summary>
    public GeneratorDriver Driver() => CSharpGeneratorDriver.Create(
        [new QapiGenerator().AsSourceGenerator()],
        Texts(),
        ParseOptions,
        Options(),
        new GeneratorDriverOptions(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: true));

    /// <summary>Runs generator and compiler; gives the compilation with what was generated.</summary>
    public CSharpCompilation Generate(string name = "Consumer")
    {
        Driver().RunGeneratorsAndUpdateCompilation(Compilation(name), out Compilation output, out _);
        return (CSharpCompilation)output;
    }

    /// <summary>The generated files by name.</summary>
    public IReadOnlyDictionary<string, string> Generated() =>
        Driver().RunGenerators(Compilation()).GetRunResult().Results[0].GeneratedSources.ToDictionary(file => file.HintName, file => file.SourceText.ToString());

    /// <summary>What the generator reports.</summary>
    public ImmutableArray<Diagnostic> Report() => Driver().RunGenerators(Compilation()).GetRunResult().Diagnostics;
}
