using System;
using System.Diagnostics;
using System.IO;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;
using QapiGen.LanguageServer.Tests.Support;
using QapiGen.TestSupport;

namespace QapiGen.LanguageServer.Tests.Editors;

/// <summary>Visual Studio Code with the packed extension, and with another one that tries it from inside the editor.</summary>
internal static class VisualStudioCode
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(300);

    /// <summary>Opens a folder, and waits until the probe has written what it has seen.</summary>
    public static async Task<JsonObject> RunAsync(SchemaFolder folder, bool asksForTrust)
    {
        SchemaFolder home = new();
        try
        {
            return await RunAsync(folder, home, asksForTrust);
        }
        finally
        {
            await DeleteAsync(home);
        }
    }

    // What the browser leaves running may still write for a moment.
    private static async Task DeleteAsync(SchemaFolder home)
    {
        for (int tries = 0; tries < 100; tries++)
        {
            try
            {
                home.Dispose();
                return;
            }
            catch (IOException)
            {
                await Task.Delay(100);
            }
        }
    }

    private static async Task<JsonObject> RunAsync(SchemaFolder folder, SchemaFolder home, bool asksForTrust)
    {
        string result = home["seen.json"];
        string program = home.Write("tool", $"#!/bin/sh\nexec dotnet '{Path.Combine(AppContext.BaseDirectory, "qapigen.dll")}' \"$@\"\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        home.Write("data/User/settings.json", new JsonObject { ["qapi.server.path"] = program, ["security.workspace.trust.enabled"] = asksForTrust }.ToJsonString());
        foreach (string name in (string[])["package.json", "probe.js"])
        {
            home.Write($"extensions/qapigen.qapi-probe-0.0.1/{name}", await File.ReadAllTextAsync(RepositoryPaths.Get("generator", "editors", "vscode", "test", "probe", name)));
        }

        string[] common = [VisualStudioCodeFactAttribute.Entry, "--user-data-dir", home["data"], "--extensions-dir", home["extensions"]];
        using (Process installing = Start(folder, home, program, VisualStudioCodeFactAttribute.Node, [.. common, "--install-extension", VisualStudioCodeFactAttribute.Extension]))
        {
            await installing.WaitForExitAsync().WaitAsync(Patience);
            Assert.Equal(0, installing.ExitCode);
        }

        var address = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        using Process server = Start(
            folder, home, program, VisualStudioCodeFactAttribute.Node, [.. common, "--auth", "none", "--bind-addr", "127.0.0.1:0", "--disable-telemetry", "--disable-update-check"], line =>
            {
                if (line.IndexOf("http://127.0.0.1:", StringComparison.Ordinal) is >= 0 and int at)
                {
                    address.TrySetResult(line[at..].Trim());
                }
            });
        try
        {
            string page = $"{await address.Task.WaitAsync(Patience)}?folder={Uri.EscapeDataString(folder.Path)}";
            using Process browser = Start(folder, home, program, OptionalPrograms.Find("chromium")!, ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run", $"--user-data-dir={home["browser"]}", "--remote-debugging-port=0", page]);
            try
            {
                var waited = Stopwatch.StartNew();
                while (!File.Exists(result))
                {
                    Assert.True(waited.Elapsed < Patience, $"the probe hasn't come beyond {(File.Exists(result + ".part") ? await File.ReadAllTextAsync(result + ".part") : "its start")}");
                    await Task.Delay(50);
                }

                return JsonNode.Parse(await File.ReadAllTextAsync(result))!.AsObject();
            }
            finally
            {
                await EndAsync(browser);
            }
        }
        finally
        {
            await EndAsync(server);
        }
    }

    private static Process Start(SchemaFolder folder, SchemaFolder home, string tool, string program, string[] arguments, Action<string>? read = null)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true, WorkingDirectory = folder.Path };
        start.Environment["HOME"] = home.Path;
        start.Environment["DOTNET_CLI_HOME"] = home.Path;
        start.Environment["QAPIGEN_TEST_FOLDER"] = folder.Path;
        start.Environment["QAPIGEN_TEST_PROGRAM"] = tool;
        start.Environment["QAPIGEN_TEST_RESULT"] = home["seen.json"];
        Process process = Process.Start(start)!;
        process.StandardInput.Close();
        process.OutputDataReceived += (_, line) => read?.Invoke(line.Data ?? "");
        process.ErrorDataReceived += static (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    private static async Task EndAsync(Process process)
    {
        process.Kill(entireProcessTree: true);
        using var patience = new CancellationTokenSource(Patience);
        await process.WaitForExitAsync(patience.Token);
    }
}
