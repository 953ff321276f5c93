using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using QapiGen.Compatibility.Findings;
using QapiGen.LanguageServer.Protocol;
using QapiGen.LanguageServer.Workspace;
using QapiGen.Schema.Diagnostics;
using QapiGen.Schema.Loading;
using QapiGen.Schema.Outline;
using QapiGen.Schema.Text;

namespace QapiGen.LanguageServer.Features;

/// <summary>Offers mends for what is wrong.</summary>
internal static class CodeActions
{
    /// <summary>The one kind of them.</summary>
    public const string Kind = "quickfix";

    /// <summary>Mends for the findings that touch a range.</summary>
    public static CodeAction[] Find(RequestScope scope, CodeActionParams parameters, CancellationToken cancellationToken)
    {
        if (!scope.Client.TakesMends || parameters.Context?.Only is { Length: > 0 } only && !Array.Exists(only, Asks))
        {
            return [];
        }

        var actions = new List<CodeAction>();
        var titles = new HashSet<string>(StringComparer.Ordinal);
        foreach ((RootSnapshot root, DocumentOutline document) in scope.Find(parameters.TextDocument))
        {
            SchemaFile file = document.Document.File;
            int start = scope.Positions.ToOffset(file, parameters.Range.Start);
            int end = scope.Positions.ToOffset(file, parameters.Range.End);
            foreach (SchemaDiagnostic diagnostic in root.Diagnostics.Where(item => item.Location is { } place && place.File.Path == file.Path && place.Span.Start <= end && start <= place.Span.End))
            {
                cancellationToken.ThrowIfCancellationRequested();
                foreach (Mend mend in Mends.Find(root, document, diagnostic))
                {
                    string title = mend.Title;
                    if (titles.Add($"{title}@{diagnostic.Location!.Span.Start}"))
                    {
                        WorkspaceEdit edit = scope.Edit([(mend.File, [new TextEdit(scope.Positions.ToRange(mend.File, mend.Span), mend.Text)])]);
                        actions.Add(new CodeAction(title, Kind, [Findings.Create(scope, diagnostic.Location, diagnostic, Findings.SeverityOf(diagnostic, root))], edit) { IsPreferred = mend.IsPreferred ? true : null });
                    }
                }
            }

            actions.AddRange(Accept(scope, root, file, start, end).Where(action => titles.Add(action.Title)));
        }

        return [.. actions];
    }

    // A kind stands for itself and what is below it; the empty one is above all.
    private static bool Asks(string? kind) => kind is "" or Kind;

    // What breaks others, and is meant to, is written down with a reason; which one nobody knows but the user.
    private static IEnumerable<CodeAction> Accept(RequestScope scope, RootSnapshot root, SchemaFile file, int start, int end)
    {
        if (root.Settings.Baseline is null || root.Diagnostics.Any(static item => item.Severity == SchemaSeverity.Error) || root.Comparison.Value.Accepted is not { } accepted || root.Accepted is not { } list)
        {
            yield break;
        }

        foreach (CompatibilityFinding change in ProjectFindings.Changes(root.Comparison.Value))
        {
            (SchemaLocation place, Diagnostic finding) = ProjectFindings.Show(scope, root, change);
            if (place.File.Path == file.Path && place.Span.Start <= end && start <= place.Span.End && accepted.Add(change, "(why is this accepted?)") is (int offset, string line))
            {
                string title = $"Accept {change.Rule.Id} at '{change.Path}' in {SchemaPath.GetFileName(list.Path)}";
                yield return new CodeAction(title, Kind, [finding], scope.Edit([(list, [new TextEdit(scope.Positions.ToRange(list, new SourceSpan(offset, 0)), line)])]));
            }
        }
    }
}
