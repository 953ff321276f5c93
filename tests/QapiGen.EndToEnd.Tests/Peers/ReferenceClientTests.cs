using System;
using System.Diagnostics;
using System.IO;
using System.Threading.Tasks;
using QapiGen.EndToEnd.Tests.Samples;
using QapiGen.TestSupport;
using Xunit;

namespace QapiGen.EndToEnd.Tests.Peers;

/// <summary>A server of ours, driven by the client that QEMU's own tests use.</summary>
public sealed class ReferenceClientTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly string _folder = Directory.CreateTempSubdirectory("reference-client-").FullName;

    [QemuPythonFact]
    public async Task Qemus_own_client_negotiates_runs_commands_at_once_and_follows_a_job()
    {
        (string socket, string source, string target) = (Path.Combine(_folder, "qmp.sock"), Path.Combine(_folder, "source"), Path.Combine(_folder, "target"));
        await File.WriteAllBytesAsync(source, Examples.Bytes(300_000));
        using Process host = SampleProgram.Start("JobHost", "--socket", socket);
        using Process client = StartClient(socket, source, target);
        try
        {
            // The package retries no refused connection.
            using (await RawQmp.ConnectAsync(socket))
            {
                await client.StandardInput.WriteLineAsync();
            }

            Task<string> error = client.StandardError.ReadToEndAsync();
            string output = await client.StandardOutput.ReadToEndAsync().WaitAsync(Patience);
            Assert.Equal(
                """
                greeting ['oob', '__qapigen_queue-64']
                commands True
                error GenericError - Job not found
                event created
                event running
                event FILE_VERIFIED
                event waiting
                event pending
                event concluded
                jobs ['concluded'] ['package', 'qemu']
                event null
                disconnected

                """,
                output + await error);
            await host.WaitForExitAsync().WaitAsync(Patience);
            Assert.Equal(0, host.ExitCode);
            Assert.Equal(await File.ReadAllBytesAsync(source), await File.ReadAllBytesAsync(target));
        }
        finally
        {
            End(client);
            End(host);
        }
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static Process StartClient(params string[] arguments)
    {
        string script = RepositoryPaths.Get("tests", "QapiGen.EndToEnd.Tests", "Peers", "reference_client.py");
        var start = new ProcessStartInfo(QemuPythonFactAttribute.Interpreter, [script, .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["PYTHONPATH"] = QemuPythonFactAttribute.Folder;
        start.Environment["PYTHONDONTWRITEBYTECODE"] = "1";
        return Process.Start(start)!;
    }

    private static void End(Process process)
    {
        if (!process.HasExited)
        {
            process.Kill();
            process.WaitForExit();
        }
    }
}
