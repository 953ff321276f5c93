using System;
using System.ComponentModel;
using System.Diagnostics;
using System.IO;
using System.Text;
using System.Threading.Tasks;
using QapiGen.Cli.Output;

namespace QapiGen.Cli.Files;

/// <summary>Runs <c>git</c>, and says what it says in words of this tool's.</summary>
internal static class GitProcess
{
    private const string RemotePrefix = "origin/";

    /// <summary>What it prints.</summary>
    /// <exception cref="CallException">It failed, or there is none.</exception>
    public static string Run(string directory, params string[] arguments)
    {
        using Process git = Start(directory, arguments);
        git.StandardInput.Close();
        Task<string> error = git.StandardError.ReadToEndAsync();
        string output = git.StandardOutput.ReadToEnd();
        git.WaitForExit();
        if (git.ExitCode != 0)
        {
            string said = error.Result.Trim().Split('\n')[0];
            throw said.Length > 0 ? new CallException($"git says: {said}", "Sides in commits are git:REF or git:REF:PATH.") : Unknown(directory, arguments[^1].Replace("^{commit}", null, StringComparison.Ordinal));
        }

        return output;
    }

    /// <summary>What it prints, without the end of its line; null where it can't tell.</summary>
    /// <exception cref="CallException">There is no git.</exception>
    public static string? Ask(string directory, params string[] arguments)
    {
        using Process git = Start(directory, arguments);
        git.StandardInput.Close();
        Task<string> error = git.StandardError.ReadToEndAsync();
        string output = git.StandardOutput.ReadToEnd().TrimEnd('\r', '\n');
        git.WaitForExit();
        _ = error.Result;
        return git.ExitCode == 0 && output.Length > 0 ? output : null;
    }

    /// <summary>The files below a directory in which a line matches a POSIX expression.</summary>
    /// <exception cref="CallException">It failed, or there is none.</exception>
    public static string[] Search(string directory, string[] options, string expression, string[] commits)
    {
        // Without a match git fails, and says nothing. What attributes call binary is text for a schema's compiler; how its user likes to see matches is for the user's eyes.
        using Process git = Start(directory, ["grep", "--color=never", "--no-recurse-submodules", "-l", "-z", "-a", "-E", .. options, "-e", expression, .. commits, "--", "."]);
        git.StandardInput.Close();
        Task<string> error = git.StandardError.ReadToEndAsync();
        string output = git.StandardOutput.ReadToEnd();
        git.WaitForExit();
        return git.ExitCode <= 1
            ? output.Split('\0', StringSplitOptions.RemoveEmptyEntries)
            : throw new CallException($"git says: {error.Result.Trim().Split('\n')[0]}", "Name the roots: diff --against REF ROOT...");
    }

    /// <summary>Whether a clone lacks the beginning of its history.</summary>
    public static bool IsShallow(string directory) => Run(directory, "rev-parse", "--is-shallow-repository").Trim() == "true";

    /// <summary>Whether a directory lies in a working tree, as its folders say.</summary>
    public static bool IsBelowRepository(string directory)
    {
        for (string? folder = directory; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            if (Path.Exists(Path.Combine(folder, ".git")))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Starts it; the caller ends it.</summary>
    /// <exception cref="CallException">There is no git.</exception>
    public static Process Start(string directory, string[] arguments)
    {
        // In a clone, files may lie as they do in a bare repository, with settings that name programs: git would run those of whoever wrote them.
        string[] settings = IsBelowRepository(Path.GetFullPath(directory)) ? ["-c", "safe.bareRepository=explicit"] : [];
        var start = new ProcessStartInfo("git", ["-C", directory, .. settings, .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            UseShellExecute = false,
        };
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception)
        {
            throw new CallException("there is no git on this machine", "Sides in commits need the program 'git' on PATH.");
        }
    }

    private static bool HasOrigin(string directory) => Ask(directory, "config", "--get", "remote.origin.url") is not null;

    private static CallException Unknown(string directory, string reference)
    {
        bool isShallow = IsShallow(directory);
        string? branch = reference.StartsWith(RemotePrefix, StringComparison.Ordinal) ? reference[RemotePrefix.Length..] : null;
        string fetch = branch is not null ? $"git fetch {(isShallow ? "--depth=1 " : "")}origin +{branch}:refs/remotes/origin/{branch}"
            : isShallow ? "git fetch --unshallow --tags origin" : "git fetch --tags origin";
        return new CallException(
            $"git knows no commit '{reference}'{(isShallow ? " in this shallow clone" : "")}",
            isShallow
                ? $"Fetch it first: {fetch}; or clone with the whole history (fetch-depth: 0, GIT_DEPTH: 0)."
                : $"Sides in commits are git:REF or git:REF:PATH. {(HasOrigin(directory) ? $"If it is elsewhere, fetch it first: {fetch}." : "There is no remote 'origin' here that it could be fetched from; the last commit is HEAD.")}");
    }
}
