using QapiGen.Schema.Diagnostics;
using QapiGen.Schema.Dialects;
using QapiGen.Schema.Text;

namespace QapiGen.Schema.Documentation;

/// <summary>Reads documentation of any release: each line says for itself what it is, and none is refused (spec V-42).</summary>
internal sealed class LenientGrammarReader : DocGrammarReader
{
    private bool _isInFeatures;

    // Whether the line before lets a description begin: it is blank, or opens the list of features.
    private bool _canStartRun = true;

    public LenientGrammarReader(DocLineReader lines, Dialect dialect, FileReporter reporter)
        : base(lines, dialect, reporter)
    {
    }

    public DocBlock Read()
    {
        Lines.MoveNext();
        Begin(FinishText);
        bool isDefinition = Lines.StartsWith('@');
        if (isDefinition)
        {
            ReadSymbol();
            Lines.MoveNext();
        }

        while (!Lines.IsAtEnd)
        {
            if (!isDefinition || Lines.IsBlank || !TryOpenSection())
            {
                if (isDefinition && EndsSection())
                {
                    Sections.Open(DocSectionKind.Plain, null, Lines.TextSpan);
                }

                Sections.Append(Lines.TextStart, Lines.TextEnd);
                _canStartRun = Lines.IsBlank;
            }

            Lines.MoveNext();
        }

        return Finish();
    }

    // What isn't indented behind a blank line is no more part of a description. Notes and examples of older releases go on.
    private bool EndsSection() =>
        !Lines.IsBlank
        && Sections.Kind is DocSectionKind.Member or DocSectionKind.Feature or DocSectionKind.Returns or DocSectionKind.Errors or DocSectionKind.Since or DocSectionKind.Todo
        && Sections.EndsInBlankLine
        && !TextRules.IsWhiteSpace(Lines.Text[Lines.TextStart])
        && !Sections.IsTextEmpty();

    private bool TryOpenSection()
    {
        if (Lines.Is("Features:"))
        {
            _isInFeatures = true;
            _canStartRun = true;
            return true;
        }

        bool isInRun = _canStartRun || Sections.Kind is DocSectionKind.Member or DocSectionKind.Feature;
        if (isInRun && TryMatchName(out int colon))
        {
            DocSectionKind kind = _isInFeatures ? DocSectionKind.Feature : DocSectionKind.Member;
            Sections.Open(kind, Lines.Slice(Lines.TextStart + 1, colon), Lines.TextSpan);
            AppendRest(colon);
            _canStartRun = false;
            return true;
        }

        if (DocTags.TryMatch(Lines.Text, Lines.TextStart, Lines.TextEnd, out string tag, out DocSectionKind section))
        {
            colon = Lines.TextStart + tag.Length;
            if (colon + 1 == Lines.TextEnd || Lines.Text[colon + 1] != ':')
            {
                Sections.Open(section, tag, Lines.TextSpan);
                AppendRest(colon);
                _canStartRun = false;
                return true;
            }
        }

        return false;
    }

    private void AppendRest(int colon)
    {
        int start = TextRules.SkipWhiteSpace(Lines.Text, colon + 1, Lines.TextEnd);
        Sections.Append(start, Lines.TextEnd);
    }

    // '@', a name by spec N-1 or an enum value, ':'.
    private bool TryMatchName(out int colon)
    {
        colon = Lines.StartsWith('@') ? Lines.Text.IndexOf(':', Lines.TextStart, Lines.TextEnd - Lines.TextStart) : -1;
        int start = Lines.TextStart + 1;
        if (colon <= start)
        {
            return false;
        }

        bool isDownstream = Lines.Text[start] == '_';
        for (int i = start; i < colon; i++)
        {
            char c = Lines.Text[i];
            bool isNamePart = c is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or (>= '0' and <= '9')
                || (c == '.' && isDownstream)
                || (c is '-' or '_' && (i > start || isDownstream));
            if (!isNamePart)
            {
                return false;
            }
        }

        return true;
    }

    // The text behind a section's opening word has no indentation.
    private static string FinishText(DocSectionKind kind, DocSectionText lines)
    {
        lines.RemoveIndentation(kind is DocSectionKind.Body or DocSectionKind.Plain ? 0 : 1);
        return lines.WithoutLineFeeds();
    }
}
