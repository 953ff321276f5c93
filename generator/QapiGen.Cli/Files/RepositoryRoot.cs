using System.IO;
using QapiGen.Compatibility.Reports;

namespace QapiGen.Cli.Files;

/// <summary>Finds the top of the repository around the working directory.</summary>
internal static class RepositoryRoot
{
    /// <summary>Where files lie for code hosts: below the top of the repository, or below the working directory if that is in none.</summary>
    public static ArtifactPlaces Places(IFileSystem files) => new(Find(files) ?? files.CurrentDirectory, files.CurrentDirectory);

    /// <summary>The top of the repository around the working directory; null if it is in none.</summary>
    // A worktree of its own and a submodule have a file there.
    public static string? Find(IFileSystem files)
    {
        string? folder = files.CurrentDirectory;
        while (folder is not null && !files.DirectoryExists(Path.Combine(folder, ".git")) && !files.FileExists(Path.Combine(folder, ".git")))
        {
            folder = Path.GetDirectoryName(folder);
        }

        return folder;
    }
}
