using System;
using System.Diagnostics;
using QapiGen.TestSupport;
using Xunit;

namespace QapiGen.EndToEnd.Tests.Packages;

/// <summary>Git, as the tests of baselines use it.</summary>
internal static class GitProgram
{
    /// <summary>Runs it in a folder; what it says is the failure's text.</summary>
    public static void Git(string folder, params string[] arguments)
    {
        using Process git = Process.Start(new ProcessStartInfo("git", ["-C", folder, .. arguments]) { RedirectStandardError = true })!;
        string error = git.StandardError.ReadToEnd();
        git.WaitForExit();
        Assert.True(git.ExitCode == 0, error);
    }

    /// <summary>Commits what has been added, whoever the user is.</summary>
    public static void Commit(string folder, params string[] arguments) =>
        Git(folder, ["-c", "user.name=t", "-c", "user.email=t@example.org", "-c", "commit.gpgsign=false", "commit", "-q", .. arguments]);
}

/// <summary>A test that needs Git; skipped without it.</summary>
internal sealed class GitFactAttribute : FactAttribute
{
    public GitFactAttribute() => Skip = OptionalPrograms.Find("git") is null ? "git is not installed" : null;
}

/// <summary>A test that needs Git and a shell; skipped without them.</summary>
internal sealed class BashFactAttribute : FactAttribute
{
    public BashFactAttribute() =>
        Skip = OptionalPrograms.Find("git") is null || OptionalPrograms.Find("bash") is null || OperatingSystem.IsWindows() ? "git or bash is not installed" : null;
}
