using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using QapiGen.Compatibility.Findings;
using QapiGen.LanguageServer.Protocol;
using QapiGen.LanguageServer.Workspace;
using QapiGen.Schema.Loading;
using QapiGen.Schema.Outline;
using QapiGen.Schema.Text;

namespace QapiGen.LanguageServer.Features;

/// <summary>Says above each definition what has changed since the baseline, and whom that breaks.</summary>
internal static class CodeLenses
{
    /// <summary>The lenses of a file.</summary>
    public static CodeLens[] Find(RequestScope scope, DocumentParams parameters, CancellationToken cancellationToken)
    {
        var lenses = new List<CodeLens>();
        foreach ((RootSnapshot root, DocumentOutline document) in scope.Find(parameters.TextDocument))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (root.Settings.Baseline is not { } baseline || root.Comparison.Value.Report is not { } report)
            {
                continue;
            }

            string path = document.Document.File.Path;
            ILookup<DefinitionOutline?, CompatibilityFinding> changes = report.Findings
                .Where(finding => (finding.New ?? finding.Near)?.File.Path == path)
                .ToLookup(finding => document.FindDefinitionAt((finding.New ?? finding.Near)!.Span.Start));
            lenses.AddRange(changes.Where(static change => change.Key is not null).Select(change => new CodeLens(
                scope.Positions.ToRange(document.Document.File, change.Key!.NameSpan),
                new Command(Title(NameOf(baseline), [.. change]), ""))));
            if (root.Loaded.Root.Document.File.Path == path)
            {
                lenses.AddRange(Gone(scope, document.Document.File, baseline, report));
            }
        }

        // Of roots that share a module, each says the same of it.
        return [.. lenses.Distinct()];
    }

    // What isn't there any more has no place but the root.
    private static IEnumerable<CodeLens> Gone(RequestScope scope, SchemaFile root, string baseline, CompatibilityReport report)
    {
        CompatibilityFinding[] gone = [.. report.Findings.Where(static finding => finding.New is null && finding.Near is null)];
        return gone.Length == 0 ? [] : [new CodeLens(scope.Positions.ToRange(root, default), new Command(Title(NameOf(baseline), gone), ""))];
    }

    // A commit is named as a whole: what it says of the path isn't its name.
    private static string NameOf(string baseline) => baseline.StartsWith("git:", StringComparison.Ordinal) ? baseline : SchemaPath.GetFileName(baseline);

    private static string Title(string baseline, CompatibilityFinding[] findings)
    {
        Verdict worst = findings.Max(static finding => finding.Verdict);
        CompatibilityFinding first = findings.First(finding => finding.Verdict == worst);
        string what = worst switch
        {
            Verdict.Breaking => $"breaks {Whom(first.Facts, first.Direction)}",
            Verdict.Risky => "may break",
            _ => "compatible",
        };
        string more = findings.Length > 1 ? $" (and {findings.Length - 1} more)" : "";
        return $"changed since {baseline}: {what}: {first.Message}{more}";
    }

    private static string Whom(Facts facts, Direction direction)
    {
        if (direction == Direction.Stored)
        {
            return "stores written before";
        }

        string[] whom =
        [
            .. facts.OldClient > Certainty.Information ? ["old clients"] : Array.Empty<string>(),
            .. facts.OldServer > Certainty.Information ? ["new clients on old servers"] : Array.Empty<string>(),
        ];
        return whom.Length > 0 ? string.Join(" and ", whom) : "C# code";
    }
}
