using System;
using System.Collections.Generic;
using System.IO;
using System.IO.Compression;
using System.Linq;
using System.Text;
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
    public void An_old_version_with_a_known_fault_is_refused()
    {
        const string Assets = """{ "libraries": { "Newtonsoft.Json/12.0.1": { "type": "package" }, "QapiGen.Runtime/0.1.0": { "type": "project" } } }""";

        string[] faults = [.. PackageReview.Faults(PackageReview.Packages(Assets))];

        Assert.Contains(faults, fault => fault.Contains("isn't reviewed", StringComparison.Ordinal));
        Assert.Contains(faults, fault => fault.Contains("GHSA-5crp-9r3c-p9vr", StringComparison.Ordinal));
        Assert.Equal(2, faults.Length);
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

    private static bool NamesFolder(byte[] content)
    {
        string root = RepositoryPaths.Root.TrimEnd(Path.DirectorySeparatorChar) + Path.DirectorySeparatorChar;
        return content.AsSpan().IndexOf(Encoding.UTF8.GetBytes(root)) >= 0 || content.AsSpan().IndexOf(Encoding.Unicode.GetBytes(root)) >= 0;
    }
}
