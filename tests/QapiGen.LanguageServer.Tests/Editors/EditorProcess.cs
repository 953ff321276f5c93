using System;
using System.Diagnostics;
using System.IO;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;
using QapiGen.LanguageServer.Tests.Support;

namespace QapiGen.LanguageServer.Tests.Editors;

/// <summary>An editor, or another client, as a process that writes what it has seen to a file.</summary>
internal static class EditorProcess
{
    /// <summary>Runs it, and reads what it has seen.</summary>
    public static async Task<JsonObject> RunAsync(SchemaFolder folder, string program, params string[] arguments)
    {
        string result = folder["seen.json"];
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardError = true, RedirectStandardOutput = true, RedirectStandardInput = true, WorkingDirectory = folder.Path };
        start.Environment["QAPIGEN_TEST_TOOL"] = Path.Combine(AppContext.BaseDirectory, "qapigen.dll");
        start.Environment["QAPIGEN_TEST_RESULT"] = result;
        start.Environment["QAPIGEN_TEST_FOLDER"] = folder.Path;
        start.Environment["NODE_PATH"] = NodeClientFactAttribute.Modules;
        using Process process = Process.Start(start)!;
        process.StandardInput.Close();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(240));
        Task<string> output = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
        Task<string> error = process.StandardError.ReadToEndAsync(CancellationToken.None);
        try
        {
            await process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
        }

        string said = await output + await error;
        return File.Exists(result)
            ? JsonNode.Parse(await File.ReadAllTextAsync(result))!.AsObject()
            : throw new InvalidOperationException($"{program} wrote no result: {said}");
    }
}
