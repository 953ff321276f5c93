using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
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

    [GitFact]
    public async Task Lines_for_other_pipelines_do_what_they_say()
    {
        using var upstream = new GitRepository();
        upstream.Write("api.json", "{ 'command': 'a' }\n{ 'command': 'b' }\n");
        upstream.Commit();
        using var clone = new GitRepository();
        clone.Run("remote", "add", "origin", upstream.Folder);
        clone.Run("pull", "-q", "origin", "main");
        clone.Write("api.json", "{ 'command': 'b' }\n");
        clone.Commit();
        string[] lines = [.. DocumentedLines().Where(line => !line.StartsWith("dotnet tool install ", StringComparison.Ordinal))];
        Assert.Equal(4, lines.Length);

        (int code, string output) = await RunAsync(clone, ["-e", "-c", string.Join('\n', lines)], string.Empty, string.Empty);

        Assert.Equal(1, code);
        Assert.Contains("QAPI3101 a: command 'a' was removed", output, StringComparison.Ordinal);
        Assert.Contains("\"ruleId\": \"QAPI3101\"", await File.ReadAllTextAsync(Path.Combine(clone.Folder, "qapigen.sarif")), StringComparison.Ordinal);
        Assert.Contains("### QAPI3101 command-removed", await File.ReadAllTextAsync(Path.Combine(clone.Folder, "summary.md")), StringComparison.Ordinal);
    }

    /// <summary>The block of shell lines in the documentation of comparisons.</summary>
    private static string[] DocumentedLines()
    {
        string text = File.ReadAllText(RepositoryPaths.Get("generator", "compatibility.md")).ReplaceLineEndings("\n");
        string block = text.Split("```sh\n")[1];
        return block[..block.IndexOf("```", StringComparison.Ordinal)].Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    private static Task<(int Code, string Output)> RunAsync(GitRepository repository, string against, string arguments) =>
        RunAsync(repository, [RepositoryPaths.Get("generator", "action", "check.sh")], against, arguments);

    private static async Task<(int Code, string Output)> RunAsync(GitRepository repository, string[] script, string against, string arguments)
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

            var start = new ProcessStartInfo("bash", script)
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
