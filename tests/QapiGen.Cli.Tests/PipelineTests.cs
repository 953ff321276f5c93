using System;
using System.Collections.Generic;
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
    [ProgramFact("git")]
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

    [ProgramFact("git")]
    public async Task Step_makes_the_folder_of_its_findings_or_says_that_it_cannot()
    {
        using var repository = new GitRepository();
        repository.Write("api.json", "{ 'command': 'a' }\n{ 'command': 'b' }\n");
        repository.Commit();
        repository.Write("api.json", "{ 'command': 'b' }\n");

        (int code, _) = await RunAsync(repository, "HEAD", string.Empty, "out/of the/way.sarif");
        Assert.Equal(1, code);
        Assert.Contains("\"ruleId\": \"QAPI3101\"", await File.ReadAllTextAsync(Path.Combine(repository.Folder, "out", "of the", "way.sarif")), StringComparison.Ordinal);

        (code, string output) = await RunAsync(repository, "HEAD", string.Empty, "api.json/way.sarif");
        Assert.Equal(2, code);
        Assert.Equal("qapigen: error: can't write the findings to 'api.json/way.sarif'\n", output);
    }

    [ProgramFact("git")]
    public async Task Action_fails_a_pull_request_that_breaks_and_passes_a_harmless_one()
    {
        using var upstream = new GitRepository();
        upstream.Write("api.json", "{ 'command': 'a' }\n{ 'command': 'b' }\n");
        upstream.Commit();
        upstream.Run("checkout", "-q", "-b", "breaking");
        upstream.Write("api.json", "{ 'command': 'b' }\n");
        upstream.Commit();
        upstream.Run("checkout", "-q", "-b", "harmless", "main");
        upstream.Write("api.json", "{ 'command': 'a' }\n{ 'command': 'b', 'data': { '*x': 'int' } }\n");
        upstream.Commit();
        Dictionary<string, string> pullRequest = new() { ["github.base_ref"] = "main" };

        (int code, string output) = await RunActionAsync(upstream, "breaking", pullRequest, []);
        Assert.Equal(1, code);
        Assert.Contains("QAPI3101 a: command 'a' was removed", output, StringComparison.Ordinal);
        Assert.Contains("\"ruleId\": \"QAPI3101\"", output, StringComparison.Ordinal);
        Assert.Contains("### QAPI3101 command-removed", output, StringComparison.Ordinal);

        (code, output) = await RunActionAsync(upstream, "harmless", pullRequest, []);
        Assert.Equal(0, code);
        Assert.Contains("0 breaking, 1 risky, 0 compatible", output, StringComparison.Ordinal);

        // What a workflow sets instead.
        Assert.Equal(0, (await RunActionAsync(upstream, "breaking", pullRequest, new() { ["arguments"] = "--fail-on never api.json" })).Code);
        Assert.Equal(1, (await RunActionAsync(upstream, "breaking", new() { ["github.base_ref"] = "" }, new() { ["against"] = "origin/harmless", ["arguments"] = "--profile client" })).Code);

        // Quoted as in a shell, on several lines, and nothing of it runs.
        (code, output) = await RunActionAsync(
            upstream, "breaking", pullRequest,
            new() { ["arguments"] = "--commands \"a; touch pwned\" --events 'none such'\n--fail-on never --suppress \"$(touch pwned)\\\" list\"" });
        Assert.Equal(2, code);
        Assert.Contains("can't read '$(touch pwned)\" list': no such file", output, StringComparison.Ordinal);
        (code, output) = await RunActionAsync(upstream, "breaking", pullRequest, new() { ["arguments"] = "--commands \"no such\" --events 'none either'" });
        Assert.Equal(1, code);
        Assert.Contains("nothing matches 'no such' or 'none either'", output, StringComparison.Ordinal);
        (code, output) = await RunActionAsync(upstream, "harmless", pullRequest, new() { ["arguments"] = "--commands 'a" });
        Assert.Equal(2, code);
        Assert.Contains("qapigen: error: the arguments have a quote without its partner: --commands 'a", output, StringComparison.Ordinal);

        // What would spoil the results is refused before anything is compared.
        foreach (string argument in (string[])["--format json", "--format=json", "-f json", "--write-suppressions list"])
        {
            (code, output) = await RunActionAsync(upstream, "breaking", pullRequest, new() { ["arguments"] = "--profile client " + argument });
            Assert.Equal(2, code);
            Assert.StartsWith($"qapigen: error: '{argument.Split(' ')[0]}' is not for these arguments", output, StringComparison.Ordinal);
        }

        // Both lack what the target has got since; where the head of a branch is checked out, that isn't what it took away.
        upstream.Run("checkout", "-q", "main");
        upstream.Write("api.json", "{ 'command': 'a' }\n{ 'command': 'b' }\n{ 'command': 'later' }\n");
        upstream.Commit();
        (code, output) = await RunActionAsync(upstream, "harmless", pullRequest, new() { ["against"] = "origin/main..." });
        Assert.True(code == 0, output);
        Assert.DoesNotContain("'later'", output, StringComparison.Ordinal);
        (code, output) = await RunActionAsync(upstream, "breaking", pullRequest, new() { ["against"] = "origin/main..." });
        Assert.Equal(1, code);
        Assert.Contains("1 breaking, 0 risky", output, StringComparison.Ordinal);

        // A push has no target: the commit before counts. And what isn't there is said, not passed.
        Assert.Equal(1, (await RunActionAsync(upstream, "breaking", new() { ["github.base_ref"] = "" }, [])).Code);
        (code, output) = await RunActionAsync(upstream, "harmless", pullRequest, new() { ["against"] = "origin/nowhere" });
        Assert.Equal(2, code);
        Assert.Contains("git knows no commit 'origin/nowhere' in this shallow clone", output, StringComparison.Ordinal);
    }

    [ProgramFact("git")]
    public async Task Action_compares_with_where_a_pull_request_left_its_target_also_when_it_runs_again()
    {
        using var upstream = new GitRepository();
        upstream.Write("api.json", "{ 'command': 'a' }\n{ 'command': 'b' }\n");
        upstream.Commit();
        MakePullRequest(upstream, 1, "{ 'command': 'a' }\n{ 'command': 'b', 'data': { '*x': 'int' } }\n");
        MakePullRequest(upstream, 2, "{ 'command': 'b' }\n");
        upstream.Write("api.json", "{ 'command': 'a' }\n{ 'command': 'b' }\n{ 'command': 'later' }\n");
        upstream.Commit();
        Dictionary<string, string> facts = new() { ["github.base_ref"] = "main" };

        (int code, string output) = await RunActionAsync(upstream, "refs/pull/1/merge", facts, []);
        Assert.True(code == 0, output);
        (code, output) = await RunActionAsync(upstream, "refs/pull/2/merge", facts, []);

        Assert.Equal(1, code);
        Assert.Contains("1 breaking, 0 risky", output, StringComparison.Ordinal);
        Assert.DoesNotContain("'later'", output, StringComparison.Ordinal);
    }

    [ProgramFact("git")]
    public async Task Action_looks_at_all_commits_of_a_push_of_a_new_branch_and_of_a_merge_queue()
    {
        using var upstream = new GitRepository();
        upstream.Write("api.json", "{ 'command': 'a' }\n{ 'command': 'b' }\n");
        upstream.Commit();
        string before = upstream.Head();
        upstream.Run("checkout", "-q", "-b", "side");
        upstream.Write("api.json", "{ 'command': 'b' }\n");
        upstream.Commit();
        upstream.Write("readme", "more");
        upstream.Commit();
        upstream.Run("checkout", "-q", "main");
        upstream.Write("api.json", "{ 'command': 'a' }\n{ 'command': 'b' }\n{ 'command': 'later' }\n");
        upstream.Commit();

        foreach ((string name, string value) in new[] { ("github.event.before", before), ("github.event.before", new string('0', before.Length)), ("github.event.merge_group.base_sha", before) })
        {
            (int code, string output) = await RunActionAsync(upstream, "side", new() { ["github.base_ref"] = "", [name] = value }, []);
            Assert.True(code == 1, $"{name}={value}: {output}");
            Assert.Contains("QAPI3101 a: command 'a' was removed", output, StringComparison.Ordinal);
            Assert.DoesNotContain("'later'", output, StringComparison.Ordinal);
        }
    }

    [ProgramFact("git")]
    public async Task Lines_for_other_pipelines_do_what_they_say()
    {
        using var upstream = new GitRepository();
        upstream.Write("api.json", "{ 'command': 'a' }\n{ 'command': 'b' }\n");
        upstream.Commit();
        using var clone = new GitRepository();
        upstream.Run("branch", "side");
        upstream.Write("api.json", "{ 'command': 'a' }\n{ 'command': 'b' }\n{ 'command': 'later' }\n");
        upstream.Commit();

        // As a pipeline's checkout: of one branch, and shallow.
        clone.Run("remote", "add", "-t", "side", "origin", "file://" + upstream.Folder);
        clone.Run("fetch", "-q", "--depth=1", "origin", "side");
        clone.Run("checkout", "-q", "FETCH_HEAD");
        clone.Write("api.json", "{ 'command': 'b' }\n");
        clone.Commit();
        string[] lines = [.. DocumentedLines().Where(line => !line.Contains("dotnet tool install ", StringComparison.Ordinal))];
        Assert.Equal(4, lines.Length);

        (int code, string output) = await RunAsync(clone, ["-e", "-c", string.Join('\n', lines)], new Dictionary<string, string>());

        Assert.Equal(1, code);
        Assert.Contains("QAPI3101 a: command 'a' was removed", output, StringComparison.Ordinal);
        Assert.DoesNotContain("'later'", output, StringComparison.Ordinal);
        Assert.Contains("\"ruleId\": \"QAPI3101\"", await File.ReadAllTextAsync(Path.Combine(clone.Folder, "qapigen.sarif")), StringComparison.Ordinal);
        Assert.Contains("### QAPI3101 command-removed", await File.ReadAllTextAsync(Path.Combine(clone.Folder, "summary.md")), StringComparison.Ordinal);
    }

    // What a forge makes of a pull request: a branch of somebody else's, and what merging it gives.
    private static void MakePullRequest(GitRepository upstream, int number, string schema)
    {
        upstream.Run("checkout", "-q", "--detach", "main");
        upstream.Write("api.json", schema);
        upstream.Commit();
        string head = upstream.Head();
        upstream.Run("checkout", "-q", "--detach", "main");
        upstream.Run("merge", "-q", "--no-ff", "-m", "merge", head);
        upstream.Run("update-ref", $"refs/pull/{number}/merge", "HEAD");
        upstream.Run("checkout", "-q", "main");
    }

    /// <summary>The block of shell lines in the documentation of comparisons.</summary>
    private static string[] DocumentedLines()
    {
        string text = File.ReadAllText(RepositoryPaths.Get("generator", "compatibility.md")).ReplaceLineEndings("\n");
        string block = text.Split("```sh\n")[1];
        return block[..block.IndexOf("```", StringComparison.Ordinal)].Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    // Checks out as a forge does, and runs the steps of the action one after the other until one fails; gives what they wrote anywhere.
    private static async Task<(int Code, string Output)> RunActionAsync(
        GitRepository upstream, string branch, Dictionary<string, string> facts, Dictionary<string, string> inputs)
    {
        using var clone = new GitRepository();
        clone.Run("remote", "add", "origin", "file://" + upstream.Folder);
        clone.Run("fetch", "-q", "--no-tags", "--depth=1", "origin", $"+{(branch.StartsWith("refs/", StringComparison.Ordinal) ? branch : "refs/heads/" + branch)}:refs/remotes/pull/1/merge");
        clone.Run("checkout", "-q", "refs/remotes/pull/1/merge");
        string output = "";
        int code = 0;
        foreach (ActionStep step in new CompositeAction(RepositoryPaths.Get("generator", "action", "action.yml")).Steps(inputs, facts))
        {
            Assert.Equal("bash", step.Shell);
            clone.Write(".git/step.sh", step.Run);
            (code, string said) = await RunAsync(clone, ["--noprofile", "--norc", "-eo", "pipefail", Path.Combine(clone.Folder, ".git", "step.sh")], step.Environment);
            output += said;
            if (code != 0)
            {
                break;
            }
        }

        foreach (string file in (string[])["qapigen.sarif", "summary.md"])
        {
            output += File.Exists(Path.Combine(clone.Folder, file)) ? await File.ReadAllTextAsync(Path.Combine(clone.Folder, file)) : "";
        }

        return (code, output);
    }

    private static Task<(int Code, string Output)> RunAsync(GitRepository repository, string against, string arguments, string sarif = "out.sarif") => RunAsync(
        repository,
        [RepositoryPaths.Get("generator", "action", "check.sh")],
        new Dictionary<string, string> { ["QAPIGEN_AGAINST"] = against, ["QAPIGEN_ARGUMENTS"] = arguments, ["QAPIGEN_SARIF"] = sarif });

    private static async Task<(int Code, string Output)> RunAsync(GitRepository repository, string[] script, IReadOnlyDictionary<string, string> environment)
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
                RedirectStandardError = true,
            };
            start.Environment["PATH"] = bin + Path.PathSeparator + Environment.GetEnvironmentVariable("PATH");
            start.Environment["GITHUB_STEP_SUMMARY"] = "summary.md";
            foreach ((string name, string value) in environment)
            {
                start.Environment[name] = value;
            }

            using Process process = Process.Start(start)!;
            Task<string> error = process.StandardError.ReadToEndAsync();
            string output = await process.StandardOutput.ReadToEndAsync();
            await process.WaitForExitAsync();
            return (process.ExitCode, output + await error);
        }
        finally
        {
            Directory.Delete(bin, recursive: true);
        }
    }
}
