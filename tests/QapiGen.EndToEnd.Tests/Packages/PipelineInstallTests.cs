using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;
using System.Text;
using QapiGen.Cli.Tests.Support;
using QapiGen.TestSupport;
using Xunit;

namespace QapiGen.EndToEnd.Tests.Packages;

/// <summary>The lines and the action for pipelines on a machine that has the SDK, git and bash, and no tool: each brings it.</summary>
[Collection(PackagesCollection.Name)]
public sealed class PipelineInstallTests(LocalFeed feed)
{
    [PipelineFact]
    public void Lines_for_pipelines_bring_the_tool_by_themselves()
    {
        string folder = Create("pipeline-lines");
        string text = File.ReadAllText(RepositoryPaths.Get("generator", "compatibility.md")).ReplaceLineEndings("\n").Split("```sh\n")[1];
        string lines = text[..text.IndexOf("```", StringComparison.Ordinal)];

        // A second time, as on a machine that is kept.
        for (int run = 0; run < 2; run++)
        {
            (int code, string output) = Bash(folder, [], "-e", "-c", lines);

            Assert.True(code == 1, output);
            Assert.Contains("QAPI3101 b: command 'b' was removed", output, StringComparison.Ordinal);
            Assert.Contains("\"ruleId\": \"QAPI3101\"", File.ReadAllText(Path.Combine(folder, "qapigen.sarif")), StringComparison.Ordinal);
            Assert.Contains("### QAPI3101 command-removed", File.ReadAllText(Path.Combine(folder, "summary.md")), StringComparison.Ordinal);
        }
    }

    [PipelineFact]
    public void Action_brings_the_tool_by_itself()
    {
        string folder = Create("pipeline-action");
        string runner = Path.Combine(Path.GetDirectoryName(folder)!, "runner");
        Directory.CreateDirectory(runner);
        string paths = Path.Combine(runner, "paths");
        string added = string.Empty;
        (int code, string output) = (-1, string.Empty);
        foreach (ActionStep step in new CompositeAction(RepositoryPaths.Get("generator", "action", "action.yml")).Steps([], new() { ["github.base_ref"] = "main" }))
        {
            Assert.True(code is -1 or 0, output);
            var environment = new Dictionary<string, string>(step.Environment)
            {
                ["RUNNER_TEMP"] = runner,
                ["GITHUB_PATH"] = paths,
                ["GITHUB_STEP_SUMMARY"] = Path.Combine(runner, "summary.md"),
                ["PATH"] = added + BarePath(),
            };
            (code, output) = Bash(folder, environment, "--noprofile", "--norc", "-eo", "pipefail", "-c", step.Run);

            // As a runner does it between steps.
            added = File.Exists(paths) ? string.Concat(File.ReadAllLines(paths).Reverse().Select(static path => path + Path.PathSeparator)) : string.Empty;
        }

        Assert.True(code == 1, output);
        Assert.Contains("QAPI3101 b: command 'b' was removed", output, StringComparison.Ordinal);
        Assert.Contains("\"ruleId\": \"QAPI3101\"", File.ReadAllText(Path.Combine(folder, "qapigen.sarif")), StringComparison.Ordinal);
        Assert.Contains("### QAPI3101 command-removed", File.ReadAllText(Path.Combine(runner, "summary.md")), StringComparison.Ordinal);
    }

    // A checkout whose remote has a command more.
    private string Create(string name)
    {
        string folder = feed.CreateConsumer(
            name + "/project",
            ("api.json", "{ 'command': 'a' }\n{ 'command': 'b' }\n"),
            ("nuget.config", $"<configuration><packageSources><clear /><add key=\"local\" value=\"{feed.Feed}\" /></packageSources></configuration>"));
        GitProgram.Init(folder);
        GitProgram.Git(folder, "add", "api.json");
        GitProgram.Commit(folder);
        GitProgram.Git(folder, "clone", "-q", "--bare", ".", "../upstream.git");
        GitProgram.Git(folder, "remote", "add", "origin", "../upstream.git");
        GitProgram.Git(folder, "fetch", "-q", "origin");
        GitProgram.Git(folder, "checkout", "-q", "-b", "change");
        File.WriteAllText(Path.Combine(folder, "api.json"), "{ 'command': 'a' }\n");
        GitProgram.Git(folder, "add", "api.json");
        GitProgram.Commit(folder);
        return folder;
    }

    private static string BarePath() => string.Join(
        Path.PathSeparator,
        Environment.GetEnvironmentVariable("PATH")!.Split(Path.PathSeparator).Where(static folder => !File.Exists(Path.Combine(folder, "qapigen"))));

    private static (int Code, string Output) Bash(string folder, Dictionary<string, string> environment, params string[] arguments)
    {
        var start = new ProcessStartInfo("bash", arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        string home = Path.Combine(Path.GetDirectoryName(folder)!, "home");
        Directory.CreateDirectory(home);
        start.Environment["HOME"] = home;
        start.Environment["DOTNET_CLI_HOME"] = home;
        start.Environment["DOTNET_CLI_UI_LANGUAGE"] = "en";
        start.Environment["DOTNET_GENERATE_ASPNET_CERTIFICATE"] = "false";
        start.Environment["PATH"] = BarePath();

        // An installed tool looks for the runtime there, or in the usual folders; where the SDK is elsewhere, who installed it has set this.
        start.Environment["DOTNET_ROOT"] = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."));
        foreach ((string name, string value) in environment)
        {
            start.Environment[name] = value;
        }

        var output = new StringBuilder();
        using Process process = Process.Start(start)!;
        process.OutputDataReceived += (_, line) => Append(output, line.Data);
        process.ErrorDataReceived += (_, line) => Append(output, line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        process.WaitForExit();
        return (process.ExitCode, output.ToString());
    }

    private static void Append(StringBuilder output, string? line)
    {
        lock (output)
        {
            output.AppendLine(line);
        }
    }

    private sealed class PipelineFactAttribute : FactAttribute
    {
        public PipelineFactAttribute() => Skip = OptionalPrograms.Find("git") is null || OptionalPrograms.Find("bash") is null || OperatingSystem.IsWindows()
            ? "git or bash is not installed"
            : null;
    }
}
