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
    public static void ReportUnknown(CliEnvironment environment, SchemaRun run, string[] symbols) =>
        ReportUnknown(environment, run.Root, FindUnknown(run, symbols));

    /// <summary>Says what was found of these.</summary>
    public static void ReportUnknown(CliEnvironment environment, string root, IEnumerable<string> warnings)
    {
        foreach (string warning in warnings)
        {
            environment.Error.WriteLine($"{TerminalText.Escape(root)}: warning: {TerminalText.Escape(warning)}");
        }
    }

    /// <summary>A sentence for each symbol that no condition asks for.</summary>
    public static IEnumerable<string> FindUnknown(SchemaRun run, string[] symbols) =>
        symbols.Length == 0 || run.Loaded is null ? [] : FindUnknown(ConditionSymbols.Find(run.Loaded), symbols);

    /// <summary>A sentence for each symbol that isn't among those that conditions ask for.</summary>
    public static IEnumerable<string> FindUnknown(IReadOnlyCollection<string> known, string[] symbols)
    {
        foreach (string symbol in symbols.Where(s => !known.Contains(s)))
        {
            string? hint = Suggestions.DidYouMean(symbol, known);
            yield return $"no condition asks for '{symbol}'{(hint is null ? "" : ". " + hint)}";
        }
    }
}
