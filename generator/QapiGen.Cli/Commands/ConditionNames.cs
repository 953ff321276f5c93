using System;
using System.Collections.Generic;
using System.Linq;
using QapiGen.Cli.Hosting;
using QapiGen.Cli.Output;
using QapiGen.Schema.Loading;
using QapiGen.Schema.Syntax;

namespace QapiGen.Cli.Commands;

/// <summary>The symbols that a schema's conditions ask for.</summary>
internal static class ConditionNames
{
    /// <summary>Says which of the symbols given with <c>--conditions</c> no condition asks for: they are probably mistyped.</summary>
    public static void ReportUnknown(CliEnvironment environment, SchemaRun run, string[] symbols)
    {
        if (symbols.Length == 0 || run.Loaded is null)
        {
            return;
        }

        var known = new SortedSet<string>(StringComparer.Ordinal);
        foreach (LoadedFile file in run.Loaded.Files)
        {
            foreach (DefinitionSyntax definition in file.Document.Items.OfType<DefinitionSyntax>())
            {
                Collect(definition.Object, inCondition: false, known);
            }
        }

        foreach (string symbol in symbols.Where(s => !known.Contains(s)))
        {
            string? hint = Suggestions.DidYouMean(symbol, known);
            environment.Error.WriteLine($"{run.Root}: warning: no condition asks for '{symbol}'{(hint is null ? "" : ". " + hint)}");
        }
    }

    private static void Collect(ValueSyntax value, bool inCondition, SortedSet<string> names)
    {
        switch (value)
        {
            case StringSyntax text when inCondition:
                names.Add(Strip(text.Value));
                break;
            case ArraySyntax array:
                foreach (ValueSyntax element in array.Elements)
                {
                    Collect(element, inCondition, names);
                }

                break;
            case ObjectSyntax data:
                foreach (PairSyntax pair in data.Pairs)
                {
                    Collect(pair.Value, inCondition || pair.Key.Value == "if", names);
                }

                break;
        }
    }

    // In the language of 5.2 a condition is a C expression: defined(NAME), perhaps with a '!' before.
    private static string Strip(string condition)
    {
        int open = condition.IndexOf("defined(", StringComparison.Ordinal);
        int close = open < 0 ? -1 : condition.IndexOf(')', open);
        return close < 0 ? condition.Trim() : condition[(open + "defined(".Length)..close].Trim();
    }
}
