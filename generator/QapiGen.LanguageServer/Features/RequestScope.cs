using System;
using System.Collections.Generic;
using System.Linq;
using QapiGen.LanguageServer.Documents;
using QapiGen.LanguageServer.Protocol;
using QapiGen.LanguageServer.Workspace;
using QapiGen.Schema.Outline;
using QapiGen.Schema.Text;

namespace QapiGen.LanguageServer.Features;

/// <summary>What a request is answered from.</summary>
/// <param name="Snapshot">The workspace when the request came.</param>
/// <param name="Positions">How the client counts.</param>
/// <param name="Client">What the client can do.</param>
/// <param name="Site">Where rules are explained; null if nowhere.</param>
internal sealed record RequestScope(Snapshot Snapshot, Positions Positions, ClientFeatures Client, string? Site = null)
{
    /// <summary>The file of a document, in every root that includes it.</summary>
    public IEnumerable<(RootSnapshot Root, DocumentOutline Document)> Find(TextDocumentIdentifier document)
    {
        string path = DocumentUri.ToPath(document.Uri);
        foreach (RootSnapshot root in Snapshot.RootsOf(path))
        {
            yield return (root, root.Outlines[path]);
        }
    }

    /// <summary>A place in the protocol's terms.</summary>
    public Location Locate(SchemaFile file, SourceSpan span) => new(UriOf(file.Path), Positions.ToRange(file, span));

    /// <summary>The address of a file: the client's own for what it has open.</summary>
    public string UriOf(string path) => Snapshot.State.Open.TryGetValue(path, out OpenDocument? open) ? open.Uri : DocumentUri.FromPath(path);

    /// <summary>Edits of several files as one.</summary>
    public WorkspaceEdit Edit(IEnumerable<(SchemaFile File, TextEdit[] Edits)> files)
    {
        var changes = new List<TextDocumentEdit>();
        foreach ((SchemaFile file, TextEdit[] edits) in files)
        {
            int? version = Snapshot.State.Open.TryGetValue(file.Path, out OpenDocument? open) ? open.Version : null;
            changes.Add(new TextDocumentEdit(new VersionedTextDocumentIdentifier(UriOf(file.Path), version), edits));
        }

        return Client.TakesVersionedEdits ? new WorkspaceEdit([.. changes]) : new WorkspaceEdit(null, changes.ToDictionary(static change => change.TextDocument.Uri, static change => change.Edits));
    }
}

/// <summary>A request that can't be answered, and why.</summary>
internal sealed class RequestException(int code, string message) : Exception(message)
{
    /// <summary>One of <see cref="Protocol.ErrorCode"/>.</summary>
    public int Code { get; } = code;
}
