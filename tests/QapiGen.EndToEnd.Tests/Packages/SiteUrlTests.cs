using System;
using QapiGen.TestSupport;
using Xunit;

namespace QapiGen.EndToEnd.Tests.Packages;

/// <summary>Whoever publishes the site says so in one place.</summary>
public sealed class SiteUrlTests
{
    [Fact]
    public void A_build_that_knows_the_site_tells_it_to_analyzers_and_packages()
    {
        string said = Evaluate("-p:SiteUrl=https://docs.example.org/");
        string silent = Evaluate("-p:SiteUrl=");

        Assert.Contains("\"Identity\": \"SiteUrl\"", said, StringComparison.Ordinal);
        Assert.Contains("\"Value\": \"https://docs.example.org/\"", said, StringComparison.Ordinal);
        Assert.Contains("\"PackageProjectUrl\": \"https://docs.example.org/\"", said, StringComparison.Ordinal);
        Assert.DoesNotContain("\"Identity\": \"SiteUrl\"", silent, StringComparison.Ordinal);
    }

    private static string Evaluate(string property) =>
        LocalFeed.Run(RepositoryPaths.Root, "msbuild", "generator/QapiGen.Schema", property, "-getItem:AssemblyMetadata", "-getProperty:PackageProjectUrl");
}
