using System;
using QapiGen.Schema.Diagnostics;
using QapiGen.Schema.Dialects;
using QapiGen.Schema.Text;

namespace QapiGen.Schema.Documentation;

/// <summary>What the grammars of documentation share: lines in, sections out, the symbol line.</summary>
internal abstract class DocGrammarReader
{
    protected DocGrammarReader(DocLineReader lines, Dialect dialect, FileReporter reporter)
    {
        Lines = lines;
        Dialect = dialect;
        Reporter = reporter;
        Sections = null!;
    }

    /// <summary>The block's symbol, or null.</summary>
    public string? Symbol { get; protected set; }

    /// <summary>Where the symbol stands.</summary>
    public SourceSpan SymbolSpan { get; private set; }

    protected DocLineReader Lines { get; }

    protected Dialect Dialect { get; }

    protected FileReporter Reporter { get; }

    protected DocSectionList Sections { get; private set; }

    protected void Begin(Func<DocSectionKind, DocSectionText, string> finish)
    {
        Symbol = null;
        SymbolSpan = new SourceSpan(Lines.Opener, 0);
        Sections = new DocSectionList(Lines.Text, Lines.TextSpan, Lines.SectionLines, finish);
    }

    protected DocBlock Finish() =>
        new(Symbol, Sections.Finish(), new SourceSpan(Lines.Opener, Lines.End - Lines.Opener)) { SymbolSpan = SymbolSpan };

    /// <summary>Reads the symbol line, <c>@NAME:</c> (spec D-5).</summary>
    protected void ReadSymbol()
    {
        int start = Lines.TextStart + 1;
        int end = Lines.TextEnd;
        if (end > start && Lines.Text[end - 1] == ':')
        {
            end--;
            if (end == start)
            {
                Reporter.Report(SchemaRules.MissingSymbol, Lines.Position);
            }
        }
        else
        {
            Reporter.Report(SchemaRules.MissingSymbolColon, Lines.Position, Lines.Slice(Lines.TextStart, Lines.TextEnd));
            end = TextRules.TrimEnd(Lines.Text, start, end);
        }

        Symbol = Lines.Slice(start, end);
        SymbolSpan = new SourceSpan(start, end - start);
    }
}
