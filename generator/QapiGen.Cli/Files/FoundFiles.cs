using System;
using System.IO;
using QapiGen.Cli.Output;
using QapiGen.LanguageServer.Files;

namespace QapiGen.Cli.Files;

/// <summary>Reads files that were looked for.</summary>
internal static class FoundFiles
{
    /// <summary>Reads one that may or may not concern us.</summary>
    /// <returns>Its content; null if it isn't there, or is no regular file.</returns>
    /// <exception cref="CallException">It can't be read.</exception>
    public static byte[]? TryRead(IFileSystem files, string path) =>
        files.FileExists(path) && files.NatureOf(path) == FileNature.File ? Read(files, path) : null;

    /// <summary>Reads one that is needed.</summary>
    /// <exception cref="CallException">It can't be read, or is no regular file.</exception>
    public static byte[] Read(IFileSystem files, string path)
    {
        try
        {
            return files.ReadAllBytes(path, PathOrigin.Found);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CallException($"can't read '{path}': {ReadFailure.Describe(files, path, e)}");
        }
    }
}
