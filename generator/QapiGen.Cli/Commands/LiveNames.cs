using System;
using System.Collections.Generic;
using System.CommandLine;
using System.CommandLine.Completions;
using System.Linq;
using System.Threading;
using QapiGen.Cli.Commands.Diff;
using QapiGen.Cli.Hosting;
using QapiGen.Cli.Output;
using QapiGen.Schema.Introspection;
using QapiGen.Schema.Text;

namespace QapiGen.Cli.Commands;

/// <summary>Completes names of commands and events by asking the server that the line names.</summary>
internal static class LiveNames
{
    /// <summary>Names of commands.</summary>
    public static IEnumerable<CompletionItem> Commands(CompletionContext context, Argument address, CliEnvironment environment) => Find<CommandInfo>(context, address, environment);

    /// <summary>Names of events.</summary>
    public static IEnumerable<CompletionItem> Events(CompletionContext context, Argument address, CliEnvironment environment) => Find<EventInfo>(context, address, environment);

    private static IEnumerable<CompletionItem> Find<T>(CompletionContext context, Argument address, CliEnvironment environment)
        where T : SchemaInfo
    {
        // The one place of 'shell' may be a path; of several, as 'diff' has them, the live one counts.
        string[] given = [.. context.ParseResult.GetResult(address)?.Tokens.Select(static token => token.Value) ?? []];
        string? name = address.Arity.MaximumNumberOfValues == 1
            ? given.Select(static value => value.Contains('/', StringComparison.Ordinal) && !value.Contains(':', StringComparison.Ordinal) ? "unix:" + value : value).FirstOrDefault()
            : Array.FindLast(given, DiffSideReader.IsAddress);
        if (name is null)
        {
            return [];
        }

        try
        {
            SchemaFile schema = LiveSchema.FetchAsync(name, environment.CompletionWait, CancellationToken.None).GetAwaiter().GetResult();
            return [.. IntrospectionReader.Read(schema.Text).OfType<T>().Where(info => IsName(info.Name)).Select(info => new CompletionItem(info.Name))];
        }
        catch (Exception e) when (e is CallException or IntrospectionFormatException)
        {
            return [];
        }
    }

    // A shell gets them: what QAPI doesn't allow in a name isn't proposed to one.
    private static bool IsName(string name) =>
        name.Length > 0 && (char.IsAsciiLetterOrDigit(name[0]) || name[0] == '_')
        && name.All(static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.');
}
