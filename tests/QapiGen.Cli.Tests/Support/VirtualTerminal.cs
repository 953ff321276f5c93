using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Threading;
using System.Threading.Channels;
using System.Threading.Tasks;
using QapiGen.Cli.Hosting;

namespace QapiGen.Cli.Tests.Support;

/// <summary>A terminal in memory: keys are put in, and the screen can be looked at. Knows the sequences that the line editor uses.</summary>
internal sealed class VirtualTerminal : ITerminal
{
    private readonly Channel<ConsoleKeyInfo> _keys = Channel.CreateUnbounded<ConsoleKeyInfo>();
    private readonly Lock _lock = new();
    private readonly List<char[]> _rows = [];
    private readonly List<int[]> _styles = [];
    private readonly List<(Predicate<string> Condition, TaskCompletionSource Reached)> _waits = [];
    private int _row;
    private int _column;
    private int _style;

    public VirtualTerminal(int width = 80) => Width = width;

    public int Width { get; }

    /// <summary>Row and column of the cursor, from 0.</summary>
    public (int Row, int Column) Cursor
    {
        get
        {
            lock (_lock)
            {
                return (_row, _column);
            }
        }
    }

    /// <summary>The rows, trailing blanks cut off, joined by LF.</summary>
    public string Screen
    {
        get
        {
            lock (_lock)
            {
                return Render();
            }
        }
    }

    /// <summary>The rows as runs of one style each: the number of the sequence that set it, 0 for plain text.</summary>
    public IReadOnlyList<IReadOnlyList<(string Text, int Style)>> StyledRows
    {
        get
        {
            lock (_lock)
            {
                return [.. _rows.Select((row, number) => Runs(new string(row).TrimEnd(), _styles[number]))];
            }
        }
    }

    public bool IsDisposed { get; private set; }

    public async ValueTask<ConsoleKeyInfo?> ReadKeyAsync(CancellationToken cancellationToken) =>
        await _keys.Reader.WaitToReadAsync(cancellationToken) && _keys.Reader.TryRead(out ConsoleKeyInfo key) ? key : null;

    /// <summary>Types characters.</summary>
    public VirtualTerminal Type(string text)
    {
        foreach (char c in text)
        {
            ConsoleKey key = char.IsAsciiLetter(c) ? ConsoleKey.A + (char.ToUpperInvariant(c) - 'A') : c == ' ' ? ConsoleKey.Spacebar : ConsoleKey.None;
            _keys.Writer.TryWrite(new ConsoleKeyInfo(c, key, char.IsUpper(c), alt: false, control: false));
        }

        return this;
    }

    /// <summary>Presses a key.</summary>
    public VirtualTerminal Press(ConsoleKey key, bool alt = false, bool control = false)
    {
        char c = key switch
        {
            ConsoleKey.Enter => '\r',
            ConsoleKey.Tab => '\t',
            ConsoleKey.Backspace => '\b',
            ConsoleKey.Escape => '\e',
            >= ConsoleKey.A and <= ConsoleKey.Z when control => (char)(key - ConsoleKey.A + 1),
            >= ConsoleKey.A and <= ConsoleKey.Z => (char)('a' + (key - ConsoleKey.A)),
            _ => '\0',
        };
        _keys.Writer.TryWrite(new ConsoleKeyInfo(c, key, shift: false, alt, control));
        return this;
    }

    /// <summary>Types a line and the Enter key.</summary>
    public VirtualTerminal Enter(string line) => Type(line).Press(ConsoleKey.Enter);

    /// <summary>No more keys will come.</summary>
    public VirtualTerminal EndKeys()
    {
        _keys.Writer.TryComplete();
        return this;
    }

    /// <summary>Waits until the screen contains a text.</summary>
    public Task ShowsAsync(string text)
    {
        lock (_lock)
        {
            if (Render().Contains(text, StringComparison.Ordinal))
            {
                return Task.CompletedTask;
            }

            var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waits.Add((s => s.Contains(text, StringComparison.Ordinal), reached));
            return reached.Task;
        }
    }

    public void Write(string text)
    {
        lock (_lock)
        {
            int i = 0;
            while (i < text.Length)
            {
                i = text[i] == '\e' ? Escape(text, i) : Put(text, i);
            }

            string screen = Render();
            foreach ((Predicate<string> condition, TaskCompletionSource reached) in _waits.Where(w => w.Condition(screen)).ToArray())
            {
                reached.TrySetResult();
            }
        }
    }

    public void Dispose() => IsDisposed = true;

    private string Render() => string.Join('\n', _rows.Select(r => new string(r).TrimEnd())).TrimEnd('\n');

    private static List<(string Text, int Style)> Runs(string text, int[] styles)
    {
        var runs = new List<(string, int)>();
        for (int start = 0, end; start < text.Length; start = end)
        {
            end = start + 1;
            while (end < text.Length && styles[end] == styles[start])
            {
                end++;
            }

            runs.Add((text[start..end], styles[start]));
        }

        return runs;
    }

    private char[] Row(int row)
    {
        while (_rows.Count <= row)
        {
            _styles.Add(new int[Width]);
            _rows.Add(Enumerable.Repeat(' ', Width).ToArray());
        }

        return _rows[row];
    }

    private int Put(string text, int i)
    {
        switch (text[i])
        {
            case '\r':
                _column = 0;
                break;
            case '\n':
                _row++;
                break;
            default:
                // Like most terminals: behind the last column the cursor waits, and wraps with the next character.
                if (_column == Width)
                {
                    _column = 0;
                    _row++;
                }

                Row(_row)[_column] = text[i];
                _styles[_row][_column++] = _style;
                break;
        }

        return i + 1;
    }

    private int Escape(string text, int start)
    {
        int end = start + 2;
        while (text[end] is < '@' or > '~')
        {
            end++;
        }

        int number = int.TryParse(text.AsSpan(start + 2, end - start - 2), out int given) ? given : text[end] == 'J' ? 0 : 1;
        switch (text[end])
        {
            case 'A':
                _row = Math.Max(0, _row - number);
                break;
            case 'C':
                _column = Math.Min(Width - 1, _column + number);
                break;
            case 'H':
                (_row, _column) = (0, 0);
                break;
            case 'J' when number == 2:
                _rows.Clear();
                _styles.Clear();
                break;
            case 'J':
                Row(_row).AsSpan(Math.Min(_column, Width - 1)).Fill(' ');
                _rows.RemoveRange(_row + 1, _rows.Count - _row - 1);
                _styles.RemoveRange(_row + 1, _styles.Count - _row - 1);
                break;
            case 'm':
                _style = int.TryParse(text.AsSpan(start + 2, end - start - 2), out int style) ? style : 0;
                break;
            default:
                throw new InvalidOperationException($"unknown sequence {Encoding.ASCII.GetString(Encoding.ASCII.GetBytes(text[start..(end + 1)]))}");
        }

        return end + 1;
    }
}
