using System.Collections.Generic;
using System.Linq;
using QapiGen.LanguageServer.Workspace;
using QapiGen.Schema.Diagnostics;
using QapiGen.Schema.Dialects;
using QapiGen.Schema.Outline;
using QapiGen.Schema.Text;

namespace QapiGen.LanguageServer.Features;

/// <summary>A file in which names change, and what has to change with them.</summary>
/// <param name="Before">The file as it is.</param>
/// <param name="Changes">Its changes, by place.</param>
internal sealed record RenamedFile(SchemaFile Before, IReadOnlyList<TextChange> Changes)
{
    /// <summary>The file as it will be.</summary>
    public SchemaFile After { get; } = new(Before.Path, TextChange.Apply(Before.Text, new SourceSpan(0, Before.Text.Length), Changes));

    /// <summary>Changes names, and moves lines that stand under what is behind them.</summary>
    /// <param name="document">The file.</param>
    /// <param name="names">The names.</param>
    /// <param name="name">What they will be.</param>
    /// <param name="roots">Who reads the file.</param>
    public static RenamedFile Create(DocumentOutline document, IReadOnlyCollection<NameOccurrence> names, string name, IReadOnlyCollection<RootSnapshot> roots)
    {
        // The strictest of them.
        DocGrammar grammar = roots.Any(static root => root.Loaded.Dialect.Documentation == DocGrammar.States) ? DocGrammar.States : DocGrammar.Sections;
        IEnumerable<TextChange> moves = names.SelectMany(place => DocAlignment.Follow(document, place, name.Length - place.Span.Length, grammar));
        TextChange[] changes = [.. names.Select(place => new TextChange(place.Span, name)).Concat(moves).Distinct().OrderBy(static change => change.Span.Start)];
        return new RenamedFile(document.Document.File, changes);
    }

    /// <summary>The same with lines wrapped that became too long, or longer than they were too long already.</summary>
    /// <param name="before">What was wrong.</param>
    /// <param name="after">What would be wrong.</param>
    public RenamedFile Wrap(IEnumerable<SchemaDiagnostic> before, IEnumerable<SchemaDiagnostic> after)
    {
        // So far no line has come or gone.
        HashSet<int> grown = [.. Changes.GroupBy(change => Before.GetLine(change.Span.Start) - 1).Where(static line => line.Sum(static change => change.Text.Length - change.Span.Length) > 0).Select(static line => line.Key)];
        int[] known = [.. LongLines(Before, before)];
        int[] lines = [.. LongLines(Before, after).Where(line => grown.Contains(line) || !known.Contains(line)).Distinct()];
        return lines.Length == 0 ? this : new RenamedFile(Before, DocWrapping.Wrap(Before, Changes, lines));

        IEnumerable<int> LongLines(SchemaFile file, IEnumerable<SchemaDiagnostic> findings) =>
            findings.Where(item => ReferenceEquals(item.Rule, SchemaRules.DocLineTooLong) && item.Location!.File.Path == file.Path).Select(static item => item.Location!.Position.Line - 1);
    }
}
