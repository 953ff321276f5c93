using System;
using System.IO;
using System.IO.Compression;
using System.Linq;
using System.Xml.Linq;
using QapiGen.TestSupport;
using Xunit;

namespace QapiGen.EndToEnd.Tests.Packages;

/// <summary>Whoever publishes the site says so in one place.</summary>
[Collection(PackagesCollection.Name)]
public sealed class SiteUrlTests(LocalFeed feed)
{
    /// <summary>The package of the generator is written by hand, so it could be forgotten.</summary>
    [Theory]
    [InlineData("generator/QapiGen.SourceGenerator", "QapiGen")]
    [InlineData("runtime/QapiGen.Hosting", "QapiGen.Hosting")]
    public void A_package_leads_to_the_site_and_to_its_sources(string project, string name)
    {
        string folder = Path.Combine(feed.Folder, "with-site");
        LocalFeed.Run(RepositoryPaths.Root, "pack", project, "-c", LocalFeed.Configuration, "--no-build", "--nologo", "-v", "quiet", "-o", folder,
            "-p:SiteUrl=https://docs.example.org/", "-p:RepositoryUrl=https://example.org/qapigen.git", "-p:RepositoryCommit=0123abc");

        using ZipArchive package = ZipFile.OpenRead(Directory.GetFiles(folder, name + ".0*.nupkg").Single());
        using Stream about = package.GetEntry(name + ".nuspec")!.Open();
        XElement[] said = [.. XDocument.Load(about).Descendants()];
        Assert.Equal("https://docs.example.org/", said.Single(static item => item.Name.LocalName == "projectUrl").Value);
        XElement repository = said.Single(static item => item.Name.LocalName == "repository");
        Assert.Equal(("https://example.org/qapigen.git", "0123abc"), (repository.Attribute("url")!.Value, repository.Attribute("commit")!.Value));
    }

    [Fact]
    public void A_build_that_knows_the_site_tells_it_to_analyzers_and_packages()
    {
        string said = Evaluate("-p:SiteUrl=https://docs.example.org/", "-p:Configuration=Release");
        string silent = Evaluate("-p:SiteUrl=", "-p:Configuration=Release");

        Assert.Contains("\"Identity\": \"SiteUrl\"", said, StringComparison.Ordinal);
        Assert.Contains("\"Value\": \"https://docs.example.org/\"", said, StringComparison.Ordinal);
        Assert.Contains("\"PackageProjectUrl\": \"https://docs.example.org/\"", said, StringComparison.Ordinal);
        Assert.DoesNotContain("\"Identity\": \"SiteUrl\"", silent, StringComparison.Ordinal);
    }

    /// <summary>Otherwise expected files would differ as soon as the site has an address, and nothing could be released any more.</summary>
    [Fact]
    public void What_tests_look_at_knows_no_site() =>
        Assert.DoesNotContain("\"Identity\": \"SiteUrl\"", Evaluate("-p:SiteUrl=https://docs.example.org/", "-p:Configuration=Debug"), StringComparison.Ordinal);

    private static string Evaluate(params string[] properties) =>
        LocalFeed.Run(RepositoryPaths.Root, ["msbuild", "generator/QapiGen.Schema", .. properties, "-getItem:AssemblyMetadata", "-getProperty:PackageProjectUrl"]);
}
