using System;
using System.Diagnostics;
using System.IO;

namespace QapiGen.Benchmarks.Support;

/// <summary>The C programs that show what is possible at all.</summary>
internal static class CProgram
{
    /// <summary>Compiles one of the folder <c>Peers</c>; gives the program's path.</summary>
    /// <exception cref="InvalidOperationException">The compiler failed.</exception>
    public static string Build(string name)
    {
        string source = Path.Combine(AppContext.BaseDirectory, "Peers", name + ".c");
        string program = Path.Combine(AppContext.BaseDirectory, name);
        using Process compiler = Process.Start("cc", ["-O2", "-o", program, source]);
        compiler.WaitForExit();
        return compiler.ExitCode == 0 ? program : throw new InvalidOperationException($"The C compiler could not build {source}.");
    }
}
