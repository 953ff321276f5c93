using System;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using QapiGen.TestSupport;
using Xunit;

namespace QapiGen.EndToEnd.Tests.Packages;

/// <summary>There is one version, in <c>Directory.Build.props</c>; whoever raises it learns here which texts name it.</summary>
public sealed class VersionTests
{
    private static string Version { get; } = XDocument.Load(RepositoryPaths.Get("Directory.Build.props")).Descendants("Version").Single().Value;

    [Theory]
    [InlineData("generator/action/action.yml", @"description: Version of the tool\.\s+default: '([^']+)'")]
    [InlineData("generator/compatibility.md", @"qapigen/generator/action@v(\d[^\s`]*)`")]
    [InlineData("generator/editors/vscode/package.json", @"""version"": ""([^""]+)""")]
    [InlineData("generator/editors/vscode/package-lock.json", @"""version"": ""([^""]+)""")]
    [InlineData("generator/QapiGen.SourceGenerator/README.md", @"Include=""QapiGen"" Version=""([^""]+)""")]
    [InlineData("README.md", @"Include=""QapiGen[.\w]*"" Version=""([^""]+)""")]
    [InlineData("CONTRIBUTING.md", @"their own version, `\[([^\]]+)\]`")]
    public void A_text_that_names_the_version_names_this_one(string file, string place)
    {
        Match named = Regex.Match(File.ReadAllText(RepositoryPaths.Get(file.Split('/'))), place);

        Assert.True(named.Success, $"{file} names no version any more");
        Assert.Equal(Version, named.Groups[1].Value);
    }

    [Fact]
    public void The_templates_ask_for_the_packages_of_this_version()
    {
        string[] asked = [.. Directory.GetFiles(RepositoryPaths.Get("samples", "QapiGen.Templates", "content"), "*.csproj", SearchOption.AllDirectories)
            .SelectMany(static path => File.ReadLines(path)).Where(static line => line.Contains("<PackageReference", StringComparison.Ordinal))];

        Assert.NotEmpty(asked);
        Assert.All(asked, line => Assert.Contains($"Version=\"{Version}\"", line, StringComparison.Ordinal));
    }
}
