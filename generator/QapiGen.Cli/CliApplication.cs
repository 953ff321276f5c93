using System;
using System.CommandLine;
using System.CommandLine.Completions;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using QapiGen.Cli.Commands;
using QapiGen.Cli.Hosting;
using QapiGen.Cli.Output;

namespace QapiGen.Cli;

/// <summary>From an argument line to an exit code.</summary>
internal static class CliApplication
{
    /// <summary>Runs one command line.</summary>
    /// <returns>One of <see cref="ExitCodes"/>.</returns>
    public static async Task<int> RunAsync(string[] args, CliEnvironment environment, CancellationToken cancellationToken = default)
    {
        environment = environment with
        {
            Output = new SafeWriter(environment.Output, environment.ColorsOutput),
            Error = new SafeWriter(environment.Error, environment.ColorsError),
        };
        RootCommand root = BuildRoot(environment);
        ParseResult parsed = root.Parse(SplitValue(args), new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (parsed.Action is ParseErrorAction || CallErrors.FindUnknownOption(parsed) is not null)
        {
            return CallErrors.Report(parsed, environment);
        }

        try
        {
            var configuration = new InvocationConfiguration
            {
                Output = environment.Output,
                Error = environment.Error,
                EnableDefaultExceptionHandler = false,
            };
            int exitCode = await parsed.InvokeAsync(configuration, cancellationToken).ConfigureAwait(false);
            await environment.Output.FlushAsync(cancellationToken).ConfigureAwait(false);
            return exitCode;
        }
        catch (CallException e)
        {
            CallErrors.Write(environment, e.Message, e.Hint);
            return ExitCodes.Failure;
        }
        catch (OperationCanceledException)
        {
            return ExitCodes.Failure;
        }
        catch (Exception e) when (IsOutOfMemory(e))
        {
            // Files are written when all of them are made, so none of this is there in part.
            CallErrors.Write(environment, "there is not enough memory for this", null);
            return ExitCodes.Failure;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            CallErrors.Write(environment, e.Message, null);
            return ExitCodes.Failure;
        }
    }

    // Where several threads were at work it is one of what they ran into.
    private static bool IsOutOfMemory(Exception cause) =>
        cause is OutOfMemoryException || (cause is AggregateException all && all.Flatten().InnerExceptions.Any(static inner => inner is OutOfMemoryException));

    // Of a value that is being typed behind '=' nothing can be proposed, as if it stood behind a blank it can; the line stays as long as it is.
    private static string[] SplitValue(string[] args) =>
        args is [['[', 's', 'u', 'g', 'g', 'e', 's', 't', ':', ..], string line] && line.LastIndexOf(' ') + 1 is int word && line.IndexOf('=', word) is int sign
        && sign > word && line.AsSpan(word).StartsWith("--", StringComparison.Ordinal)
            ? [args[0], $"{line[..sign]} {line[(sign + 1)..]}"]
            : args;

    private static RootCommand BuildRoot(CliEnvironment environment)
    {
        var root = new RootCommand("Works with QAPI schemas, the language in which QEMU describes its commands and events (QMP).");
        root.Subcommands.Add(new CheckCommand(environment));
        root.Subcommands.Add(new DumpCommand(environment));
        root.Subcommands.Add(new IntrospectCommand(environment));
        root.Subcommands.Add(new DiffCommand(environment));
        root.Subcommands.Add(new GenerateCommand(environment));
        root.Subcommands.Add(new DocsCommand(environment));
        root.Subcommands.Add(new ShellCommand(environment));
        root.Subcommands.Add(new ProxyCommand(environment));
        root.Subcommands.Add(new CompletionCommand(environment));
        root.Subcommands.Add(new LspCommand(environment));

        // What completion scripts ask by; other directives are nothing of ours.
        root.Directives.Clear();
        root.Directives.Add(new SuggestDirective());
        foreach (Option option in root.Options.ToArray())
        {
            if (option is HelpOption { Action: HelpAction help } helpOption)
            {
                helpOption.Action = new ExamplesHelpAction(help);

                // Not proposed beside paths, where a slash begins one.
                helpOption.Aliases.Remove("/h");
                helpOption.Aliases.Remove("/?");
            }
            else if (option is VersionOption versionOption)
            {
                versionOption.Description = "Show the tool's version";
                versionOption.Action = new VersionAction(environment.Output);
            }
        }

        return root;
    }
}
