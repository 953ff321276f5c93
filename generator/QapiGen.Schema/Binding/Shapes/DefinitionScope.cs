using QapiGen.Schema.Collections;
using QapiGen.Schema.Diagnostics;
using QapiGen.Schema.Loading;
using QapiGen.Schema.Model;
using QapiGen.Schema.Syntax;
using QapiGen.Schema.Text;

namespace QapiGen.Schema.Binding.Shapes;

/// <summary>A definition as the place that faults belong to: its file, line, context and include chain (spec 1.3).</summary>
internal sealed class DefinitionScope
{
    private readonly DiagnosticBag _diagnostics;

    public DefinitionScope(LoadedFile file, SchemaModule module, DefinitionSyntax syntax, int index, DiagnosticBag diagnostics)
    {
        Index = index;
        File = file;
        Module = module;
        Syntax = syntax;
        _diagnostics = diagnostics;
    }

    public LoadedFile File { get; }

    public SchemaModule Module { get; }

    /// <summary>Which item of its file it is.</summary>
    public int Index { get; }

    public DefinitionSyntax Syntax { get; }

    /// <summary>The key that says what is defined; known once S-1 has passed.</summary>
    public PairSyntax? Kind { get; private set; }

    /// <summary>The name's token; known once S-2 has passed.</summary>
    public StringSyntax? NameSyntax { get; private set; }

    /// <summary><c>struct</c>, <c>command</c> ….</summary>
    public string Meta => Kind?.Key.Value ?? string.Empty;

    public string Name => NameSyntax?.Value ?? string.Empty;

    /// <summary>Whether an error was found in this definition.</summary>
    public bool HasFault { get; private set; }

    /// <summary>How many findings the run has had so far.</summary>
    public int FindingCount => _diagnostics.Count;

    /// <summary>Where the definition's name is written.</summary>
    public SchemaLocation Location => At((NameSyntax as ValueSyntax ?? Syntax.Object).Span);

    /// <summary>The definition with its documentation.</summary>
    public SourceSpan Extent
    {
        get
        {
            int start = Syntax.Documentation?.Span.Start ?? Syntax.Span.Start;
            return new SourceSpan(start, Syntax.Span.End - start);
        }
    }

    private string? Context => NameSyntax is { Value.Length: > 0 } name ? $"{Meta} '{name.Value}'" : null;

    /// <summary>From here on faults have the context line (spec R-19).</summary>
    public void SetName(PairSyntax kind, StringSyntax name)
    {
        Kind = kind;
        NameSyntax = name;
    }

    public SchemaLocation At(SourceSpan span) => new(File.Document.File, span);

    /// <summary>Reports a fault of the definition: at the token, for the definition's line (spec R-18).</summary>
    public void Report(SchemaRule rule, SourceSpan span, params string[] arguments) => Add(rule, span, arguments, default);

    /// <summary>Reports a fault that other places have to do with.</summary>
    public void Report(SchemaRule rule, SourceSpan span, string[] arguments, params RelatedLocation[] related) =>
        Add(rule, span, arguments, new EquatableArray<RelatedLocation>(related));

    /// <summary>Reports a fault of documentation, which has its own line and no context (spec 2).</summary>
    public void ReportInDocumentation(SchemaRule rule, SourceSpan span, params string[] arguments)
    {
        HasFault = true;
        _diagnostics.Add(new SchemaDiagnostic(rule, At(span), new EquatableArray<string>(arguments))
        {
            DefinitionLine = File.Document.File.GetLine(span.Start),
            IncludeChain = File.IncludeChain,
        });
    }

    private void Add(SchemaRule rule, SourceSpan span, string[] arguments, EquatableArray<RelatedLocation> related)
    {
        HasFault |= rule.Severity == SchemaSeverity.Error;
        _diagnostics.Add(new SchemaDiagnostic(rule, At(span), new EquatableArray<string>(arguments))
        {
            Context = Context,
            DefinitionLine = File.Document.File.GetLine(Syntax.Span.Start),
            IncludeChain = File.IncludeChain,
            Related = related,
        });
    }
}
