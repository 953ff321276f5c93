using System;
using System.IO;
using System.IO.Compression;
using System.Linq;
using System.Reflection.PortableExecutable;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using QapiGen.TestSupport;
using Xunit;

namespace QapiGen.EndToEnd.Tests.Packages;

/// <summary>What somebody finds who looks at a package.</summary>
[Collection(PackagesCollection.Name)]
public sealed partial class PackageContentTests(LocalFeed feed)
{
    [Fact]
    public void Every_package_says_what_it_is()
    {
        foreach (string path in Directory.GetFiles(feed.Feed, "*.nupkg"))
        {
            using ZipArchive package = ZipFile.OpenRead(path);
            XElement about = Nuspec(package);

            foreach (string name in (string[])["id", "version", "authors", "description", "license", "readme", "icon", "tags"])
            {
                Assert.False(string.IsNullOrWhiteSpace(Value(about, name)), $"{Path.GetFileName(path)} has no {name}");
            }

            Assert.Equal("MIT", Value(about, "license"));
            Assert.True(package.GetEntry(Value(about, "readme")!)?.Length > 200, $"{Path.GetFileName(path)}: no page");
            Assert.Equal(new FileInfo(RepositoryPaths.Get("icon.png")).Length, package.GetEntry(Value(about, "icon")!)?.Length);
        }
    }

    [Fact]
    public void No_page_of_a_package_links_into_the_repository()
    {
        foreach (string path in Directory.GetFiles(feed.Feed, "*.nupkg"))
        {
            using ZipArchive package = ZipFile.OpenRead(path);
            using var page = new StreamReader(package.GetEntry("README.md")!.Open());

            Assert.Equal([], LinkIntoRepository().Matches(page.ReadToEnd()).Select(match => $"{Path.GetFileName(path)}: {match.Value}"));
        }
    }

    [Fact]
    public void Every_library_comes_with_documentation_and_symbols()
    {
        int libraries = 0;
        foreach (string path in Directory.GetFiles(feed.Feed, "*.nupkg"))
        {
            using ZipArchive package = ZipFile.OpenRead(path);
            foreach (string library in package.Entries.Select(static entry => entry.FullName).Where(static name => name.StartsWith("lib/", StringComparison.Ordinal) && name.EndsWith(".dll", StringComparison.Ordinal)))
            {
                libraries++;
                Assert.NotNull(package.GetEntry(Path.ChangeExtension(library, ".xml")));
                using ZipArchive symbols = ZipFile.OpenRead(Path.ChangeExtension(path, ".snupkg"));
                Assert.NotNull(symbols.GetEntry(Path.ChangeExtension(library, ".pdb")));
            }
        }

        Assert.True(libraries >= 10, $"{libraries} libraries");
    }

    [Fact]
    public void What_the_compiler_loads_brings_its_symbols_along()
    {
        using ZipArchive package = ZipFile.OpenRead(Directory.GetFiles(feed.Feed, "QapiGen.?.*.nupkg").Single());
        ZipArchiveEntry[] analyzers = [.. package.Entries.Where(static entry => entry.FullName.StartsWith("analyzers/", StringComparison.Ordinal))];

        Assert.Equal(5, analyzers.Length);
        foreach (ZipArchiveEntry analyzer in analyzers)
        {
            using var bytes = new MemoryStream();
            using (Stream stream = analyzer.Open())
            {
                stream.CopyTo(bytes);
            }

            bytes.Position = 0;
            using var assembly = new PEReader(bytes);
            Assert.Contains(assembly.ReadDebugDirectory(), static entry => entry.Type == DebugDirectoryEntryType.EmbeddedPortablePdb);
        }
    }

    [Fact]
    public void Packages_of_ours_ask_for_each_other_in_exactly_this_version()
    {
        int asked = 0;
        foreach (string path in Directory.GetFiles(feed.Feed, "*.nupkg"))
        {
            using ZipArchive package = ZipFile.OpenRead(path);
            XElement about = Nuspec(package);
            XElement[] ours = [.. about.Descendants().Where(static item => item.Name.LocalName == "dependency" && item.Attribute("id")!.Value.StartsWith("QapiGen", StringComparison.Ordinal))];
            Assert.All(ours, item => Assert.Equal($"[{Value(about, "version")}]", item.Attribute("version")!.Value));
            asked += ours.Length;
        }

        Assert.True(asked >= 10, $"{asked} dependencies");
    }

    private static XElement Nuspec(ZipArchive package)
    {
        using Stream text = package.Entries.Single(static entry => entry.FullName.EndsWith(".nuspec", StringComparison.Ordinal)).Open();
        return XDocument.Load(text).Root!.Elements().Single(static item => item.Name.LocalName == "metadata");
    }

    private static string? Value(XElement about, string name) => about.Elements().SingleOrDefault(item => item.Name.LocalName == name)?.Value;

    [GeneratedRegex(@"\[(?:[^\[\]]|\[[^\[\]]*\])*\]\((?![a-z]+:|#)[^)\s]+\)")]
    private static partial Regex LinkIntoRepository();
}
