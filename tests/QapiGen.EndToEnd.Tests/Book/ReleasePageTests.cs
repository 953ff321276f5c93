using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using QapiGen.EndToEnd.Tests.Packages;
using QapiGen.TestSupport;
using Xunit;

namespace QapiGen.EndToEnd.Tests.Book;

/// <summary>The site's pages of QEMU's releases, written from a checkout that is made here.</summary>
public sealed class ReleasePageTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("qapigen-releases-").FullName;

    [BashFact]
    public void Each_release_has_a_page_of_what_changed_for_each_program()
    {
        string checkout = Path.Combine(_folder, "qemu");
        Directory.CreateDirectory(checkout);
        GitProgram.Git(checkout, "init", "-q");
        Release(checkout, "v2.8.0", ("qapi-schema.json", "not of today's syntax"));
        Release(checkout, "v2.9.0", ("qapi-schema.json", "{ 'include': 'qapi/block.json' }\n"), ("qapi/block.json", "{ 'command': 'stop' }\n" + Default("1")), ("qga/qapi-schema.json", "{ 'command': 'guest-ping' }\n"));
        Release(checkout, "v2.10.0-rc1", ("qga/qapi-schema.json", "{ 'command': 'guest-gone' }\n"));
        Release(checkout, "v2.10.0", ("qga/qapi-schema.json", "{ 'command': 'guest-ping' }\n{ 'command': 'guest-info' }\n"));
        File.Delete(Path.Combine(checkout, "qapi-schema.json"));
        Release(checkout, "v3.0.0", ("qapi/qapi-schema.json", "{ 'include': 'block.json' }\n"), ("qapi/block.json", Deprecated + Default("one for each processor")));

        string[] pages = Write(checkout);

        Assert.Equal(["11-2.9-2.10.md", "12-2.10-3.0.md"], pages.Select(Path.GetFileName));
        string first = File.ReadAllText(pages[0]);
        Assert.StartsWith("# QEMU 2.9 to 2.10\n", first, StringComparison.Ordinal);
        Assert.Contains("## QEMU\n\nNothing changed", first, StringComparison.Ordinal);
        Assert.Contains("## Guest agent\n\n### Added\n\n- `guest-info`: command 'guest-info' was added\n", first, StringComparison.Ordinal);
        Assert.DoesNotContain(_folder, first, StringComparison.Ordinal);

        // What QEMU's documentation says is under its license, and stays there.
        string second = File.ReadAllText(pages[1]);
        Assert.Contains("'stop' is now deprecated\n", second, StringComparison.Ordinal);
        Assert.DoesNotContain("halt", second, StringComparison.Ordinal);
        Assert.Contains("the documented default of 'go.a' has changed\n", second, StringComparison.Ordinal);
        Assert.DoesNotContain("processor", second, StringComparison.Ordinal);
    }

    [ProgramFact("python3")]
    public void A_page_of_the_site_leads_to_each_of_them()
    {
        string pages = Path.Combine(_folder, "given");
        Directory.CreateDirectory(pages);
        File.WriteAllText(Path.Combine(pages, "10-8.1-8.2.md"), "# QEMU 8.1 to 8.2\n\n## QEMU\n\n### Added\n\n- `a`: came\n- `b`: came\n");
        File.WriteAllText(Path.Combine(pages, "11-8.2-9.0.md"), "# QEMU 8.2 to 9.0\n\n## QEMU\n\nNothing changed\n");
        string site = Path.Combine(_folder, "site");

        using (Process stage = Process.Start("python3", [RepositoryPaths.Get("docs", "stage.py"), site, pages]))
        {
            stage.WaitForExit();
            Assert.Equal(0, stage.ExitCode);
        }

        string landing = File.ReadAllText(Path.Combine(site, "releases", "index.md"));
        Assert.Contains("| [QEMU 8.2 to 9.0](11-8.2-9.0.md) | 0 |\n| [QEMU 8.1 to 8.2](10-8.1-8.2.md) | 2 |\n", landing, StringComparison.Ordinal);
        Assert.Contains("href: releases/\n", File.ReadAllText(Path.Combine(site, "toc.yml")), StringComparison.Ordinal);
        Assert.StartsWith("- name: 'All releases'\n  href: index.md\n- name: 'QEMU 8.1 to 8.2'\n  href: 10-8.1-8.2.md\n", File.ReadAllText(Path.Combine(site, "releases", "toc.yml")), StringComparison.Ordinal);
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

    private static string Default(string value) => $"##\n# @go:\n#\n# @a: how many (default: {value})\n##\n{{ 'command': 'go', 'data': {{ '*a': 'int' }} }}\n";

    private static string Deprecated =>
        "##\n# @stop:\n#\n# Stops it.\n#\n# Features:\n#\n# @deprecated: Use halt instead.\n#\n# Since: 0.14\n##\n{ 'command': 'stop', 'features': [ 'deprecated' ] }\n";

    private static void Release(string checkout, string tag, params (string Path, string Text)[] files)
    {
        foreach ((string path, string text) in files)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(checkout, path))!);
            File.WriteAllText(Path.Combine(checkout, path), text);
        }

        GitProgram.Git(checkout, "add", "-A");
        GitProgram.Commit(checkout);
        GitProgram.Git(checkout, "tag", tag);
    }

    private string[] Write(string checkout)
    {
        string pages = Path.Combine(_folder, "pages");
        string tool = RepositoryPaths.Get("generator", "QapiGen.Cli", "bin", LocalFeed.Configuration, "net10.0", "qapigen.dll");
        var start = new ProcessStartInfo("bash", [RepositoryPaths.Get("dev"), "release-pages", pages, tool]) { RedirectStandardError = true };
        start.Environment["QAPIGEN_QEMU_CHECKOUT"] = checkout;
        using Process dev = Process.Start(start)!;
        string error = dev.StandardError.ReadToEnd();
        dev.WaitForExit();
        Assert.True(dev.ExitCode == 0, error);
        return [.. Directory.GetFiles(pages).Order(StringComparer.Ordinal)];
    }
}
