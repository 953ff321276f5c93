using System;
using QapiGen.Schema.Binding.Shapes;
using QapiGen.Schema.Collections;
using QapiGen.Schema.Documentation;
using QapiGen.Schema.Documentation.Content;
using QapiGen.Schema.Syntax;
using QapiGen.Schema.Text;

namespace QapiGen.Schema.Outline;

/// <content>Features, conditions, documentation.</content>
public sealed partial class OutlineReader
{
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
            case StringSyntax text when depth <= ConditionReader.MaxDepth:
                ReadSymbols(text);
                break;
            case ArraySyntax array when depth <= ConditionReader.MaxDepth:
                foreach (ValueSyntax element in array.Elements)
                {
                    ReadCondition(element, depth + 1);
                }

                break;
            case ObjectSyntax operation when depth <= ConditionReader.MaxDepth:
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
        foreach (SourceSpan word in ConditionWords.In(Text, inside.Start, inside.End))
        {
            _occurrences.Add(new NameOccurrence(NameRole.Symbol, Text.Substring(word.Start, word.Length), _owner, word));
        }
    }

    private void ReadDocumentation(DocBlock block)
    {
        if (block.Symbol is { Length: > 0 } symbol)
        {
            _occurrences.Add(new NameOccurrence(NameRole.DocSymbol, symbol, _owner, block.SymbolSpan));
        }

        foreach (DocSection section in block.Sections)
        {
            if (section is { Kind: DocSectionKind.Member or DocSectionKind.Feature, Name: { Length: > 0 } name })
            {
                NameRole role = section.Kind == DocSectionKind.Feature ? NameRole.DocFeature : NameRole.DocMember;
                _occurrences.Add(new NameOccurrence(role, name, _owner, new SourceSpan(section.Span.Start + 1, name.Length)));
            }
        }

        foreach (DocInline reference in DocReferences.Find(block))
        {
            switch (reference)
            {
                case DocMemberReference member:
                    AddPath(NameRole.DocMention, member.Names);
                    break;
                case DocReference { IsDefinition: true } other:
                    NameRole role = other is { Role: "qapi:member", Names.Count: 1 } ? NameRole.DocMention : NameRole.DocReference;
                    AddPath(role, other.Names);
                    AddPath(role, other.TextNames);
                    break;
            }
        }

        ReadExamples(block.Span, "\"execute\"", NameRole.DocCommand);
        ReadExamples(block.Span, "\"exec-oob\"", NameRole.DocCommand);
        ReadExamples(block.Span, "\"event\"", NameRole.DocEvent);
    }

    // Messages as examples show them, in whatever form these are written.
    private void ReadExamples(SourceSpan block, string key, NameRole role)
    {
        for (int at = Find(block.Start); at >= 0; at = Find(at))
        {
            at += key.Length;
            int colon = SkipBlanks(at);
            int quote = colon < block.End && Text[colon] == ':' ? SkipBlanks(colon + 1) : block.End;
            int close = quote < block.End && Text[quote] == '"' ? Text.IndexOf('"', quote + 1, block.End - quote - 1) : -1;
            if (close > quote + 1)
            {
                _occurrences.Add(new NameOccurrence(role, Text.Substring(quote + 1, close - quote - 1), _owner, new SourceSpan(quote + 1, close - quote - 1)));
            }
        }

        int Find(int start) => Text.IndexOf(key, start, block.End - start, StringComparison.Ordinal);

        int SkipBlanks(int start)
        {
            while (start < block.End && Text[start] == ' ')
            {
                start++;
            }

            return start;
        }
    }

    private void AddPath(NameRole role, EquatableArray<DocName> names)
    {
        NameOccurrence? before = null;
        foreach (DocName name in names)
        {
            before = new NameOccurrence(before is null ? role : NameRole.DocPart, name.Name, _owner, name.Span) { Before = before, IsOfElement = name.IsOfElement };
            _occurrences.Add(before);
        }
    }

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
