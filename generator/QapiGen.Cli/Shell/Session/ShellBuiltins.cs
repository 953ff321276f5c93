using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using QapiGen.Cli.Output;
using QapiGen.Cli.Shell.Catalog;
using QapiGen.Cli.Shell.Editing;
using QapiGen.Cli.Shell.Help;
using QapiGen.Cli.Shell.Input;
using QapiGen.Runtime.Messages;

namespace QapiGen.Cli.Shell.Session;

/// <summary>The shell's own commands. They begin with a dot, which no QMP command does.</summary>
internal sealed class ShellBuiltins
{
    private static readonly string[] Aliases = ["help", "exit", "?"];

    private readonly ShellSession _session;
    private readonly LineEditor _editor;
    private readonly ShellPrinter _printer;
    private readonly LineHistory _history;
    private readonly Func<int> _getWidth;
    private readonly bool _colors;

    /// <summary>Makes the commands.</summary>
    public ShellBuiltins(ShellSession session, LineEditor editor, ShellPrinter printer, LineHistory history, Func<int> getWidth, bool colors)
    {
        _session = session;
        _editor = editor;
        _printer = printer;
        _history = history;
        _getWidth = getWidth;
        _colors = colors;
    }

    /// <summary>The commands with what they do.</summary>
    public static IReadOnlyList<ShellCompletion> Names { get; } =
    [
        new(".commands", " ", "list commands; .commands PATTERN those that contain a text, or fit query-*"),
        new(".events", " ", "list events, as commands; .events on|off shows or hides those that come"),
        new(".exit", "", "leave (as Ctrl-D)"),
        new(".help", " ", "explain; .help NAME a command, event or type"),
        new(".history", "", "list the lines entered before"),
        new(".wait", " ", "wait for an event: .wait NAME [MEMBER=VALUE...]"),
    ];

    /// <summary>Whether events are printed as they come.</summary>
    public bool ShowsEvents { get; private set; } = true;

    /// <summary>Whether a line is for the shell and not for the server.</summary>
    public static bool IsBuiltin(string line, ShellCatalog catalog)
    {
        string first = FirstWord(line);
        return first.StartsWith('.') || (Aliases.Contains(first) && !catalog.CommandNames.Contains(first));
    }

    /// <summary>Runs a command.</summary>
    /// <returns>Whether the shell goes on.</returns>
    public async Task<bool> RunAsync(string line, CancellationToken cancellationToken)
    {
        string[] words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        switch (words[0])
        {
            case ".exit" or "exit":
                return false;
            case ".help" or "help" or "?":
                Help(words);
                break;
            case ".commands":
                List(_session.Catalog.CommandNames, words.Length > 1 ? words[1] : string.Empty);
                break;
            case ".events":
                Events(words);
                break;
            case ".history":
                _editor.Print(string.Join('\n', _history.Entries));
                break;
            case ".wait":
                await WaitAsync(line.Trim()[words[0].Length..], cancellationToken).ConfigureAwait(false);
                break;
            default:
                _editor.Print(_printer.Fault($"there is no '{words[0]}'", Suggestions.DidYouMean(words[0], Names.Select(n => n.Text)) ?? "The shell's own commands: .help"));
                break;
        }

        return true;
    }

    private static string FirstWord(string line)
    {
        string trimmed = line.Trim();
        int end = trimmed.IndexOf(' ', StringComparison.Ordinal);
        return end < 0 ? trimmed : trimmed[..end];
    }

    private void Help(string[] words)
    {
        if (words.Length == 1)
        {
            _editor.Print(ShellHelpText.Write(_colors));
            return;
        }

        var written = new ArgumentNode();
        foreach (ShellToken token in words.Skip(2).Select(ShellToken.FromArgument).Where(t => t.Key is not null))
        {
            written.Add(token.Key!, token);
        }

        string name = words[1];
        ShellCatalog catalog = _session.Catalog;
        string? text = new CommandHelp(catalog, _getWidth(), _colors).Explain(name, written)
            ?? (catalog.CommandNames.Contains(name) ? $"The server says nothing about the arguments of {name}; start the shell with --schema FILE." : null);
        _editor.Print(text ?? _printer.Fault($"nothing is called '{name}'", Suggestions.DidYouMean(name, catalog.CommandNames.Concat(catalog.EventNames))));
    }

    private void Events(string[] words)
    {
        if (words is [_, "on" or "off"])
        {
            ShowsEvents = words[1] == "on";
            return;
        }

        List(_session.Catalog.EventNames, words.Length > 1 ? words[1] : string.Empty);
    }

    private void List(IReadOnlyList<string> names, string pattern)
    {
        ShellCompletion[] items = NameFilter.Select(names, pattern).Select(static name => new ShellCompletion(name, string.Empty)).ToArray();
        _editor.Print(items.Length == 0 ? "(none)" : CompletionTable.Format(items, _getWidth(), int.MaxValue));
    }

    private async Task WaitAsync(string text, CancellationToken cancellationToken)
    {
        if (EventPattern.Parse(text) is not { } pattern)
        {
            _editor.Print(_printer.Fault("which event?", "Write .wait NAME, for example .wait JOB_STATUS_CHANGE status=concluded."));
            return;
        }

        try
        {
            pattern.Check(_session.Catalog);
            QmpEvent data = await _session.Client.WaitForEventAsync(pattern.Matches, null, cancellationToken).ConfigureAwait(false);
            if (!ShowsEvents)
            {
                _editor.Print(_printer.Event(data));
            }
        }
        catch (InputException e)
        {
            _editor.Print(_printer.Fault(e));
        }
        catch (QmpConnectionException)
        {
            // Reported by the loop.
        }
    }
}
