using System;
using System.Collections.Generic;
using System.Linq;
using QapiGen.Schema.Syntax;

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
                names.Add(Strip(text.Value));
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

    // In the language of 5.2 a condition is a C expression: defined(NAME), perhaps with a '!' before.
    private static string Strip(string condition)
    {
        const string opening = "defined(";
        int open = condition.IndexOf(opening, StringComparison.Ordinal);
        int close = open < 0 ? -1 : condition.IndexOf(')', open);
        return close < 0 ? condition.Trim() : condition.Substring(open + opening.Length, close - open - opening.Length).Trim();
    }
}
