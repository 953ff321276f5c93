using System;
using System.Collections.Generic;
using System.CommandLine;
using System.CommandLine.Parsing;
using System.Linq;
using QapiGen.Cli.Hosting;
using QapiGen.Cli.Output;

namespace QapiGen.Cli.Commands;

/// <summary>Says what is wrong with a command line and what would be right.</summary>
internal static class CallErrors
{
    /// <summary>Reports the faults of a command line.</summary>
    /// <returns><see cref="ExitCodes.Failure"/>.</returns>
    public static int Report(ParseResult parsed, CliEnvironment environment)
    {
        Command command = parsed.CommandResult.Command;
        if (parsed.Tokens.Count == 0 && command is RootCommand)
        {
            Write(environment, "no command given", $"Commands: {string.Join(", ", command.Subcommands.Where(c => !c.Hidden).Select(c => c.Name))}.");
        }
        else if ((FindUnknownOption(parsed) ?? (parsed.UnmatchedTokens is [string first, ..] ? first : null)) is { } unknown)
        {
            ReportUnknown(command, unknown, environment);
        }
        else
        {
            string[] messages = parsed.Errors.Select(e => Lower(e.Message)).Distinct().ToArray();
            foreach (string message in messages)
            {
                Write(environment, message, null);
            }
        }

        environment.Error.WriteLine($"Help: {Path(parsed.CommandResult)} --help");
        return ExitCodes.Failure;
    }

    /// <summary>
    /// A word that looks like an option and was taken for an argument, unless <c>--</c> says that it is one; null for none,
    /// or when the call does something else than run a command (help, version).
    /// </summary>
    public static string? FindUnknownOption(ParseResult parsed)
    {
        bool lacksCommand = parsed.CommandResult.Command.Subcommands.Count > 0 && parsed.UnmatchedTokens is [not ['-', ..], ..];
        if (lacksCommand || parsed.Action is { ClearsParseErrors: true })
        {
            return null;
        }

        foreach (Token token in parsed.Tokens)
        {
            // What follows a directive is a whole line that somebody is typing.
            if (token.Type is TokenType.DoubleDash or TokenType.Directive)
            {
                return null;
            }

            if (token.Type == TokenType.Argument && token.Value.Length > 1 && token.Value[0] == '-' && !char.IsAsciiDigit(token.Value[1]))
            {
                return token.Value;
            }
        }

        return null;
    }

    /// <summary>Writes one fault and what would mend it.</summary>
    public static void Write(CliEnvironment environment, string message, string? hint)
    {
        environment.Error.WriteLine($"qapigen: {Ansi.Paint("error", AnsiStyle.Red, environment.ColorsError)}: {TerminalText.Escape(message)}");
        if (hint is not null)
        {
            environment.Error.WriteLine(hint);
        }
    }

    private static void ReportUnknown(Command command, string token, CliEnvironment environment)
    {
        if (token.StartsWith('-'))
        {
            IEnumerable<string> options = AllOptions(command).Where(o => !o.Hidden).Select(o => o.Name);
            string valid = string.Join(", ", options.Order(StringComparer.Ordinal));
            Write(environment, $"unknown option '{token}'", Suggestions.DidYouMean(token, options) ?? $"Options of '{command.Name}': {valid}.");
        }
        else if (command.Subcommands.Count > 0)
        {
            IEnumerable<string> names = command.Subcommands.Where(c => !c.Hidden).Select(c => c.Name);
            Write(environment, $"unknown command '{token}'", Suggestions.DidYouMean(token, names) ?? $"Commands: {string.Join(", ", names)}.");
        }
        else
        {
            Write(environment, $"'{command.Name}' has no place for '{token}'", null);
        }
    }

    private static IEnumerable<Option> AllOptions(Command command) =>
        command.Options.Concat(command.Parents.OfType<Command>().SelectMany(p => p.Options.Where(o => o.Recursive)));

    private static string Path(CommandResult result) =>
        result.Parent is CommandResult parent ? $"{Path(parent)} {result.Command.Name}" : "qapigen";

    private static string Lower(string message) =>
        message.Length > 1 && char.IsUpper(message[0]) && char.IsLower(message[1]) ? char.ToLowerInvariant(message[0]) + message[1..].TrimEnd('.') : message.TrimEnd('.');
}
