using System.Collections.Generic;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;

namespace QapiGen.Compatibility.Tests.Build;

/// <summary>Schema files with the metadata that the build gives them.</summary>
internal sealed class BuildInput : AnalyzerConfigOptionsProvider
{
    private readonly Dictionary<string, Dictionary<string, string>> _metadata = [];
    private readonly List<AdditionalText> _files = [];

    public ImmutableArray<AdditionalText> Files => [.. _files];

    public override AnalyzerConfigOptions GlobalOptions { get; } = new Options([]);

    /// <summary>Adds a root with settings such as <c>Baseline</c>.</summary>
    public BuildInput AddRoot(string path, string text, params (string Name, string Value)[] settings)
    {
        Add(path, text, "root");
        foreach ((string name, string value) in settings)
        {
            _metadata[path]["build_metadata.AdditionalFiles.Qapi" + name] = value;
        }

        return this;
    }

    public BuildInput AddInclude(string path, string text) => Add(path, text, "include");

    public BuildInput AddConfiguration(string path, string text) => Add(path, text, "configuration");

    public BuildInput AddSuppressions(string path, string text, bool isShared = false) => Add(path, text, isShared ? "shared-suppressions" : "suppressions");

    public override AnalyzerConfigOptions GetOptions(SyntaxTree tree) => GlobalOptions;

    public override AnalyzerConfigOptions GetOptions(AdditionalText textFile) => new Options(_metadata[textFile.Path]);

    private BuildInput Add(string path, string text, string kind)
    {
        _files.Add(new Text(path, text));
        _metadata[path] = new Dictionary<string, string> { ["build_metadata.AdditionalFiles.QapiKind"] = kind };
        return this;
    }

    private sealed class Options(Dictionary<string, string> values) : AnalyzerConfigOptions
    {
        public override bool TryGetValue(string key, [NotNullWhen(true)] out string? value) => values.TryGetValue(key, out value);
    }

    private sealed class Text(string path, string text) : AdditionalText
    {
        public override string Path => path;

        public override SourceText GetText(CancellationToken cancellationToken = default) => SourceText.From(text);
    }
}
