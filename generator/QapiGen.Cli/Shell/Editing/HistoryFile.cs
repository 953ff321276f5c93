using System;
using System.IO;
using System.Linq;
using System.Text;
using QapiGen.Cli.Files;
using QapiGen.LanguageServer.Files;

namespace QapiGen.Cli.Shell.Editing;

/// <summary>Keeps the history between sessions, one line per entry, in the user's state directory.</summary>
/// <remarks>A history that can't be read or written costs the user nothing but the history.</remarks>
internal sealed class HistoryFile
{
    private readonly IFileSystem _files;
    private readonly string? _path;

    /// <summary>Makes the file's name from the environment: <c>$XDG_STATE_HOME/qapigen/history</c>, else <c>~/.local/state/qapigen/history</c>.</summary>
    public HistoryFile(IFileSystem files, Func<string, string?> getVariable)
    {
        _files = files;
        string? state = getVariable("XDG_STATE_HOME") is { Length: > 0 } xdg ? xdg : InHome(getVariable("HOME") ?? getVariable("USERPROFILE"));
        _path = state is null ? null : Path.Combine(state, "qapigen", "history");
    }

    /// <summary>Adds the saved lines to a history.</summary>
    public void Load(LineHistory history)
    {
        if (_path is null || !_files.FileExists(_path))
        {
            return;
        }

        try
        {
            string text = Encoding.UTF8.GetString(_files.ReadAllBytes(_path, PathOrigin.Found));
            foreach (string line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
            {
                history.Add(line);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
        }
    }

    /// <summary>Saves a history. Lines may hold secrets, so only the user may enter the directory.</summary>
    public void Save(LineHistory history)
    {
        if (_path is null || history.Entries.Count == 0)
        {
            return;
        }

        try
        {
            _files.CreateDirectory(Path.GetDirectoryName(_path)!, isPrivate: true);
            string text = string.Concat(history.Entries.Where(e => !e.Contains('\n', StringComparison.Ordinal)).Select(e => e + "\n"));
            _files.WriteAllBytes(_path, Encoding.UTF8.GetBytes(text), PathOrigin.Found);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
        }
    }

    private static string? InHome(string? home) => string.IsNullOrEmpty(home) ? null : Path.Combine(home, ".local", "state");
}
