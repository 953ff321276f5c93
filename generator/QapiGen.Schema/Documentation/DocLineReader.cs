using QapiGen.Schema.Diagnostics;
using QapiGen.Schema.Dialects;
using QapiGen.Schema.Text;
using QapiGen.Schema.Tokens;

namespace QapiGen.Schema.Documentation;

/// <summary>Reads the lines of one documentation block (spec 2.1), each checked as it is read (spec 2.3).</summary>
internal sealed class DocLineReader
{
    private readonly Lexer _lexer;
    private readonly Dialect _dialect;
    private readonly FileReporter _reporter;
    private readonly DocLineChecks? _checks;

    public DocLineReader(SchemaFile file, Lexer lexer, Dialect dialect, FileReporter reporter, DocSectionText sectionLines)
    {
        Text = file.Text;
        SectionLines = sectionLines;
        _lexer = lexer;
        _dialect = dialect;
        _reporter = reporter;
        _checks = dialect.ChecksDocLines ? new DocLineChecks(Text, reporter) : null;
        Opener = lexer.Current.Start;
        End = lexer.Current.End;
        if (lexer.Current.Length != 2)
        {
            reporter.Report(SchemaRules.TextAfterDocOpener, lexer.Current.Span);
        }
    }

    /// <summary>The file's text.</summary>
    public string Text { get; }

    /// <summary>Takes the lines of one section after the other.</summary>
    public DocSectionText SectionLines { get; }

    /// <summary>Offset of the opening <c>##</c>.</summary>
    public int Opener { get; }

    /// <summary>Offset behind what was read of the block.</summary>
    public int End { get; private set; }

    /// <summary>Whether there are no more lines: the closer, or what stands in its place, has been reached.</summary>
    public bool IsAtEnd { get; private set; }

    /// <summary>Whether the block ended without its closer, which has been reported.</summary>
    public bool IsBroken { get; private set; }

    /// <summary>Start of the current line's text, behind <c>#</c> and blank.</summary>
    public int TextStart { get; private set; }

    /// <summary>End of the current line's text; where trailing white space has no meaning it is cut off (spec D-3).</summary>
    public int TextEnd { get; private set; }

    /// <summary>Whether the current line has no text.</summary>
    public bool IsBlank => TextStart == TextEnd;

    /// <summary>The current token (position T): the line's comment, the closer, or what stands in its place.</summary>
    public SourceSpan Position => _lexer.Current.Span;

    /// <summary>The current line's text as a span, for sections that start here.</summary>
    public SourceSpan TextSpan => new(TextStart, TextEnd - TextStart);

    /// <summary>Moves to the next line; not to be called at the end.</summary>
    public void MoveNext()
    {
        _lexer.AdvanceInDocumentation();
        Token token = _lexer.Current;
        if (token.Kind != TokenKind.Comment)
        {
            IsAtEnd = IsBroken = true;
            if (token.Kind != TokenKind.Bad)
            {
                _reporter.Report(SchemaRules.UnclosedDoc, token.Span, TokenText.Describe(_lexer));
            }

            TextStart = TextEnd = End;
            return;
        }

        End = token.End;
        if (token.Length >= 2 && Text[token.Start + 1] == '#')
        {
            Close(token);
            return;
        }

        SetLine(token);
        _checks?.Check(TextStart, TextEnd, token);
    }

    private void Close(Token closer)
    {
        IsAtEnd = true;
        TextStart = TextEnd = closer.End;
        if (closer.Length > 2)
        {
            _reporter.Report(SchemaRules.TextAfterDocCloser, closer.Span);
        }
    }

    private void SetLine(Token token)
    {
        TextStart = token.Start + 1;
        TextEnd = token.End;
        if (token.Length > 1)
        {
            if (Text[TextStart] == ' ')
            {
                TextStart++;
            }
            else if (_dialect.ChecksDocumentation)
            {
                _reporter.Report(SchemaRules.MissingDocBlank, token.Span);
            }
        }

        if (_dialect.Documentation != DocGrammar.States)
        {
            TextEnd = TextRules.TrimEnd(Text, TextStart, TextEnd);
        }
    }

    /// <summary>Offset of the first character of the line's text that is no white space.</summary>
    public int SkipIndentation() => TextRules.SkipWhiteSpace(Text, TextStart, TextEnd);

    /// <summary>Whether the line's text is exactly this.</summary>
    public bool Is(string text) => TextRules.Matches(Text, TextStart, TextEnd, text);

    /// <summary>Whether the line's text begins with this character.</summary>
    public bool StartsWith(char c) => TextStart < TextEnd && Text[TextStart] == c;

    /// <summary>A part of the text.</summary>
    public string Slice(int start, int end) => Text.Substring(start, end - start);
}
