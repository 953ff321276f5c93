using System;
using System.IO;
using System.Linq;
using System.Text.Json;
using Xunit;

namespace QapiGen.EndToEnd.Tests.Packages;

/// <summary>Which files a build hands to the compiler, and what it says of those that it can't find.</summary>
[Collection(PackagesCollection.Name)]
public sealed class IncludeTests(LocalFeed feed)
{
    private const string Project = """
        <Project Sdk="Microsoft.NET.Sdk">
          <PropertyGroup>
            <TargetFramework>net10.0</TargetFramework>
            <Nullable>enable</Nullable>
          </PropertyGroup>
          <ItemGroup>
            <PackageReference Include="QapiGen" Version="0.1.0" />
            <QapiSchema Include="root.json" Namespace="Sample" Baseline="old/root.json" />
          </ItemGroup>
        </Project>
        """;

    [Fact]
    public void Only_files_that_a_root_reaches_are_handed_over()
    {
        string folder = feed.CreateConsumer(
            "reach/project",
            ("Reach.csproj", Project),
            ("root.json", "{ 'include': 'sub/a.json' }\n{ 'include': # why\n  '../outside.json' }\n{ 'include': 'gone.json' }\n"),
            ("sub/a.json", "{ 'enum': 'A', 'data': [ '100%', ';', '$(X)', '@(Y)' ] }\n{ 'include': 'b.json' }{ 'include': '../root.json' }\n"),
            ("sub/b.json", "{ 'struct': 'B', 'data': { 'include': 'str' } }\n"),
            ("../outside.json", "{ 'include': 'project/sub/b.json' }\n"),
            ("old/root.json", "{ 'include': 'b.json' }\n"),
            ("old/b.json", "{ 'command': 'b' }\n"),
            ("sub/unused.json", "{ 'include': 'a.json' }\n"),
            ("node_modules/x/package.json", "{}"),
            ("package.json", "{}"));

        using JsonDocument items = JsonDocument.Parse(LocalFeed.Run(folder, "msbuild", "-restore", "-nologo", "-v:quiet", "-t:QapiGenAddFiles", "-getItem:AdditionalFiles"));

        JsonElement[] files = [.. items.RootElement.GetProperty("Items").GetProperty("AdditionalFiles").EnumerateArray()];
        Assert.Equal(
            ["../outside.json include", "old/b.json include", "old/root.json include", "root.json root", "sub/a.json include", "sub/b.json include"],
            files.Select(file => $"{Path.GetRelativePath(folder, file.GetProperty("FullPath").GetString()!)} {file.GetProperty("QapiKind").GetString()}").Order(StringComparer.Ordinal));
        Assert.Contains(Path.Combine(folder, "gone.json"), files.Single(file => file.GetProperty("QapiKind").GetString() == "root").GetProperty("QapiMissing").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_include_says_what_is_the_case()
    {
        string folder = feed.CreateConsumer(
            "missing",
            ("Missing.csproj", Project.Replace("Baseline=\"old/root.json\"", "", StringComparison.Ordinal)),
            ("root.json", "{ 'include': 'gone.json' }\n{ 'include': 'job.json' }\n{ 'include': 'a@b.json' }\n"),
            ("a@b.json", "{ 'command': 'c' }\n"));

        (int code, string output) = LocalFeed.TryRun(folder, "msbuild", "-restore", "-nologo", "-v:quiet");

        Assert.NotEqual(0, code);
        Assert.Contains("root.json(1,14): error QAPI0041: can't read include file '" + Path.Combine(folder, "gone.json") + "': no such file", output, StringComparison.Ordinal);
        Assert.Contains("root.json(2,14): error QAPI0041", output, StringComparison.Ordinal);
        Assert.Contains("the package QapiGen.Jobs has one: add <PackageReference Include=\"QapiGen.Jobs\" />", output, StringComparison.Ordinal);
        Assert.Contains($"add <QapiInclude Include=\"{Path.Combine(folder, "a@b.json")}\" />", output, StringComparison.Ordinal);
    }
}
