using System;
using System.IO;

namespace QapiGen.TestSupport;

/// <summary>Programs that some tests talk to when they are installed.</summary>
public static class OptionalPrograms
{
    /// <summary>Finds a program on the search path, or null.</summary>
    public static string? Find(string name)
    {
        foreach (string folder in (Environment.GetEnvironmentVariable("PATH") ?? string.Empty).Split(Path.PathSeparator))
        {
            string path = Path.Combine(folder, OperatingSystem.IsWindows() ? name + ".exe" : name);
            if (folder.Length > 0 && File.Exists(path))
            {
                return path;
            }
        }

        return null;
    }
}
