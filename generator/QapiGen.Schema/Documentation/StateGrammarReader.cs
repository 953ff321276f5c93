using System.Collections.Generic;
using System.Globalization;
using QapiGen.Schema.Diagnostics;
using QapiGen.Schema.Dialects;
using QapiGen.Schema.Text;

namespace QapiGen.Schema.Documentation;

/// <summary>Reads documentation as 7.2 and before do: a state machine over every line (spec 2.4).</summary>
internal sealed class StateGrammarReader : DocGrammarReader
{
    private readonly List<DocBlock> _blocks = new();
    private State _state;

    // Least indentation of the open section; that much is removed (spec D-33).
    private int _indentation;

    // One report per section: whoever aligns the first line will align the rest.
    private bool _isIndentationReported;

    public StateGrammarReader(DocLineReader lines, Dialect dialect, FileReporter reporter)
        : base(lines, dialect, reporter)
    {
    }

    private enum State
    {
        Body,
        Members,
        Features,
        Various,
    }

    /// <summary>Reads the block; headings may make several of one (spec D-26).</summary>
    public List<DocBlock> Read()
    {
        Lines.MoveNext();
        Begin(DocSectionList.TrimWhiteSpace);
        while (!Lines.IsAtEnd)
        {
            if (Lines.StartsWith('='))
            {
                ReadHeading();
            }

            ReadLine();
            Lines.MoveNext();
        }

        CheckText();
        _blocks.Add(Finish());
        return _blocks;
    }

    private void ReadHeading()
    {
        if (Symbol is not null)
        {
            Reporter.Report(SchemaRules.MisplacedHeading, Lines.Position);
        }
        else if (!Sections.IsEmpty)
        {
            _blocks.Add(Finish());
            Begin(DocSectionList.TrimWhiteSpace);
        }
    }

    private void ReadLine()
    {
        if (Symbol is null && Sections.IsEmpty && Lines.StartsWith('@'))
        {
            ReadSymbol();
        }
        else if (Lines.IsBlank)
        {
            Sections.AppendBlank();
        }
        else if (Symbol is null || !TryOpenSection())
        {
            AppendText();
        }
    }

    private bool TryOpenSection()
    {
        int wordEnd = FindWordEnd();
        bool endsInColon = Lines.Text[wordEnd - 1] == ':';
        if (endsInColon && Lines.StartsWith('@') && wordEnd - Lines.TextStart >= 2)
        {
            OpenDescription(wordEnd);
            return true;
        }

        if (endsInColon
            && DocTags.TryMatch(Lines.Text, Lines.TextStart, wordEnd, out string tag, out DocSectionKind kind)
            && kind != DocSectionKind.Errors
            && Lines.TextStart + tag.Length + 1 == wordEnd)
        {
            OpenTagged(tag, kind, wordEnd);
            return true;
        }

        if (_state is State.Body or State.Members && Lines.Is("Features:") && (_state == State.Body || Sections.EndsInBlankLine))
        {
            _state = State.Features;
            return true;
        }

        if (_state is State.Members or State.Features && Sections.EndsInBlankLine && !TextRules.IsWhiteSpace(Lines.Text[Lines.TextStart]))
        {
            _state = State.Various;
            Open(DocSectionKind.Plain, null, 0);
        }

        return false;
    }

    private void OpenDescription(int wordEnd)
    {
        if (_state == State.Various)
        {
            Reporter.Report(SchemaRules.MisplacedDescription, Lines.Position, Lines.Slice(Lines.TextStart, wordEnd));
        }

        _state = _state == State.Body ? State.Members : _state;
        DocSectionKind kind = _state == State.Features ? DocSectionKind.Feature : DocSectionKind.Member;
        string name = Lines.Slice(Lines.TextStart + 1, wordEnd - 1);
        if (name.Length == 0)
        {
            Reporter.Report(SchemaRules.UnnamedDescription, Lines.Position);
        }
        else if (!Sections.TryDeclare(kind, name) && _state != State.Various)
        {
            SchemaRule rule = kind == DocSectionKind.Member ? SchemaRules.DuplicateMemberDescription : SchemaRules.DuplicateFeatureDescription;
            Reporter.Report(rule, Lines.Position, name);
        }

        Open(kind, name, wordEnd);
        AppendRest(wordEnd);
    }

    private void OpenTagged(string tag, DocSectionKind kind, int wordEnd)
    {
        _state = State.Various;
        if (kind is DocSectionKind.Returns or DocSectionKind.Since && !Sections.TryDeclare(kind, tag))
        {
            Reporter.Report(SchemaRules.DuplicateDocSection, Lines.Position, tag);
        }

        Open(kind, tag, wordEnd);
        AppendRest(wordEnd);
    }

    private void Open(DocSectionKind kind, string? name, int wordEnd)
    {
        CheckText();
        Sections.Open(kind, name, Lines.TextSpan);
        _isIndentationReported = false;

        // The column of the text behind the opening word; a section that starts without text has none.
        int text = wordEnd == 0 ? Lines.TextEnd : TextRules.SkipWhiteSpace(Lines.Text, wordEnd, Lines.TextEnd);
        _indentation = text < Lines.TextEnd ? text - Lines.TextStart : 0;
    }

    private void AppendRest(int wordEnd)
    {
        int start = TextRules.SkipWhiteSpace(Lines.Text, wordEnd, Lines.TextEnd);
        Sections.Append(start, TextRules.TrimEnd(Lines.Text, start, Lines.TextEnd));
    }

    private void AppendText()
    {
        if (TryMatchDescription(out int end))
        {
            SchemaRule rule = Symbol is null ? SchemaRules.DescriptionInFreeForm : SchemaRules.StrayDescription;
            Reporter.Report(rule, Lines.Position, Lines.Slice(Lines.TextStart, end));
        }

        int start = Lines.SkipIndentation();
        if (start - Lines.TextStart < _indentation)
        {
            ReportIndentation();
        }
        else
        {
            start = Lines.TextStart + _indentation;
        }

        Sections.Append(start, TextRules.TrimEnd(Lines.Text, start, Lines.TextEnd));
    }

    private void ReportIndentation()
    {
        if (!_isIndentationReported)
        {
            Reporter.Report(SchemaRules.BadDocIndentation, Lines.Position, _indentation.ToString(CultureInfo.InvariantCulture));
            _isIndentationReported = true;
        }
    }

    // A section other than the body must have text (spec D-34).
    private void CheckText()
    {
        if (Sections.Kind != DocSectionKind.Body && Sections.IsTextEmpty() && !Lines.IsBroken)
        {
            bool isDescription = Sections.Kind is DocSectionKind.Member or DocSectionKind.Feature;
            Reporter.Report(SchemaRules.EmptyDocSection, Lines.Position, (isDescription ? "@" : string.Empty) + Sections.Name);
        }
    }

    private int FindWordEnd()
    {
        int end = Lines.Text.IndexOf(' ', Lines.TextStart, Lines.TextEnd - Lines.TextStart);

        // Text that starts with a blank has an empty first word; one character of it does no harm.
        return end < 0 ? Lines.TextEnd : end == Lines.TextStart ? end + 1 : end;
    }

    // '@', characters that are no white space, ':' (spec D-33).
    private bool TryMatchDescription(out int end)
    {
        end = Lines.TextStart;
        if (!Lines.StartsWith('@'))
        {
            return false;
        }

        int word = end + 1;
        while (word < Lines.TextEnd && !TextRules.IsWhiteSpace(Lines.Text[word]))
        {
            word++;
        }

        int colon = Lines.Text.LastIndexOf(':', word - 1, word - Lines.TextStart);
        end = colon + 1;
        return colon >= Lines.TextStart + 2;
    }
}
