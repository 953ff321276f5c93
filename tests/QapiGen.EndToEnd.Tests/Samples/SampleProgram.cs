using System;
using System.Diagnostics;
using System.IO;
using System.Threading.Tasks;
using QapiGen.TestSupport;

namespace QapiGen.EndToEnd.Tests.Samples;

/// <summary>A sample of this build, run as a process of its own.</summary>
internal static class SampleProgram
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <summary>Starts a sample.</summary>
    public static Process Start(string sample, params string[] arguments) => Launch("dotnet", [PathOf(sample), .. arguments]);

    /// <summary>Starts a sample that may have no more than a number of file descriptors.</summary>
    public static Process StartLimited(int descriptors, string sample, params string[] arguments) =>
        Launch("sh", ["-c", $"ulimit -n {descriptors}; exec dotnet \"$0\" \"$@\"", PathOf(sample), .. arguments]);

    /// <summary>Starts a sample whose managed memory is limited.</summary>
    public static Process StartWithHeap(long bytes, string sample, params string[] arguments) =>
        Launch("env", [$"DOTNET_GCHeapHardLimit=0x{bytes:x}", "dotnet", PathOf(sample), .. arguments]);

    /// <summary>Starts a sample that makes its temporary files below a folder; the sockets of the runtime for debuggers are not among them.</summary>
    public static Process StartIn(string temporaryFolder, string sample, params string[] arguments) =>
        Launch("env", [$"TMPDIR={temporaryFolder}", "DOTNET_EnableDiagnostics=0", "dotnet", PathOf(sample), .. arguments]);

    private static string PathOf(string sample)
    {
        // This test's own output path ends in <configuration>/<framework>/, and so does the sample's.
        string tail = Path.GetRelativePath(RepositoryPaths.Get("tests", "QapiGen.EndToEnd.Tests", "bin"), AppContext.BaseDirectory);
        string folder = RepositoryPaths.Get("samples", sample, "bin", tail);

        // The dashboard's program has another name than the library whose namespace it would share.
        string path = Path.Combine(folder, sample + ".dll");
        return File.Exists(path) ? path : Path.Combine(folder, sample + "Sample.dll");
    }

    private static Process Launch(string program, string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        return Process.Start(start) ?? throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} could not be started");
    }

    /// <summary>Runs a sample to its end; gives exit code and everything it printed.</summary>
    public static async Task<(int Code, string Output)> RunAsync(string sample, params string[] arguments)
    {
        using Process process = Start(sample, arguments);
        try
        {
            Task<string> output = process.StandardOutput.ReadToEndAsync();
            Task<string> error = process.StandardError.ReadToEndAsync();
            await process.WaitForExitAsync().WaitAsync(Patience);
            return (process.ExitCode, await output + await error);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill();
            }
        }
    }
}
