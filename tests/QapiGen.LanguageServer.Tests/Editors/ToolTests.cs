using System;
using System.Diagnostics;
using System.IO;
using System.Threading.Tasks;

namespace QapiGen.LanguageServer.Tests.Editors;

/// <summary>The tool as editors start it.</summary>
public sealed class ToolTests
{
    [Fact]
    public async Task Arguments_that_editors_add_are_taken_and_the_process_that_they_name_ends_the_server()
    {
        using Process client = OperatingSystem.IsWindows() ? Process.Start("ping", "-n 600 127.0.0.1") : Process.Start("sleep", "600");
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "qapigen.dll"), "lsp", "--stdio", $"--clientProcessId={client.Id}"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process server = Process.Start(start)!;
        await server.StandardInput.WriteAsync("Content-Length: 58\r\n\r\n{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"initialize\",\"params\":{}}");
        await server.StandardInput.FlushAsync();
        Assert.StartsWith("Content-Length: ", await server.StandardOutput.ReadLineAsync(), StringComparison.Ordinal);

        client.Kill();

        await server.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(60));
        Assert.Equal((1, ""), (server.ExitCode, await server.StandardError.ReadToEndAsync()));
    }
}
