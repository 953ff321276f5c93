using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using QapiGen.TestSupport;
using Xunit;

namespace QapiGen.EndToEnd.Tests.Packages;

/// <summary><c>./dev release</c> in a repository of its own, where programs that build say only how it went.</summary>
public sealed class ReleaseScriptTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("qapigen-release-").FullName;

    [BashFact]
    public void A_release_has_everything_that_is_published()
    {
        Write("## 0.3.0 - 2030-01-31\n", "mkdir -p \"$root/artifacts\"; echo packed > \"$root/artifacts/qapigen.vsix\"");

        (int code, string output) = Release();

        Assert.True(code == 0, output);
        string[] there = [.. Directory.GetFiles(Path.Combine(_folder, "artifacts", "release")).Select(Path.GetFileName).OfType<string>().Order(StringComparer.Ordinal)];
        Assert.Equal(["QapiGen.0.3.0.nupkg", "SHA256SUMS", "qapigen.vsix", "site.tar.gz"], there);
        Assert.True(File.Exists(Path.Combine(_folder, "artifacts", "release", "sbom", "qapigen.vsix.json")));
        Assert.Empty(Directory.GetFiles(Path.Combine(_folder, "artifacts", "site", "html")));
        Assert.Equal(4, File.ReadAllLines(Path.Combine(_folder, "artifacts", "release", "SHA256SUMS")).Length);
    }

    [BashFact]
    public void A_site_that_names_a_folder_of_this_machine_is_none()
    {
        Write("## 0.3.0 - 2030-01-31\n", "exit 0", "index.html");

        (int code, string output) = Release();

        Assert.True(code != 0, output);
        Assert.Contains("index.html", output, StringComparison.Ordinal);
    }

    [BashFact]
    public void A_release_without_the_extension_is_none()
    {
        Write("## 0.3.0 - 2030-01-31\n", "exit 1");

        (int code, string output) = Release();

        Assert.True(code != 0, output);
    }

    [BashFact]
    public void A_release_has_a_section_of_the_changelog_with_its_date()
    {
        Write("## 0.3.0\n", "exit 0");

        (int code, string output) = Release();

        Assert.True(code != 0, output);
        Assert.Contains("no section '## 0.3.0 - ", output, StringComparison.Ordinal);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // Git writes some of its files for reading only.
        foreach (string file in Directory.GetFiles(_folder, "*", SearchOption.AllDirectories))
        {
            File.SetAttributes(file, FileAttributes.Normal);
        }

        Directory.Delete(_folder, recursive: true);
    }

    private void Write(string changelog, string npm, string page = "manifest.json")
    {
        Directory.CreateDirectory(Path.Combine(_folder, ".ci"));
        Directory.CreateDirectory(Path.Combine(_folder, "bin"));
        Directory.CreateDirectory(Path.Combine(_folder, "generator", "editors", "vscode"));
        File.Copy(RepositoryPaths.Get("dev"), Path.Combine(_folder, "dev"));
        File.WriteAllText(Path.Combine(_folder, "generator", "editors", "vscode", "README.md"), "# The extension\n");
        File.WriteAllText(Path.Combine(_folder, ".gitignore"), "artifacts/\n");
        File.WriteAllText(Path.Combine(_folder, "Directory.Build.props"), "<Project><PropertyGroup><Version>0.3.0</Version></PropertyGroup></Project>\n");
        File.WriteAllText(Path.Combine(_folder, "CHANGELOG.md"), "# Changes\n\n" + changelog);
        Program(".ci/results", "exit 0");
        Program("bin/python3", "exit 0");
        Program("bin/npm", npm);
        Program("bin/dotnet", $"case \"$*\" in *docfx*build*) mkdir -p \"$root/artifacts/site/html\"; echo \"$root/\" > \"$root/artifacts/site/html/{page}\";; pack*) echo packed > \"$root/artifacts/release/QapiGen.0.3.0.nupkg\";; esac");
        GitProgram.Git(_folder, "init", "-q");
        GitProgram.Git(_folder, "add", ".");
        GitProgram.Commit(_folder);
    }

    private void Program(string path, string text)
    {
        string full = Path.Combine(_folder, path);
        File.WriteAllText(full, $"#!/usr/bin/env bash\nroot='{_folder}'\n{text}\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(full, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    private (int Code, string Output) Release()
    {
        var start = new ProcessStartInfo("bash", ["-c", "exec bash ./dev release 2>&1"]) { WorkingDirectory = _folder, RedirectStandardOutput = true };
        start.Environment["PATH"] = Path.Combine(_folder, "bin") + Path.PathSeparator + start.Environment["PATH"];
        start.Environment.Remove("QAPIGEN_QEMU_SCHEMAS");
        start.Environment.Remove("QAPIGEN_QEMU_CHECKOUT");
        using Process dev = Process.Start(start)!;
        string output = dev.StandardOutput.ReadToEnd();
        dev.WaitForExit();
        return (dev.ExitCode, output);
    }
}
