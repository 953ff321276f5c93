using System;
using System.Text;
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

    // Removes the smallest indentation that all lines share; the text behind a section's opening word has none.
    private static string FinishText(DocSectionKind kind, string text)
    {
        int first = kind is DocSectionKind.Body or DocSectionKind.Plain ? 0 : text.IndexOf('\n') + 1;
        int common = FindCommonIndentation(text, first);
        if (common == 0)
        {
            return DocSectionList.TrimLineFeeds(kind, text);
        }

        var result = new StringBuilder(text, 0, first, text.Length);
        for (int start = first; start < text.Length;)
        {
            int end = text.IndexOf('\n', start);
            int cut = Math.Min(start + common, end);
            result.Append(text, cut, end + 1 - cut);
            start = end + 1;
        }

        return DocSectionList.TrimLineFeeds(kind, result.ToString());
    }

    // Of the lines from a place on that aren't blank; each ends in LF.
    private static int FindCommonIndentation(string text, int start)
    {
        int common = int.MaxValue;
        while (start < text.Length && common > 0)
        {
            int end = text.IndexOf('\n', start);
            int indentation = TextRules.SkipWhiteSpace(text, start, end) - start;
            common = start + indentation < end ? Math.Min(common, indentation) : common;
            start = end + 1;
        }

        return common == int.MaxValue ? 0 : common;
    }
}
