using System;
using System.Diagnostics;
using System.IO;
using System.Text.Json;
using System.Threading.Tasks;
using QapiGen.Cli.Tests.Support;
using QapiGen.TestSupport;
using Xunit;

namespace QapiGen.Cli.Tests;

/// <summary>The step for pipelines, on a small repository.</summary>
public sealed class PipelineTests
{
    [GitFact]
    public async Task Step_fails_for_a_breaking_change_and_tells_the_code_host_where()
    {
        using var repository = new GitRepository();
        repository.Write("api.json", "{ 'command': 'a' }\n{ 'command': 'b' }\n");
        repository.Commit();
        repository.Write("api.json", "{ 'command': 'b' }\n");
        repository.Commit();

        (int code, string output) = await RunAsync(repository, "HEAD^", string.Empty);

        Assert.Equal(1, code);
        Assert.Contains("QAPI3101 a: command 'a' was removed", output, StringComparison.Ordinal);
        using JsonDocument sarif = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(repository.Folder, "out.sarif")));
        JsonElement result = sarif.RootElement.GetProperty("runs")[0].GetProperty("results")[0];
        Assert.Equal("api.json", result.GetProperty("locations")[0].GetProperty("physicalLocation").GetProperty("artifactLocation").GetProperty("uri").GetString());
        Assert.Contains("### QAPI3101 command-removed", await File.ReadAllTextAsync(Path.Combine(repository.Folder, "summary.md")), StringComparison.Ordinal);
        Assert.Equal(0, (await RunAsync(repository, "HEAD^", "--fail-on never")).Code);
        Assert.Equal(0, (await RunAsync(repository, "HEAD", string.Empty)).Code);
    }

    [Fact]
    public void Action_runs_the_script_beside_it()
    {
        string action = File.ReadAllText(RepositoryPaths.Get("generator", "action", "action.yml"));

        Assert.Contains("using: composite", action, StringComparison.Ordinal);
        Assert.Contains("bash \"${{ github.action_path }}/check.sh\"", action, StringComparison.Ordinal);
        foreach (string variable in new[] { "QAPIGEN_AGAINST", "QAPIGEN_ARGUMENTS", "QAPIGEN_SARIF" })
        {
            Assert.Contains(variable + ": ${{ inputs.", action, StringComparison.Ordinal);
        }
    }

    private static async Task<(int Code, string Output)> RunAsync(GitRepository repository, string against, string arguments)
    {
        // The tool as a program on PATH, as an installed one would be.
        string bin = Directory.CreateTempSubdirectory("qapigen-bin-").FullName;
        try
        {
            string tool = Path.Combine(bin, "qapigen");
            await File.WriteAllTextAsync(tool, $"#!/bin/sh\nexec dotnet '{Path.Combine(AppContext.BaseDirectory, "qapigen.dll")}' \"$@\"\n");
            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(tool, UnixFileMode.UserRead | UnixFileMode.UserExecute);
            }

            var start = new ProcessStartInfo("bash", [RepositoryPaths.Get("generator", "action", "check.sh")])
            {
                WorkingDirectory = repository.Folder,
                RedirectStandardOutput = true,
            };
            start.Environment["PATH"] = bin + Path.PathSeparator + Environment.GetEnvironmentVariable("PATH");
            start.Environment["QAPIGEN_AGAINST"] = against;
            start.Environment["QAPIGEN_ARGUMENTS"] = arguments;
            start.Environment["QAPIGEN_SARIF"] = "out.sarif";
            start.Environment["GITHUB_STEP_SUMMARY"] = "summary.md";
            using Process process = Process.Start(start)!;
            string output = await process.StandardOutput.ReadToEndAsync();
            await process.WaitForExitAsync();
            return (process.ExitCode, output);
        }
        finally
        {
            Directory.Delete(bin, recursive: true);
        }
    }
}
