using System;
using System.Collections.Generic;
using System.IO;
using System.IO.Compression;
using QapiGen.EndToEnd.Tests.Packages;
using QapiGen.TestSupport;

namespace QapiGen.EndToEnd.Tests.Supply;

/// <summary>A project that is built as this repository's are, apart from them, and a feed with empty packages of any name and version.</summary>
internal sealed class ForeignProject : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("qapigen-supply-").FullName;

    public ForeignProject()
    {
        Directory.CreateDirectory(Folder);
        Directory.CreateDirectory(Feed);
        foreach (string file in (string[])["Directory.Build.props", "Directory.Build.targets"])
        {
            File.Copy(Path.Combine(RepositoryPaths.Root, file), Path.Combine(_root, file));
        }

        File.WriteAllText(
            Path.Combine(_root, "nuget.config"),
            $"""
            <configuration>
              <config><add key="globalPackagesFolder" value="{Path.Combine(_root, "restored")}" /></config>
              <packageSources><clear /><add key="local" value="{Feed}" /></packageSources>
            </configuration>
            """);
    }

    /// <summary>Where the project is.</summary>
    public string Folder => Path.Combine(_root, "project");

    private string Feed => Path.Combine(_root, "feed");

    /// <summary>Puts an empty package into the feed.</summary>
    public void Offer(string id, string version)
    {
        using ZipArchive package = ZipFile.Open(Path.Combine(Feed, $"{id}.{version}.nupkg"), ZipArchiveMode.Create);
        using var text = new StreamWriter(package.CreateEntry($"{id}.nuspec").Open());
        text.Write(
            $"""
            <package><metadata>
              <id>{id}</id><version>{version}</version><authors>nobody</authors><description>Empty.</description>
            </metadata></package>
            """);
    }

    /// <summary>Has the project refer to a package.</summary>
    public void Use(string id, string version) =>
        File.WriteAllText(
            Path.Combine(Folder, "Foreign.csproj"),
            $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <ItemGroup><PackageReference Include="{id}" Version="{version}" /></ItemGroup>
            </Project>
            """);

    /// <summary>Restores it, on a developer's machine or in CI.</summary>
    public (int Code, string Output) Restore(bool inCI) =>
        LocalFeed.TryRun(Folder, new Dictionary<string, string?> { ["CI"] = inCI ? "true" : null }, "restore", "--nologo");

    /// <inheritdoc/>
    public void Dispose() => Directory.Delete(_root, recursive: true);
}
