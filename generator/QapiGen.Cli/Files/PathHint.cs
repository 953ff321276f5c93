using System;
using System.IO;
using System.Linq;
using QapiGen.Cli.Output;

namespace QapiGen.Cli.Files;

/// <summary>Guesses which file was meant where there is none.</summary>
internal static class PathHint
{
    private const string UsualRoot = "qapi-schema.json";

    /// <summary>A sentence, or null.</summary>
    public static string? For(IFileSystem files, string path)
    {
        if (path.Length == 0 || files.FileExists(path))
        {
            return null;
        }

        if (files.DirectoryExists(path))
        {
            string[] inside = files.List(path).Where(n => n.EndsWith(".json", StringComparison.Ordinal)).ToArray();
            string? name = inside.Contains(UsualRoot) ? UsualRoot : inside.Length == 1 ? inside[0] : null;
            return name is null ? "Name the root file in it." : $"Did you mean '{TerminalText.Escape(Path.Combine(path, name))}'?";
        }

        string directory = Path.GetDirectoryName(path) is { Length: > 0 } parent ? parent : ".";
        string[] near = Suggestions.Find(Path.GetFileName(path), files.List(directory));
        return near.Length == 0 ? null
            : $"Did you mean {Suggestions.JoinQuoted(near.Select(n => directory == "." ? n : Path.Combine(directory, n)).ToArray(), "or")}?";
    }
}

/// <summary>Says in a few words why a file can't be had.</summary>
internal static class ReadFailure
{
    /// <summary>The reason, to follow "cannot read 'x': ".</summary>
    public static string Describe(IFileSystem files, string path, Exception exception) => exception switch
    {
        _ when files.DirectoryExists(path) => "it is a directory",
        FileNotFoundException => "no such file",
        DirectoryNotFoundException => "no such directory",
        UnauthorizedAccessException => "permission denied",
        PathTooLongException => "the path is too long",
        _ => exception.Message,
    };
}
