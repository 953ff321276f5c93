using System.Collections.Generic;

namespace QapiGen.LanguageServer.Protocol;

// The messages of the Language Server Protocol 3.17 that the server speaks, named as there. Families share a file.

/// <summary>A place: line and character from 0, the latter in units of the negotiated encoding.</summary>
internal readonly record struct Position(int Line, int Character);

internal readonly record struct Range(Position Start, Position End);

internal sealed record Location(string Uri, Range Range);

internal sealed record TextEdit(Range Range, string NewText);

internal sealed record TextDocumentIdentifier(string Uri);

internal sealed record VersionedTextDocumentIdentifier(
    string Uri,
    [property: System.Text.Json.Serialization.JsonIgnore(Condition = System.Text.Json.Serialization.JsonIgnoreCondition.Never)] int? Version = null);

internal sealed record TextDocumentEdit(VersionedTextDocumentIdentifier TextDocument, TextEdit[] Edits);

/// <summary>Edits of several documents: for clients that know no versions by address alone.</summary>
internal sealed record WorkspaceEdit(TextDocumentEdit[]? DocumentChanges = null, Dictionary<string, TextEdit[]>? Changes = null);

internal sealed record MarkupContent(string Kind, string Value)
{
    public const string Markdown = "markdown";
    public const string PlainText = "plaintext";
}

internal sealed record TextDocumentPositionParams(TextDocumentIdentifier TextDocument, Position Position);

internal sealed record DocumentParams(TextDocumentIdentifier TextDocument);

internal sealed record RangeParams(TextDocumentIdentifier TextDocument, Range Range);
