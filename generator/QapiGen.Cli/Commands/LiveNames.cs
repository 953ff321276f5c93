using System;
using System.Collections.Generic;
using System.CommandLine;
using System.CommandLine.Completions;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;
using QapiGen.Cli.Commands.Diff;
using QapiGen.Cli.Hosting;
using QapiGen.Cli.Output;
using QapiGen.Cli.Shell.Catalog;
using QapiGen.Cli.Shell.Session;
using QapiGen.Runtime.Client;
using QapiGen.Runtime.Messages;
using QapiGen.Runtime.Transport;
using QapiGen.Schema.Introspection;
using QapiGen.Schema.Text;

namespace QapiGen.Cli.Commands;

/// <summary>Completes names of commands and events by asking the server that the line names.</summary>
internal static class LiveNames
{
    private static readonly char[] Separators = [';', ',', ' '];

    /// <summary>Names that the server of a shell's line has; one that doesn't greet is asked as a guest agent is.</summary>
    /// <param name="context">The line.</param>
    /// <param name="environment">The world.</param>
    /// <param name="address">Where the line has the server's address.</param>
    /// <param name="kind">What the server is; null to find out.</param>
    /// <param name="names">Which of its names.</param>
    public static IEnumerable<CompletionItem> OfServer(
        CompletionContext context, CliEnvironment environment, Argument address, ServerKind? kind, Func<ShellCatalog, IEnumerable<string>> names)
    {
        string? text = TokensOf(context, address).FirstOrDefault();
        if (text is null || ShellCommand.ParseAddress(text) is not { } parsed)
        {
            return [];
        }

        using var deadline = new CancellationTokenSource(environment.CompletionWait);
        try
        {
            return Items(names(AskAsync(environment, parsed, kind, deadline.Token).GetAwaiter().GetResult()));
        }
        catch (Exception e) when (e is CallException or OperationCanceledException or TimeoutException or QmpConnectionException or QmpProtocolException)
        {
            return [];
        }
    }

    /// <summary>Names that the live side of a comparison has, of commands or of events: each where a pattern may stand.</summary>
    /// <param name="context">The line.</param>
    /// <param name="environment">The world.</param>
    /// <param name="sides">Where the line has the sides.</param>
    public static IEnumerable<CompletionItem> OfSides<T>(CompletionContext context, CliEnvironment environment, Argument sides)
        where T : SchemaInfo
    {
        if (TokensOf(context, sides).LastOrDefault(DiffSideReader.IsAddress) is not { } name)
        {
            return [];
        }

        string word = context.WordToComplete;
        string before = word[..(word.LastIndexOfAny(Separators) + 1)];
        try
        {
            SchemaFile schema = LiveSchema.FetchAsync(name, environment.CompletionWait, CancellationToken.None).GetAwaiter().GetResult();
            return Items(IntrospectionReader.Read(schema.Text).OfType<T>().Select(static info => info.Name), before);
        }
        catch (Exception e) when (e is CallException or IntrospectionFormatException)
        {
            return [];
        }
    }

    private static async Task<ShellCatalog> AskAsync(CliEnvironment environment, QmpAddress address, ServerKind? kind, CancellationToken cancellationToken)
    {
        (QmpClient client, ServerKind found) = await ConnectionOpener.OpenAsync(
            environment, new ConnectionOptions(address, kind, environment.CompletionWait), cancellationToken).ConfigureAwait(false);
        await using ConfiguredAsyncDisposable closing = client.ConfigureAwait(false);
        return await CatalogLoader.FromServerAsync(client, found, null, cancellationToken).ConfigureAwait(false);
    }

    private static string[] TokensOf(CompletionContext context, Argument argument) =>
        [.. context.ParseResult.GetResult(argument)?.Tokens.Select(static token => token.Value) ?? []];

    private static CompletionItem[] Items(IEnumerable<string> names, string before = "") => [.. names.Where(IsName).Select(name => new CompletionItem(before + name))];

    // A shell gets them: what QAPI doesn't allow in a name isn't proposed to one.
    private static bool IsName(string name) =>
        name.Length > 0 && (char.IsAsciiLetterOrDigit(name[0]) || name[0] == '_')
        && name.All(static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.');
}
