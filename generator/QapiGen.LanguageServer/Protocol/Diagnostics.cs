namespace QapiGen.LanguageServer.Protocol;

internal sealed record Diagnostic(Range Range, int Severity, string Code, string Source, string Message)
{
    public CodeDescription? CodeDescription { get; init; }

    public int[]? Tags { get; init; }

    public DiagnosticRelatedInformation[]? RelatedInformation { get; init; }
}

/// <summary>Where the code is explained.</summary>
internal sealed record CodeDescription(string Href);

internal sealed record DiagnosticRelatedInformation(Location Location, string Message);

internal sealed record PublishDiagnosticsParams(string Uri, int? Version, Diagnostic[] Diagnostics);

internal sealed record DocumentDiagnosticParams(TextDocumentIdentifier TextDocument, string? PreviousResultId = null);

internal sealed record DocumentDiagnosticReport(string Kind, string? ResultId, Diagnostic[]? Items);

internal sealed record WorkspaceDiagnosticParams(PreviousResultId[]? PreviousResultIds = null);

internal sealed record PreviousResultId(string Uri, string Value);

internal sealed record WorkspaceDiagnosticReport(WorkspaceDocumentDiagnosticReport[] Items);

internal sealed record WorkspaceDocumentDiagnosticReport(
    string Uri,
    [property: System.Text.Json.Serialization.JsonIgnore(Condition = System.Text.Json.Serialization.JsonIgnoreCondition.Never)] int? Version,
    string Kind,
    string? ResultId,
    Diagnostic[]? Items);
