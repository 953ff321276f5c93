using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Threading.Tasks;
using QapiGen.TestSupport;
using Xunit;

namespace QapiGen.Jobs.Stores.Tests.Support;

/// <summary>The sample <c>JobHost</c> as a process of its own.</summary>
internal sealed class HostProcess : IDisposable
{
    private static readonly TimeSpan s_guard = TimeSpan.FromMinutes(2);

    private readonly Process _process;
    private readonly Task<string> _errors;

    private HostProcess(Process process) => (_process, _errors) = (process, process.StandardError.ReadToEndAsync());

    /// <summary>Whether it is over.</summary>
    public bool HasExited => _process.HasExited;

    /// <summary>Starts it.</summary>
    public static HostProcess Start(IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo("dotnet", [PathOf("JobHost"), .. arguments]) { RedirectStandardError = true };
        start.Environment["DOTNET_EnableDiagnostics"] = "0";
        return new HostProcess(Process.Start(start)!);
    }

    /// <summary>Sends a signal.</summary>
    public async Task SignalAsync(string name)
    {
        using var kill = Process.Start("kill", [$"-{name}", $"{_process.Id}"]);
        await kill.WaitForExitAsync();
    }

    /// <summary>SIGKILL; returns when nothing of it runs any more.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync().WaitAsync(s_guard);
    }

    /// <summary>Waits for its end; gives the exit code and what it said about it.</summary>
    public async Task<(int Code, string Errors)> EndAsync()
    {
        await _process.WaitForExitAsync().WaitAsync(s_guard);
        return (_process.ExitCode, (await _errors).Trim());
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.WaitForExit();
        _process.Dispose();
    }

    private static string PathOf(string sample)
    {
        // This test's own output path ends in <configuration>/<framework>/, and so does the sample's.
        string tail = Path.GetRelativePath(RepositoryPaths.Get("tests", "QapiGen.Jobs.Stores.Tests", "bin"), AppContext.BaseDirectory);
        string path = RepositoryPaths.Get("samples", sample, "bin", tail, sample + ".dll");
        Assert.True(File.Exists(path), path);
        return path;
    }
}
