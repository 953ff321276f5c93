using System;
using System.IO;

namespace QapiGen.Benchmarks.Support;

/// <summary>Where the repository is that this program was built from.</summary>
internal static class RepositoryRoot
{
    /// <summary>The nearest folder above this program with the solution; the working directory where there is none.</summary>
    public static string Find()
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "QapiGen.sln")))
        {
            folder = Path.GetDirectoryName(folder);
        }

        return folder ?? Environment.CurrentDirectory;
    }
}
