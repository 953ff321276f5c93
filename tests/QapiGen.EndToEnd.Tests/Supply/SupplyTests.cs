using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.IO.Compression;
using System.Linq;
using System.Text;
using System.Text.Json;
using QapiGen.EndToEnd.Tests.Packages;
using QapiGen.TestSupport;
using Xunit;

namespace QapiGen.EndToEnd.Tests.Supply;

/// <summary>What comes into the packages, and what leaves the house in them.</summary>
[Collection(PackagesCollection.Name)]
public sealed class SupplyTests(LocalFeed feed)
{
    [Fact]
    public void Every_package_in_use_is_reviewed_and_none_is_known_to_be_faulty() =>
        Assert.Empty(PackageReview.Faults(PackageReview.InUse()));

    [Fact]
    public void A_tool_of_another_version_than_was_reviewed_is_refused()
    {
        using var project = new ForeignProject();
        string manifest = Path.Combine(project.Folder, "dotnet-tools.json");
        File.WriteAllText(manifest, """{"version":1,"isRoot":true,"tools":{"docfx":{"version":"2.59.0","commands":["docfx"]}}}""");

        Assert.Single(PackageReview.Faults(PackageReview.Tools(manifest)), static fault => fault.StartsWith("docfx 2.59.0 isn't reviewed", StringComparison.Ordinal));
        Assert.Contains(PackageReview.InUse(), static package => package.Id == "docfx");
    }

    [Fact]
    public void Every_project_has_a_lock_file() =>
        Assert.DoesNotContain(PackageReview.Projects(), project => !File.Exists(Path.Combine(Path.GetDirectoryName(project)!, PackageReview.LockFile)));

    [Fact]
    public void An_old_version_with_a_known_fault_in_a_project_is_refused()
    {
        using var project = new ForeignProject();
        project.Offer("Newtonsoft.Json", "12.0.1");
        project.Use("Newtonsoft.Json", "12.0.1");
        Restored(project);

        string[] faults = [.. PackageReview.Faults(PackageReview.Locked(project.Folder))];

        Assert.Contains(faults, fault => fault.Contains("isn't reviewed", StringComparison.Ordinal));
        Assert.Contains(faults, fault => fault.Contains("GHSA-5crp-9r3c-p9vr", StringComparison.Ordinal));
        Assert.Equal(2, faults.Length);
    }

    [Fact]
    public void CI_takes_nothing_that_the_lock_file_doesnt_name()
    {
        using var project = new ForeignProject();
        project.Offer("Some.Package", "1.0.0");
        project.Offer("Some.Package", "1.0.1");
        project.Use("Some.Package", "1.0.0");
        Restored(project);
        (int agreed, string output) = project.Restore(inCI: true);
        Assert.True(agreed == 0, output);

        project.Use("Some.Package", "1.0.1");
        (int code, output) = project.Restore(inCI: true);

        Assert.NotEqual(0, code);
        Assert.Contains("NU1004", output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_package_whose_content_has_changed_isnt_taken()
    {
        using var project = new ForeignProject();
        project.Offer("Some.Package", "1.0.0");
        project.Use("Some.Package", "1.0.0");
        Restored(project);
        string path = Path.Combine(project.Folder, PackageReview.LockFile);
        (string id, string version) = Assert.Single(PackageReview.Locked(project.Folder));
        Assert.Equal(("Some.Package", "1.0.0"), (id, version));

        string text = File.ReadAllText(path);
        int hash = text.IndexOf("\"contentHash\": \"", StringComparison.Ordinal) + "\"contentHash\": \"".Length;
        File.WriteAllText(path, string.Concat(text.AsSpan(0, hash), text[hash] == 'A' ? "B" : "A", text.AsSpan(hash + 1)));
        (int code, string output) = project.Restore(inCI: true);

        Assert.NotEqual(0, code);
        Assert.Contains("NU1403", output, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_package_of_npm_in_use_is_reviewed_has_a_hash_and_is_not_known_to_be_faulty()
    {
        NpmPackage[] packages = [.. NpmPackages.Locked(NpmPackages.LockFile())];

        Assert.Empty(PackageReview.Faults(packages.Select(static package => (package.Name, package.Version)), NpmPackages.List));
        Assert.All(packages, static package => Assert.StartsWith("sha512-", package.Hash, StringComparison.Ordinal));
    }

    [Fact]
    public void An_old_package_of_npm_with_a_known_fault_is_refused()
    {
        const string locked = """
            {"packages": {"": {"name": "x"}, "node_modules/a/node_modules/brace-expansion": {"version": "1.1.11"}, "node_modules/@vscode/vsce": {"version": "0.0.1", "dev": true}}}
            """;

        string[] faults = [.. PackageReview.Faults(NpmPackages.Locked(locked).Select(static package => (package.Name, package.Version)), NpmPackages.List)];

        Assert.Equal(3, faults.Length);
        Assert.Contains(faults, static fault => fault.Contains("brace-expansion 1.1.11 is faulty before 2.0.2: GHSA-v6h2-p8h4-qcjw", StringComparison.Ordinal));
        Assert.Contains(faults, static fault => fault.StartsWith("@vscode/vsce 0.0.1 isn't reviewed", StringComparison.Ordinal));
    }

    [Fact]
    public void The_extension_is_made_of_what_its_lock_file_names_and_so_is_the_editor_of_tests()
    {
        string dev = File.ReadAllText(RepositoryPaths.Get("dev"));

        Assert.Contains("cd generator/editors/vscode && npm ci --ignore-scripts ", dev, StringComparison.Ordinal);
        Assert.DoesNotContain("npm install", dev, StringComparison.Ordinal);
        Assert.Equal(dev.Split("npm ci ").Length, dev.Split("npm ci --ignore-scripts ").Length);
    }

    // Its makers have chosen them, and none of ours is made of them: they aren't reviewed one by one.
    [Theory]
    [InlineData("tests/code-server/package-lock.json")]
    [InlineData("tests/code-server/vscode/npm-shrinkwrap.json")]
    public void Every_package_of_the_editor_of_tests_has_a_hash_and_is_not_known_to_be_faulty(string lockFile)
    {
        NpmPackage[] packages = [.. NpmPackages.Locked(File.ReadAllText(RepositoryPaths.Get(lockFile)))];

        Assert.NotEmpty(packages);
        Assert.DoesNotContain(
            PackageReview.Faults(packages.Select(static package => (package.Name, package.Version)), NpmPackages.List),
            static fault => fault.Contains(" is faulty before ", StringComparison.Ordinal));

        // Of several hashes npm takes the strongest.
        Assert.All(packages, static package => Assert.Contains("sha512-", package.Hash, StringComparison.Ordinal));
    }

    [ProgramFact("node")]
    public void The_extension_has_a_bill_of_materials_with_hashes_and_licenses()
    {
        (int code, string text) = RunProgram("node", Path.Combine(NpmPackages.Folder, "sbom.mjs"));
        Assert.Equal(0, code);
        using JsonDocument document = JsonDocument.Parse(text);
        JsonElement[] components = [.. document.RootElement.GetProperty("components").EnumerateArray()];

        Assert.Equal(
            NpmPackages.Locked(NpmPackages.LockFile(), withDevelopment: false).Select(static package => (package.Name, package.Version, package.Hash)),
            components.Select(static component => (
                component.GetProperty("name").GetString()!,
                component.GetProperty("version").GetString()!,
                "sha512-" + Convert.ToBase64String(Convert.FromHexString(component.GetProperty("hashes")[0].GetProperty("content").GetString()!)))));
        Assert.All(components, static component => Assert.NotEmpty(component.GetProperty("licenses").EnumerateArray()));
        JsonElement own = document.RootElement.GetProperty("metadata").GetProperty("component");
        Assert.Equal("pkg:vscode-extension/qapigen/qapigen@" + own.GetProperty("version").GetString(), own.GetProperty("purl").GetString());
        Assert.Equal("MIT", own.GetProperty("licenses")[0].GetProperty("license").GetProperty("id").GetString());
        Assert.StartsWith("urn:uuid:", document.RootElement.GetProperty("serialNumber").GetString(), StringComparison.Ordinal);
        Assert.Equal(text, RunProgram("node", Path.Combine(NpmPackages.Folder, "sbom.mjs")).Output);
    }

    [PackedExtensionFact]
    public void The_extension_has_its_license_in_it()
    {
        using ZipArchive archive = ZipFile.OpenRead(PackedExtensionFactAttribute.Extension);
        ZipArchiveEntry license = Assert.Single(archive.Entries, static entry => entry.FullName.StartsWith("extension/LICENSE", StringComparison.Ordinal));
        using var text = new StreamReader(license.Open());

        Assert.Equal(File.ReadAllText(RepositoryPaths.Get("LICENSE")), text.ReadToEnd());
    }

    [Fact]
    public void An_assembly_that_is_built_for_release_names_no_folder_of_this_machine()
    {
        string output = Path.Combine(feed.Folder, "release");
        LocalFeed.Run(RepositoryPaths.Root, "build", "generator/QapiGen.Schema", "-c", "Release", "--no-restore", "--nologo", "-v", "quiet", "-o", output);

        Assert.Empty(Directory.GetFiles(output).Where(path => NamesFolder(File.ReadAllBytes(path))).Select(Path.GetFileName));
    }

    [Fact]
    public void Packages_name_no_folder_of_the_machine_that_built_them()
    {
        if (Environment.GetEnvironmentVariable("CI") != "true" && LocalFeed.Configuration == "Debug")
        {
            return;
        }

        var found = new List<string>();
        foreach (string package in Directory.GetFiles(feed.Feed, "*.nupkg"))
        {
            using ZipArchive archive = ZipFile.OpenRead(package);
            foreach (ZipArchiveEntry entry in archive.Entries.Where(entry => entry.Name.StartsWith("QapiGen", StringComparison.OrdinalIgnoreCase)))
            {
                using Stream stream = entry.Open();
                using var copy = new MemoryStream();
                stream.CopyTo(copy);
                if (NamesFolder(copy.ToArray()))
                {
                    found.Add($"{Path.GetFileName(package)}: {entry.FullName}");
                }
            }
        }

        Assert.Empty(found);
    }

    private static void Restored(ForeignProject project)
    {
        (int code, string output) = project.Restore(inCI: false);
        Assert.True(code == 0, output);
    }

    private static (int Code, string Output) RunProgram(string program, params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output);
    }

    private static bool NamesFolder(byte[] content)
    {
        string root = RepositoryPaths.Root.TrimEnd(Path.DirectorySeparatorChar) + Path.DirectorySeparatorChar;
        return content.AsSpan().IndexOf(Encoding.UTF8.GetBytes(root)) >= 0 || content.AsSpan().IndexOf(Encoding.Unicode.GetBytes(root)) >= 0;
    }

    private sealed class PackedExtensionFactAttribute : FactAttribute
    {
        public PackedExtensionFactAttribute() => Skip = File.Exists(Extension) ? null : "run './dev editors', which packs the extension";

        public static string Extension => RepositoryPaths.Get("artifacts", "qapigen.vsix");
    }
}
