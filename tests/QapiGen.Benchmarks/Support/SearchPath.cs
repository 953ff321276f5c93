using System;
using System.IO;
using System.Linq;

namespace QapiGen.Benchmarks.Support;

/// <summary>Programs that are installed or not.</summary>
internal static class SearchPath
{
    /// <summary>Whether a program is there.</summary>
    public static bool Has(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, program)));
}
