using System;
using System.Collections.Generic;
using System.Linq;
using QapiGen.Schema.Dialects;
using QapiGen.Schema.Documentation;
using QapiGen.Schema.Outline;
using QapiGen.Schema.Text;

namespace QapiGen.LanguageServer.Features;

/// <summary>Keeps the lines of a description that stand under its text there when its name becomes longer or shorter.</summary>
internal static class DocAlignment
{
    // How newer releases indent what goes on, whatever the name.
    private const int UsualIndentation = 4;

    /// <summary>The changes of lines behind a name that opens a description; none for other names.</summary>
    /// <param name="document">The file.</param>
    /// <param name="name">The name.</param>
    /// <param name="growth">By how much it becomes longer; negative for shorter.</param>
    /// <param name="grammar">How the documentation is read.</param>
    public static IEnumerable<TextChange> Follow(DocumentOutline document, NameOccurrence name, int growth, DocGrammar grammar)
    {
        if (growth == 0 || name.Role is not (NameRole.DocMember or NameRole.DocFeature) || document.FindDefinitionAt(name.Span.Start)?.Syntax.Documentation is not { } block)
        {
            return [];
        }

        SchemaFile file = document.Document.File;
        int start = name.Span.Start - 1;
        int text = FindText(file.Text, name.Span.End + 1);
        int column = text - start;
        CommentLine[] lines = [.. LinesBehind(file, block, start)];
        bool isBound = grammar == DocGrammar.States;
        if (text == 0 || (!isBound && !IsAligned(lines, column)))
        {
            return [];
        }

        SourceSpan Place(CommentLine line) => new(line.Start, Math.Max(-growth, 0));
        return lines.Where(line => line.Start < line.End && line.Indentation >= column).Select(line => new TextChange(Place(line), new string(' ', Math.Max(growth, 0))));
    }

    // Where the text on a description's first line begins; 0 if there is none.
    private static int FindText(string text, int start)
    {
        while (start < text.Length && text[start] is ' ' or '\t')
        {
            start++;
        }

        return start == text.Length || text[start] is '\r' or '\n' ? 0 : start;
    }

    private static bool IsAligned(CommentLine[] lines, int column)
    {
        CommentLine[] own = [.. lines.TakeWhile(static line => line.IsBlank || line.Indentation > 0).Where(static line => !line.IsBlank)];
        return column > UsualIndentation && own.Length > 0 && own[0].Indentation == column && own.All(line => line.Indentation >= column);
    }

    // Up to the next section, or the end of the block.
    private static IEnumerable<CommentLine> LinesBehind(SchemaFile file, DocBlock block, int start)
    {
        int end = block.Sections.Select(static section => section.Span.Start).FirstOrDefault(other => other > start, block.Span.End);
        int last = file.GetLine(end) - 1;
        for (int line = file.GetLine(start); line < last; line++)
        {
            if (CommentLine.Read(file, line) is { } found)
            {
                yield return found;
            }
        }
    }
}
