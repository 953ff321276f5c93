using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using QapiGen.Cli.Hosting;
using QapiGen.Cli.Output;

namespace QapiGen.Cli.Shell.Editing;

/// <summary>Reads lines from a terminal with editing, history and completion, while others print above the line.</summary>
internal sealed class LineEditor
{
    private readonly Lock _lock = new();
    private readonly ITerminal _terminal;
    private readonly LineHistory _history;
    private readonly ICompletionSource _completions;
    private readonly LineBuffer _buffer = new();
    private readonly LineView _view = new();
    private readonly Queue<ConsoleKeyInfo> _typedAhead = new();
    private string _prompt = string.Empty;
    private bool _isEditing;
    private HistorySearch? _search;

    /// <summary>Makes an editor.</summary>
    public LineEditor(ITerminal terminal, LineHistory history, ICompletionSource completions)
    {
        _terminal = terminal;
        _history = history;
        _completions = completions;
    }

    /// <summary>Reads a line.</summary>
    /// <param name="prompt">Stands before it; may have styles.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The line; an empty one when the user cancelled it (Ctrl-C); null at the end of input (Ctrl-D on an empty line).</returns>
    public async Task<string?> ReadLineAsync(string prompt, CancellationToken cancellationToken)
    {
        Begin(prompt);
        try
        {
            while (await NextKeyAsync(cancellationToken).ConfigureAwait(false) is { } key)
            {
                lock (_lock)
                {
                    switch (Handle(key))
                    {
                        case KeyOutcome.Accept:
                            return Finish(_buffer.Text);
                        case KeyOutcome.Cancel:
                            return Finish(string.Empty);
                        case KeyOutcome.EndOfInput:
                            Finish(string.Empty);
                            return null;
                        default:
                            Redraw();
                            break;
                    }
                }
            }

            return null;
        }
        finally
        {
            lock (_lock)
            {
                _isEditing = false;
            }
        }
    }

    /// <summary>Cancels a source when Ctrl-C is pressed; keeps other keys for the next line. Not while a line is being read.</summary>
    /// <param name="source">Is cancelled.</param>
    /// <param name="cancellationToken">Ends the watch, without an exception.</param>
    public async Task WatchForCancelAsync(CancellationTokenSource source, CancellationToken cancellationToken)
    {
        try
        {
            while (await _terminal.ReadKeyAsync(cancellationToken).ConfigureAwait(false) is { } key)
            {
                if (KeyMap.IsControl(key, ConsoleKey.C))
                {
                    await source.CancelAsync().ConfigureAwait(false);
                    return;
                }

                _typedAhead.Enqueue(key);
            }
        }
        catch (OperationCanceledException)
        {
        }
    }

    /// <summary>Prints whole lines above the line that is being edited. May be called from any thread.</summary>
    public void Print(string text)
    {
        // Colours are the printer's own; whatever else acts is a peer's.
        string safe = TerminalText.Lines(text, allowsColors: true);
        string lines = safe.EndsWith('\n') ? safe : safe + "\n";
        lock (_lock)
        {
            if (_isEditing)
            {
                _terminal.Write(_view.Erase() + lines.ReplaceLineEndings("\r\n"));
                Redraw();
            }
            else
            {
                _terminal.Write(lines.ReplaceLineEndings("\r\n"));
            }
        }
    }

    private ValueTask<ConsoleKeyInfo?> NextKeyAsync(CancellationToken cancellationToken) =>
        _typedAhead.TryDequeue(out ConsoleKeyInfo key) ? ValueTask.FromResult<ConsoleKeyInfo?>(key) : _terminal.ReadKeyAsync(cancellationToken);

    private void Begin(string prompt)
    {
        lock (_lock)
        {
            _prompt = prompt;
            _buffer.Set(string.Empty);
            _history.Rewind();
            _search = null;
            _isEditing = true;
            Redraw();
        }
    }

    private string Finish(string line)
    {
        _buffer.End();
        _terminal.Write(_view.Draw(_prompt, _buffer.Text, _buffer.Cursor, string.Empty, _terminal.Width) + "\r\n");
        _view.Leave();
        _isEditing = false;
        return line;
    }

    private void Redraw()
    {
        if (_search is { } search)
        {
            _terminal.Write(_view.Draw(search.Prompt, search.Match, search.Match.Length, string.Empty, _terminal.Width));
            return;
        }

        string hint = _buffer.Cursor == _buffer.Text.Length ? _completions.Hint(_buffer.Text) : string.Empty;
        _terminal.Write(_view.Draw(_prompt, _buffer.Text, _buffer.Cursor, hint, _terminal.Width));
    }

    private KeyOutcome Handle(ConsoleKeyInfo key)
    {
        if (_search is not null)
        {
            return HandleSearch(_search, key);
        }

        if (KeyMap.IsControl(key, ConsoleKey.C))
        {
            return KeyOutcome.Cancel;
        }

        if (KeyMap.IsControl(key, ConsoleKey.D) && _buffer.Text.Length == 0)
        {
            return KeyOutcome.EndOfInput;
        }

        if (key.Key == ConsoleKey.Enter || key.KeyChar is '\r' or '\n')
        {
            return KeyOutcome.Accept;
        }

        HandleEditing(key);
        return KeyOutcome.Edited;
    }

    private void HandleEditing(ConsoleKeyInfo key)
    {
        if (key.Key == ConsoleKey.Tab)
        {
            Complete();
        }
        else if (key.Key == ConsoleKey.UpArrow || KeyMap.IsControl(key, ConsoleKey.P))
        {
            SetIfAny(_history.Previous(_buffer.Text));
        }
        else if (key.Key == ConsoleKey.DownArrow || KeyMap.IsControl(key, ConsoleKey.N))
        {
            SetIfAny(_history.Next());
        }
        else if (KeyMap.IsControl(key, ConsoleKey.R))
        {
            _search = new HistorySearch(_history, _buffer.Text);
        }
        else if (KeyMap.IsControl(key, ConsoleKey.L))
        {
            _terminal.Write("\e[H\e[2J");
            _view.Leave();
        }
        else if (KeyMap.Find(key) is { } edit)
        {
            edit(_buffer);
        }
        else if (!char.IsControl(key.KeyChar) && (key.Modifiers & (ConsoleModifiers.Alt | ConsoleModifiers.Control)) == 0)
        {
            _buffer.Insert(key.KeyChar.ToString());
        }
    }

    private KeyOutcome HandleSearch(HistorySearch search, ConsoleKeyInfo key)
    {
        if (KeyMap.IsControl(key, ConsoleKey.R))
        {
            search.Next();
        }
        else if (key.Key == ConsoleKey.Backspace)
        {
            search.RemoveLast();
        }
        else if (!char.IsControl(key.KeyChar))
        {
            search.Append(key.KeyChar);
        }
        else
        {
            bool isCancelled = key.Key == ConsoleKey.Escape || KeyMap.IsControl(key, ConsoleKey.C) || KeyMap.IsControl(key, ConsoleKey.G);
            _buffer.Set(isCancelled ? search.Original : search.Match);
            _search = null;
            return key.Key == ConsoleKey.Enter || key.KeyChar is '\r' or '\n' ? KeyOutcome.Accept : KeyOutcome.Edited;
        }

        return KeyOutcome.Edited;
    }

    private void SetIfAny(string? text)
    {
        if (text is not null)
        {
            _buffer.Set(text);
        }
    }

    private void Complete()
    {
        ShellCompletionList list = _completions.Complete(_buffer.Text, _buffer.Cursor);
        if (list.Items.Count == 0)
        {
            return;
        }

        string written = _buffer.Text[list.Start.._buffer.Cursor];
        bool isOnly = list.Items.Count == 1;
        string replacement = isOnly ? list.Items[0].Text + list.Items[0].Suffix : list.CommonPrefix;
        if (replacement.Length > written.Length)
        {
            _buffer.Replace(list.Start, written.Length, replacement);
        }
        else if (!isOnly)
        {
            _terminal.Write(_view.Erase() + CompletionTable.Format(list.Items, _terminal.Width).ReplaceLineEndings("\r\n"));
        }
    }
}
