using System.Collections.Generic;
using System.Linq;
using System.Threading;
using QapiGen.LanguageServer.Documents;
using QapiGen.LanguageServer.Protocol;

namespace QapiGen.LanguageServer.Features;

/// <summary>Findings for clients that ask for them.</summary>
internal static class PulledFindings
{
    private const string Full = "full";
    private const string Unchanged = "unchanged";

    /// <summary>Findings of one document.</summary>
    public static DocumentDiagnosticReport OfDocument(RequestScope scope, DocumentDiagnosticParams parameters, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Diagnostic[] found = Findings.Find(scope).GetValueOrDefault(DocumentUri.ToPath(parameters.TextDocument.Uri)) ?? [];
        string id = FindingsHash.Of(found);
        return parameters.PreviousResultId == id ? new DocumentDiagnosticReport(Unchanged, id, null) : new DocumentDiagnosticReport(Full, id, found);
    }

    /// <summary>Findings of all files, those without any that had some included.</summary>
    public static WorkspaceDiagnosticReport OfWorkspace(RequestScope scope, WorkspaceDiagnosticParams parameters, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Dictionary<string, string> known = [];
        foreach (PreviousResultId previous in parameters.PreviousResultIds ?? [])
        {
            known[DocumentUri.ToPath(previous.Uri)] = previous.Value;
        }

        SortedDictionary<string, Diagnostic[]> found = Findings.Find(scope, scope.Snapshot.All);
        foreach (string path in known.Keys)
        {
            found.TryAdd(path, []);
        }

        return new WorkspaceDiagnosticReport([.. found.Select(pair => Report(scope, pair.Key, pair.Value, known.GetValueOrDefault(pair.Key)))]);
    }

    private static WorkspaceDocumentDiagnosticReport Report(RequestScope scope, string path, Diagnostic[] found, string? known)
    {
        string id = FindingsHash.Of(found);
        int? version = scope.Snapshot.State.Open.TryGetValue(path, out OpenDocument? open) ? open.Version : null;
        return id == known
            ? new WorkspaceDocumentDiagnosticReport(scope.UriOf(path), version, Unchanged, id, null)
            : new WorkspaceDocumentDiagnosticReport(scope.UriOf(path), version, Full, id, found);
    }
}
