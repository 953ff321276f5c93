namespace QapiGen.LanguageServer.Protocol;

internal sealed record ReferenceParams(TextDocumentIdentifier TextDocument, Position Position, ReferenceContext? Context = null);

internal sealed record ReferenceContext(bool IncludeDeclaration);

internal sealed record DocumentHighlight(Range Range, int Kind);

internal sealed record Hover(MarkupContent Contents, Range Range);

internal sealed record DocumentSymbol(string Name, string? Detail, int Kind, Range Range, Range SelectionRange)
{
    public int[]? Tags { get; init; }

    public DocumentSymbol[]? Children { get; init; }
}

internal sealed record WorkspaceSymbolParams(string Query);

internal sealed record SymbolInformation(string Name, int Kind, Location Location, string? ContainerName)
{
    public int[]? Tags { get; init; }
}

internal sealed record RenameParams(TextDocumentIdentifier TextDocument, Position Position, string NewName);

internal sealed record PrepareRenameResult(Range Range, string Placeholder);

internal sealed record FoldingRange(int StartLine, int EndLine, string? Kind);
