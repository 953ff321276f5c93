using System;
using System.Collections.Generic;

namespace QapiGen.Cli.Shell.Editing;

/// <summary>Lines entered before, oldest first, and a place among them.</summary>
internal sealed class LineHistory
{
    /// <summary>Most lines kept.</summary>
    public const int MaxEntries = 1000;

    private readonly List<string> _entries = [];
    private int _position;
    private string _draft = string.Empty;

    /// <summary>All lines, oldest first.</summary>
    public IReadOnlyList<string> Entries => _entries;

    /// <summary>Adds a line, unless it is blank, equals the last one, or starts with a blank (as shells do, to keep secrets out).</summary>
    /// <returns>Whether it was added.</returns>
    public bool Add(string line)
    {
        bool isNew = line.Length > 0 && !char.IsWhiteSpace(line[0]) && !(_entries.Count > 0 && _entries[^1] == line);
        if (isNew)
        {
            _entries.Add(line);
            if (_entries.Count > MaxEntries)
            {
                _entries.RemoveAt(0);
            }
        }

        Rewind();
        return isNew;
    }

    /// <summary>Goes behind the last line, where a new one is written.</summary>
    public void Rewind()
    {
        _position = _entries.Count;
        _draft = string.Empty;
    }

    /// <summary>The line before, or null at the oldest.</summary>
    /// <param name="current">What is written now; kept when it is the new line.</param>
    public string? Previous(string current)
    {
        if (_position == 0)
        {
            return null;
        }

        if (_position == _entries.Count)
        {
            _draft = current;
        }

        return _entries[--_position];
    }

    /// <summary>The line after; what was being written behind the last one; null beyond that.</summary>
    public string? Next()
    {
        if (_position >= _entries.Count)
        {
            return null;
        }

        _position++;
        return _position == _entries.Count ? _draft : _entries[_position];
    }

    /// <summary>Index of the newest line before <paramref name="before"/> that contains a text, or -1.</summary>
    public int FindLast(string text, int before)
    {
        for (int i = Math.Min(before, _entries.Count) - 1; i >= 0; i--)
        {
            if (_entries[i].Contains(text, StringComparison.OrdinalIgnoreCase))
            {
                return i;
            }
        }

        return -1;
    }
}
