using System;
using QapiGen.Schema.Documentation;
using QapiGen.Schema.Syntax;
using QapiGen.Schema.Text;

namespace QapiGen.Schema.Outline;

/// <content>Features, conditions, documentation.</content>
public sealed partial class OutlineReader
{
    private const int MaxConditionDepth = 500;

    private static readonly char[] Marks = { '@', '`' };

    private void ReadFeatures(ObjectSyntax holder)
    {
        foreach (ValueSyntax element in holder.Find("features")?.Value is ArraySyntax features ? features.Elements : default)
        {
            var form = element as ObjectSyntax;
            Add(NameRole.Feature, form is null ? element : form.Find("name")?.Value);
            ReadCondition(form?.Find("if")?.Value, 0);
        }
    }

    private void ReadCondition(ValueSyntax? value, int depth)
    {
        switch (value)
        {
            case StringSyntax text when depth <= MaxConditionDepth:
                ReadSymbols(text);
                break;
            case ArraySyntax array when depth <= MaxConditionDepth:
                foreach (ValueSyntax element in array.Elements)
                {
                    ReadCondition(element, depth + 1);
                }

                break;
            case ObjectSyntax operation when depth <= MaxConditionDepth:
                foreach (PairSyntax pair in operation.Pairs)
                {
                    ReadCondition(pair.Value, depth + 1);
                }

                break;
        }
    }

    // A symbol, or a preprocessor's expression over symbols (spec C-7).
    private void ReadSymbols(StringSyntax text)
    {
        SourceSpan inside = Inside(text);
        for (int i = inside.Start; i < inside.End; i++)
        {
            int start = i;
            while (i < inside.End && (Text[i] is '_' || char.IsLetterOrDigit(Text[i])))
            {
                i++;
            }

            string word = Text.Substring(start, i - start);
            if (word.Length > 0 && !char.IsDigit(word[0]) && word != "defined")
            {
                _occurrences.Add(new NameOccurrence(NameRole.Symbol, word, _owner, new SourceSpan(start, word.Length)));
            }
        }
    }

    private void ReadDocumentation(DocBlock block)
    {
        if (block.Symbol is { Length: > 0 } symbol)
        {
            _occurrences.Add(new NameOccurrence(NameRole.DocSymbol, symbol, _owner, block.SymbolSpan));
        }

        int section = 0;
        for (int at = Text.IndexOfAny(Marks, block.Span.Start, block.Span.Length); at >= 0; at = Next(block, at))
        {
            while (section < block.Sections.Count && !Opens(block.Sections[section], at))
            {
                if (block.Sections[section].Span.Start > at)
                {
                    break;
                }

                section++;
            }

            DocSection? opened = section < block.Sections.Count && Opens(block.Sections[section], at) ? block.Sections[section] : null;
            ReadMark(at, block, opened);
        }
    }

    private int Next(DocBlock block, int at)
    {
        // A literal in double backquotes has no names.
        int from = at + 1;
        if (Text[at] == '`' && from < block.Span.End && Text[from] == '`')
        {
            int close = Text.IndexOf("``", from + 1, block.Span.End - from - 1, StringComparison.Ordinal);
            from = close < 0 ? from + 1 : close + 2;
        }
        else if (Text[at] == '`')
        {
            int close = Text.IndexOf('`', from, block.Span.End - from);
            from = close < 0 ? from : close + 1;
        }

        return from < block.Span.End ? Text.IndexOfAny(Marks, from, block.Span.End - from) : -1;
    }

    private static bool Opens(DocSection section, int at) =>
        section.Kind is DocSectionKind.Member or DocSectionKind.Feature && section.Name is { Length: > 0 } && section.Span.Start == at;

    private void ReadMark(int at, DocBlock block, DocSection? opened)
    {
        if (opened is not null)
        {
            NameRole role = opened.Kind == DocSectionKind.Feature ? NameRole.DocFeature : NameRole.DocMember;
            _occurrences.Add(new NameOccurrence(role, opened.Name!, _owner, new SourceSpan(at + 1, opened.Name!.Length)));
            return;
        }

        if (at + 1 == block.SymbolSpan.Start && block.Symbol is not null)
        {
            return;
        }

        bool isMention = Text[at] == '@';
        int end = EndOfName(at + 1, block.Span.End);
        bool isName = end > at + 1
            && (isMention ? at == 0 || !IsNamePart(Text[at - 1]) : end < block.Span.End && Text[end] == '`' && Text[at - 1] is not (':' or '`'));
        if (isName)
        {
            NameRole role = isMention ? NameRole.DocMention : NameRole.DocReference;
            _occurrences.Add(new NameOccurrence(role, Text.Substring(at + 1, end - at - 1), _owner, new SourceSpan(at + 1, end - at - 1)));
        }
    }

    private int EndOfName(int start, int limit)
    {
        int end = start;
        while (end < limit && IsNamePart(Text[end]))
        {
            end++;
        }

        while (end > start && !char.IsLetterOrDigit(Text[end - 1]))
        {
            end--;
        }

        return end;
    }

    private static bool IsNamePart(char c) => char.IsLetterOrDigit(c) || c is '_' or '-' or '.';

    private static SourceSpan Inside(StringSyntax text) => new(text.Span.Start + 1, Math.Max(text.Span.Length - 2, 0));

    private void Add(NameRole role, ValueSyntax? value)
    {
        // An escaped string isn't a name anywhere.
        if (value is StringSyntax { Value.Length: > 0 } text && text.Value.Length == text.Span.Length - 2)
        {
            _occurrences.Add(new NameOccurrence(role, text.Value, _owner, Inside(text)));
        }
    }
}
