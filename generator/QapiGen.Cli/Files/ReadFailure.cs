using System;
using System.IO;

namespace QapiGen.Cli.Files;

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
