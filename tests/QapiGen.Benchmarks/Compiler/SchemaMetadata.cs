using System.Diagnostics.CodeAnalysis;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace QapiGen.Benchmarks.Compiler;

/// <summary>The metadata of one root; every other file may be included by it.</summary>
internal sealed class SchemaMetadata(string root) : AnalyzerConfigOptionsProvider
{
    public override AnalyzerConfigOptions GlobalOptions { get; } = new Options(isSchema: false, isRoot: false);

    public override AnalyzerConfigOptions GetOptions(SyntaxTree tree) => GlobalOptions;

    public override AnalyzerConfigOptions GetOptions(AdditionalText textFile) => new Options(isSchema: true, textFile.Path == root);

    private sealed class Options(bool isSchema, bool isRoot) : AnalyzerConfigOptions
    {
        public override bool TryGetValue(string key, [NotNullWhen(true)] out string? value)
        {
            value = !isSchema ? null : key switch
            {
                "build_metadata.AdditionalFiles.QapiKind" => isRoot ? "root" : "include",
                "build_metadata.AdditionalFiles.QapiNamespace" => "Qemu",
                _ => null,
            };
            return value is not null;
        }
    }
}
