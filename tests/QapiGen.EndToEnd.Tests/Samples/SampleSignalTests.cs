using System;
using System.Diagnostics;
using System.IO;
using System.Threading.Tasks;
using Xunit;

namespace QapiGen.EndToEnd.Tests.Samples;

/// <summary>A signal in the first moments of a program: it ends without a word, and leaves nothing behind.</summary>
public sealed class SampleSignalTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly string _folder = Directory.CreateTempSubdirectory("signal-test-").FullName;

    [Theory]
    [InlineData("TERM", "JobHost", "--socket", "{0}/qmp.sock")]
    [InlineData("INT", "JobHost", "--socket", "{0}/qmp.sock")]
    [InlineData("TERM", "JobHost")]
    [InlineData("TERM", "StorageDaemon", "--daemon", "cat")]
    [InlineData("INT", "StorageDaemon", "--daemon", "cat")]
    [InlineData("TERM", "Dashboard", "--urls", "http://127.0.0.1:0")]
    [InlineData("INT", "Dashboard", "--urls", "http://127.0.0.1:0")]
    [InlineData("INT", "VirtualMachine", "--storage-daemon", "cat", "--emulator", "cat")]
    [InlineData("TERM", "VirtualMachine", "--storage-daemon", "cat", "--emulator", "cat")]
    public async Task A_signal_right_after_the_start_ends_it_cleanly(string signal, string sample, params string[] arguments)
    {
        string[] filledIn = Array.ConvertAll(arguments, text => text.Replace("{0}", _folder, StringComparison.Ordinal));
        foreach (int milliseconds in (int[])[0, 25, 50, 75, 100, 130, 160, 200, 250, 350, 450, 600, 800])
        {
            using Process process = SampleProgram.StartIn(_folder, sample, filledIn);
            Task<string> output = process.StandardOutput.ReadToEndAsync();
            Task<string> error = process.StandardError.ReadToEndAsync();
            await Task.Delay(milliseconds);
            using (Process kill = Process.Start("kill", [$"-{signal}", $"{process.Id}"]))
            {
                await kill.WaitForExitAsync();
            }

            await process.WaitForExitAsync().WaitAsync(Patience);
            Assert.DoesNotContain("   at ", await output + await error, StringComparison.Ordinal);
            Assert.True(process.ExitCode is 0 or 1 or 128 + 2 or 128 + 15, $"after {milliseconds} ms: {process.ExitCode} {await error}");
            Assert.Empty(Directory.GetFileSystemEntries(_folder));
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
