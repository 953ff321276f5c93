using System.Collections.Generic;
using System.Linq;
using QapiGen.Cli.Hosting;
using QapiGen.Cli.Output;
using QapiGen.Schema.Loading;

namespace QapiGen.Cli.Schemas;

/// <summary>Compares the symbols of a call with those that a schema's conditions ask for.</summary>
internal static class ConditionNames
{
    /// <summary>Says which of the symbols given with <c>--conditions</c> no condition asks for: they are probably mistyped.</summary>
    public static void ReportUnknown(CliEnvironment environment, SchemaRun run, string[] symbols)
    {
        if (symbols.Length == 0 || run.Loaded is null)
        {
            return;
        }

        SortedSet<string> known = ConditionSymbols.Find(run.Loaded);
        foreach (string symbol in symbols.Where(s => !known.Contains(s)))
        {
            string? hint = Suggestions.DidYouMean(symbol, known);
            environment.Error.WriteLine($"{TerminalText.Escape(run.Root)}: warning: no condition asks for '{TerminalText.Escape(symbol)}'{(hint is null ? "" : ". " + hint)}");
        }
    }
}
