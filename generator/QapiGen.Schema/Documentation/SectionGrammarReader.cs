using System.Globalization;
using QapiGen.Schema.Diagnostics;
using QapiGen.Schema.Dialects;

namespace QapiGen.Schema.Documentation;

/// <summary>Reads documentation as the 10.x releases do: a list of sections (spec 2.2).</summary>
internal sealed class SectionGrammarReader : DocGrammarReader
{
    // Whether something has ended the run of member descriptions (spec D-14).
    private bool _isRunOver;
    private bool _hasFeatures;

    public SectionGrammarReader(DocLineReader lines, Dialect dialect, FileReporter reporter)
        : base(lines, dialect, reporter)
    {
    }

    public DocBlock Read()
    {
        Lines.MoveNext();
        Begin(DocSectionList.TrimLineFeeds);
        if (Lines.StartsWith('@'))
        {
            ReadSymbol();
            Lines.MoveNext();
            ReadSections();
        }
        else
        {
            ReadFreeForm();
        }

        return Finish();
    }

    private void ReadFreeForm()
    {
        for (bool isFirst = true; !Lines.IsAtEnd; isFirst = false)
        {
            if (TryMatchName(out int colon))
            {
                Reporter.Report(SchemaRules.DescriptionInFreeForm, Lines.Position, Lines.Slice(Lines.TextStart, colon + 1));
            }
            else if (!isFirst)
            {
                CheckHeading();
            }

            Sections.Append(Lines.TextStart, Lines.TextEnd);
            Lines.MoveNext();
        }
    }

    private void ReadSections()
    {
        while (true)
        {
            SkipBlankLines();
            if (Lines.IsAtEnd)
            {
                return;
            }

            if (Lines.Is("Features:"))
            {
                ReadFeatureList();
            }
            else if (TryMatchName(out int colon))
            {
                ReadMembers(colon);
            }
            else if (TryMatchTag(out string tag, out DocSectionKind kind))
            {
                ReadTagged(tag, kind);
            }
            else
            {
                CheckHeading();
                ReadParagraph();
            }
        }
    }

    private void ReadFeatureList()
    {
        if (_hasFeatures)
        {
            Reporter.Report(SchemaRules.DuplicateFeatureList, Lines.Position);
        }

        _isRunOver = true;
        Lines.MoveNext();
        SkipBlankLines();
        if (!TryMatchName(out int colon))
        {
            if (!Lines.IsBroken)
            {
                Reporter.Report(SchemaRules.EmptyFeatureList, Lines.Position);
            }

            return;
        }

        _hasFeatures = true;
        do
        {
            ReadDescription(DocSectionKind.Feature, colon);
        }
        while (TryMatchName(out colon));
    }

    private void ReadMembers(int colon)
    {
        if (_isRunOver)
        {
            Reporter.Report(SchemaRules.MisplacedDescription, Lines.Position, Lines.Slice(Lines.TextStart, colon + 1));
        }

        _isRunOver = true;
        do
        {
            ReadDescription(DocSectionKind.Member, colon);
        }
        while (TryMatchName(out colon));
    }

    private void ReadDescription(DocSectionKind kind, int colon)
    {
        string name = Lines.Slice(Lines.TextStart + 1, colon);
        if (name.Length == 0)
        {
            Reporter.Report(SchemaRules.UnnamedDescription, Lines.TextSpan);
        }
        else if (!Sections.TryDeclare(kind, name))
        {
            SchemaRule rule = kind == DocSectionKind.Member ? SchemaRules.DuplicateMemberDescription : SchemaRules.DuplicateFeatureDescription;
            Reporter.Report(rule, Lines.TextSpan, name);
        }

        Sections.Open(kind, name, Lines.TextSpan);
        AppendRest(colon);
        ReadContinuation();
    }

    private void ReadTagged(string tag, DocSectionKind kind)
    {
        _isRunOver = true;
        if (DocTags.IsOld(kind))
        {
            Reporter.Report(SchemaRules.OldDocTag, Lines.Position, tag);
        }
        else if (!Sections.TryDeclare(kind, tag) && kind != DocSectionKind.Todo)
        {
            Reporter.Report(SchemaRules.DuplicateDocSection, Lines.TextSpan, tag);
        }

        Sections.Open(kind, tag, Lines.TextSpan);
        AppendRest(Lines.TextStart + tag.Length);
        ReadContinuation();
    }

    private void ReadParagraph()
    {
        if (Sections.Kind is DocSectionKind.Body or DocSectionKind.Plain)
        {
            Sections.AppendBlank();
        }
        else
        {
            _isRunOver = true;
            Sections.Open(DocSectionKind.Plain, null, Lines.TextSpan);
        }

        while (!Lines.IsAtEnd && !Lines.IsBlank)
        {
            Sections.Append(Lines.TextStart, Lines.TextEnd);
            Lines.MoveNext();
        }
    }

    // Spec D-15. The least indentation binds only the line after the first indented one: QEMU's compiler checks no other.
    private void ReadContinuation()
    {
        Lines.MoveNext();
        while (!Lines.IsAtEnd && Lines.IsBlank)
        {
            Sections.AppendBlank();
            Lines.MoveNext();
        }

        int indentation = Lines.SkipIndentation() - Lines.TextStart;
        if (Lines.IsAtEnd || indentation == 0)
        {
            return;
        }

        for (int taken = 0; !Lines.IsAtEnd && !(taken > 0 && TryMatchName(out _)); taken++)
        {
            if (!Lines.IsBlank && Lines.SkipIndentation() - Lines.TextStart < indentation)
            {
                if (taken != 1)
                {
                    return;
                }

                Reporter.Report(SchemaRules.BadDocIndentation, Lines.Position, indentation.ToString(CultureInfo.InvariantCulture));
            }

            Sections.Append(Lines.TextStart, Lines.TextEnd);
            Lines.MoveNext();
        }
    }

    private void AppendRest(int colon)
    {
        int start = colon + 1;
        while (start < Lines.TextEnd && Lines.Text[start] == ' ')
        {
            start++;
        }

        if (start < Lines.TextEnd)
        {
            Sections.Append(start, Lines.TextEnd);
        }
    }

    private void CheckHeading()
    {
        if (Dialect.Headings == DocHeadings.FirstLine && Lines.StartsWith('='))
        {
            Reporter.Report(SchemaRules.MisplacedHeading, Lines.Position);
        }
    }

    private void SkipBlankLines()
    {
        while (!Lines.IsAtEnd && Lines.IsBlank)
        {
            Lines.MoveNext();
        }
    }

    // '@', anything but ':', ':' (spec D-12).
    private bool TryMatchName(out int colon)
    {
        colon = Lines.StartsWith('@') ? Lines.Text.IndexOf(':', Lines.TextStart, Lines.TextEnd - Lines.TextStart) : -1;
        return colon >= 0;
    }

    private bool TryMatchTag(out string tag, out DocSectionKind kind)
    {
        if (!DocTags.TryMatch(Lines.Text, Lines.TextStart, Lines.TextEnd, out tag, out kind))
        {
            return false;
        }

        int next = Lines.TextStart + tag.Length + 1;
        return !(next < Lines.TextEnd && Lines.Text[next] == ':');
    }
}
