using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using QapiGen.Compatibility.Reports;

namespace QapiGen.Cli.Files;

/// <summary>Finds the top of the repository that files lie in.</summary>
internal static class RepositoryRoot
{
    /// <summary>
    /// Where files lie for code hosts: below the top of the repository around the working directory; of that which the files lie in, if they don't lie there; or below the working
    /// directory if there is none.
    /// </summary>
    /// <param name="files">The files.</param>
    /// <param name="paths">Paths of those that are reported on, the one that counts most first.</param>
    public static ArtifactPlaces Places(IFileSystem files, IEnumerable<string?> paths)
    {
        string here = files.CurrentDirectory;
        string? around = Find(files);
        string[] folders = [.. paths.OfType<string>().Select(path => Path.GetDirectoryName(Path.GetFullPath(path, here)) ?? here)];
        bool isHere = around is not null && (folders.Length == 0 || Array.Exists(folders, folder => (folder + "/").StartsWith(around.TrimEnd('/') + "/", StringComparison.Ordinal)));
        return new(isHere ? around! : folders.Select(folder => Find(files, folder)).FirstOrDefault(static found => found is not null) ?? around ?? here, here);
    }

    /// <summary>The top of the repository around the working directory; null if it is in none.</summary>
    public static string? Find(IFileSystem files) => Find(files, files.CurrentDirectory);

    // A worktree of its own and a submodule have a file there.
    private static string? Find(IFileSystem files, string directory)
    {
        string? folder = directory;
        while (folder is not null && !files.DirectoryExists(Path.Combine(folder, ".git")) && !files.FileExists(Path.Combine(folder, ".git")))
        {
            folder = Path.GetDirectoryName(folder);
        }

        return folder;
    }
}
