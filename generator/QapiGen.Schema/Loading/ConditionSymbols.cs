using System;
using System.Collections.Generic;
using System.Linq;
using QapiGen.Schema.Syntax;
using QapiGen.Schema.Text;

namespace QapiGen.Schema.Loading;

/// <summary>The symbols that a schema's conditions ask for.</summary>
public static class ConditionSymbols
{
    /// <summary>All of them, in ordinal order.</summary>
    public static SortedSet<string> Find(LoadedSchema schema)
    {
        var known = new SortedSet<string>(StringComparer.Ordinal);
        foreach (LoadedFile file in schema.Files)
        {
            foreach (DefinitionSyntax definition in file.Document.Items.OfType<DefinitionSyntax>())
            {
                foreach (ValueSyntax condition in SyntaxConditions.Of(definition.Object))
                {
                    Collect(condition, known);
                }
            }
        }

        return known;
    }

    private static void Collect(ValueSyntax condition, SortedSet<string> names)
    {
        switch (condition)
        {
            case StringSyntax text:
                foreach (SourceSpan word in ConditionWords.In(text.Value, 0, text.Value.Length))
                {
                    names.Add(text.Value.Substring(word.Start, word.Length));
                }

                break;
            case ArraySyntax array:
                foreach (ValueSyntax element in array.Elements)
                {
                    Collect(element, names);
                }

                break;
            case ObjectSyntax data:
                foreach (PairSyntax pair in data.Pairs)
                {
                    Collect(pair.Value, names);
                }

                break;
        }
    }
}
