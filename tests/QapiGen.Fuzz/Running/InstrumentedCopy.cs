using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using SharpFuzz;

namespace QapiGen.Fuzz.Running;

/// <summary>This program beside libraries that note the branches they take, in a folder of its own.</summary>
internal static class InstrumentedCopy
{
    private static readonly string[] Libraries =
    [
        "QapiGen.Schema.dll", "QapiGen.Emit.dll", "QapiGen.Compatibility.dll", "QapiGen.Runtime.dll", "QapiGen.Jobs.dll", "QapiGen.Jobs.Sqlite.dll", "QapiGen.Jobs.PostgreSql.dll",
    ];

    private static string Name => typeof(InstrumentedCopy).Assembly.GetName().Name + ".dll";

    /// <summary>Runs a verb in such a copy; its output is ours.</summary>
    /// <param name="home">This program's folder.</param>
    /// <param name="counts">Whether branches are counted instead of marked.</param>
    /// <param name="arguments">The verb and what belongs to it.</param>
    /// <returns>Its exit code.</returns>
    public static int Run(string home, bool counts, string[] arguments)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("qapigen-fuzz-");
        try
        {
            Make(home, folder.FullName, counts);
            using Process process = Process.Start(new ProcessStartInfo("dotnet", [Path.Combine(folder.FullName, Name), "inside", .. arguments]))!;
            process.WaitForExit();
            return process.ExitCode;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static void Make(string home, string folder, bool counts)
    {
        foreach (string file in Directory.GetFiles(home).Where(path => Path.GetExtension(path) is ".dll" or ".json"))
        {
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
        }

        // Libraries that aren't .NET's.
        string native = Path.Combine(home, "runtimes");
        foreach (string file in Directory.Exists(native) ? Directory.GetFiles(native, "*", SearchOption.AllDirectories) : [])
        {
            string copy = Path.Combine(folder, Path.GetRelativePath(home, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }

        // Options are read from the environment, once.
        Environment.SetEnvironmentVariable("SHARPFUZZ_ENABLE_ON_BRANCH_CALLBACK", counts ? "1" : null);
        foreach (string library in Libraries)
        {
            Fuzzer.Instrument(Path.Combine(folder, library), static _ => true, Options.Value);
        }
    }
}
