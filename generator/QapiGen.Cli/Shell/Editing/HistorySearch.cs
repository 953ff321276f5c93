namespace QapiGen.Cli.Shell.Editing;

/// <summary>Searches the history backwards while the searched text is being typed (Ctrl-R).</summary>
internal sealed class HistorySearch
{
    private readonly LineHistory _history;
    private string _text = string.Empty;
    private int _found;
    private bool _failed;

    /// <summary>Begins at the newest line.</summary>
    /// <param name="history">The lines.</param>
    /// <param name="original">The line to go back to when the search is given up.</param>
    public HistorySearch(LineHistory history, string original)
    {
        _history = history;
        Original = original;
        Match = original;
        _found = history.Entries.Count;
    }

    /// <summary>The line before the search.</summary>
    public string Original { get; }

    /// <summary>The line found; the last one found when there is none further back.</summary>
    public string Match { get; private set; }

    /// <summary>What stands before the found line.</summary>
    public string Prompt => _failed ? $"(no match for '{_text}') " : $"(search '{_text}') ";

    /// <summary>Adds a character to the searched text.</summary>
    public void Append(char c)
    {
        _text += c;
        Find(_found + 1);
    }

    /// <summary>Removes the last character of the searched text and starts over.</summary>
    public void RemoveLast()
    {
        _text = _text.Length == 0 ? _text : _text[..^1];
        Find(_history.Entries.Count);
    }

    /// <summary>Goes on to an older line.</summary>
    public void Next() => Find(_found);

    private void Find(int before)
    {
        int index = _text.Length == 0 ? -1 : _history.FindLast(_text, before);
        _failed = index < 0 && _text.Length > 0;
        if (index >= 0)
        {
            _found = index;
            Match = _history.Entries[index];
        }
    }
}
