using System.Diagnostics;
using System.Threading.Tasks;
using Xunit;

namespace QapiGen.TestSupport;

/// <summary>Git, as tests of commits use it: whoever the user is, and whatever their settings say.</summary>
public static class GitProgram
{
    private static readonly string[] Settings = ["-c", "user.name=t", "-c", "user.email=t@example.org", "-c", "commit.gpgsign=false"];

    /// <summary>Runs it in a folder, and gives what it answers; why it fails is the failure's text.</summary>
    public static string Git(string folder, params string[] arguments)
    {
        using Process git = Process.Start(new ProcessStartInfo("git", ["-C", folder, .. Settings, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        Task<string> error = git.StandardError.ReadToEndAsync();
        string output = git.StandardOutput.ReadToEnd();
        git.WaitForExit();
        Assert.True(git.ExitCode == 0, error.GetAwaiter().GetResult());
        return output;
    }

    /// <summary>Makes a repository of a folder.</summary>
    public static void Init(string folder) => Git(folder, "init", "-q", "-b", "main");

    /// <summary>Commits all that is there.</summary>
    public static void CommitAll(string folder)
    {
        Git(folder, "add", "-A");
        Commit(folder);
    }

    /// <summary>Commits what has been added.</summary>
    public static void Commit(string folder) => Git(folder, "commit", "-q", "-m", "change");
}
