using System.Collections.Generic;
using System.Linq;
using System.Threading;
using QapiGen.LanguageServer.Protocol;
using QapiGen.Schema.Outline;
using QapiGen.Schema.Syntax;
using QapiGen.Schema.Text;

namespace QapiGen.LanguageServer.Features;

/// <summary>What can be folded: definitions and their bodies, documentation, other comments, includes.</summary>
internal static class Folding
{
    /// <summary>The ranges of a file.</summary>
    public static FoldingRange[] Find(RequestScope scope, DocumentParams parameters, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        DocumentOutline? document = scope.Find(parameters.TextDocument).Select(static found => found.Document).FirstOrDefault();
        if (document is null)
        {
            return [];
        }

        SchemaFile file = document.Document.File;
        var ranges = new List<FoldingRange>();
        foreach (TopLevelSyntax item in document.Document.Items)
        {
            Add(ranges, file, item.Span, item is FreeFormSyntax ? "comment" : null);
            if (item is DefinitionSyntax definition)
            {
                Add(ranges, file, definition.Documentation?.Span ?? default, "comment");
                foreach (PairSyntax pair in definition.Object.Pairs)
                {
                    Add(ranges, file, pair.Value.Span, null);
                }
            }
        }

        AddRuns(ranges, file, document);
        return [.. ranges.Distinct().OrderBy(static range => range.StartLine)];
    }

    private static void Add(List<FoldingRange> ranges, SchemaFile file, SourceSpan span, string? kind)
    {
        int start = file.GetEditorPosition(span.Start).Line;
        int end = file.GetEditorPosition(span.End).Line;
        if (end > start)
        {
            ranges.Add(new FoldingRange(start, end, kind));
        }
    }

    // Includes one after the other, and comments that document nothing.
    private static void AddRuns(List<FoldingRange> ranges, SchemaFile file, DocumentOutline document)
    {
        var covered = new HashSet<int>();
        foreach (FoldingRange range in ranges.Where(static range => range.Kind == "comment"))
        {
            covered.UnionWith(Enumerable.Range(range.StartLine, range.EndLine - range.StartLine + 1));
        }

        int first = -1;
        for (int line = 0; line <= file.LineCount; line++)
        {
            bool isComment = line < file.LineCount && !covered.Contains(line) && file.GetLineStart(line) < file.Text.Length && file.Text[file.GetLineStart(line)] == '#';
            if (!isComment && first >= 0 && line - 1 > first)
            {
                ranges.Add(new FoldingRange(first, line - 1, "comment"));
            }

            first = !isComment ? -1 : first >= 0 ? first : line;
        }

        List<int> includes = [.. document.Document.Items.OfType<IncludeSyntax>().Select(item => file.GetEditorPosition(item.Span.Start).Line)];
        for (int i = 0; i < includes.Count;)
        {
            int next = i + 1;
            while (next < includes.Count && includes[next] == includes[next - 1] + 1)
            {
                next++;
            }

            if (next > i + 1)
            {
                ranges.Add(new FoldingRange(includes[i], includes[next - 1], "imports"));
            }

            i = next;
        }
    }
}
