using System.Collections.Generic;
using QapiGen.Schema.Diagnostics;
using QapiGen.Schema.Dialects;
using QapiGen.Schema.Documentation;
using QapiGen.Schema.Tokens;

namespace QapiGen.Schema.Syntax;

/// <content>Documentation blocks (spec 2).</content>
public sealed partial class Parser
{
    private readonly DocSectionText _sectionLines = new();

    private void ParseDocumentation()
    {
        int faults = _reporter.Count;
        var lines = new DocLineReader(_file, _lexer, _dialect, _reporter, _sectionLines);
        foreach (DocBlock block in ReadBlocks(lines))
        {
            _pendingDoc = block;
            if (block.Symbol is null)
            {
                _items.Add(new FreeFormSyntax(block, block.Span));
            }
        }

        if (Current.Kind == TokenKind.Comment)
        {
            // The closer; what stands in its place is read by others.
            _lexer.Advance();
        }

        CheckTexts();
        _isPendingDocFaulty = HasStructuralFault(faults);
    }

    private IReadOnlyList<DocBlock> ReadBlocks(DocLineReader lines) => _dialect.Documentation switch
    {
        DocGrammar.Sections => new[] { new SectionGrammarReader(lines, _dialect, _reporter).Read() },
        DocGrammar.States => new StateGrammarReader(lines, _dialect, _reporter).Read(),
        _ => new[] { new LenientGrammarReader(lines, _dialect, _reporter).Read() },
    };

    // Checked once the token after the block could be read (spec D-19).
    private void CheckTexts()
    {
        if (_dialect.Documentation != DocGrammar.Sections || _pendingDoc?.Symbol is null)
        {
            return;
        }

        foreach (DocSection section in _pendingDoc.Sections)
        {
            if (section.Text.Length == 0 && section.Kind is not (DocSectionKind.Body or DocSectionKind.Plain) && !DocTags.IsOld(section.Kind))
            {
                bool isDescription = section.Kind is DocSectionKind.Member or DocSectionKind.Feature;
                _reporter.Report(SchemaRules.EmptyDocSection, section.Span, (isDescription ? "@" : string.Empty) + section.Name);
            }
        }
    }

    // Faults of style leave the sections as they were meant.
    private bool HasStructuralFault(int since)
    {
        for (int i = since; i < _reporter.Count; i++)
        {
            SchemaRule rule = _reporter[i].Rule;
            bool isStyle = ReferenceEquals(rule, SchemaRules.DocLineTooLong)
                || ReferenceEquals(rule, SchemaRules.DocSentenceGap)
                || ReferenceEquals(rule, SchemaRules.EmptyDocSection);
            if (!isStyle && rule.Id.StartsWith("QAPI2", System.StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }
}
