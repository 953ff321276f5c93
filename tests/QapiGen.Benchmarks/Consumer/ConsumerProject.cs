using System.Diagnostics;
using System.IO;
using QapiGen.Benchmarks.Support;

namespace QapiGen.Benchmarks.Consumer;

/// <summary>A project that has nothing but packages and perhaps a schema.</summary>
internal sealed class ConsumerProject
{
    private ConsumerProject(string name, string folder, bool isEdited)
    {
        Name = name;
        Folder = folder;
        IsEdited = isEdited;
    }

    /// <summary>What it is called in the table.</summary>
    public string Name { get; }

    /// <summary>Where it is; the project has the folder's name, since no two of one build may have the same.</summary>
    public string Folder { get; }

    /// <summary>Whether each build follows an edit of its one file of C#, and builds no more than that asks for.</summary>
    public bool IsEdited { get; }

    /// <summary>Megabytes of its assembly.</summary>
    public double AssemblyMegabytes => new FileInfo(Path.Combine(Folder, "bin", "Release", "net10.0", Path.GetFileName(Folder) + ".dll")).Length / 1e6;

    /// <summary>Writes the project and restores it.</summary>
    /// <param name="name">What it is called in the table.</param>
    /// <param name="folder">A folder of its own.</param>
    /// <param name="feed">Where the packages are.</param>
    /// <param name="items">What it refers to, and compiles beside its one file of C#.</param>
    public static ConsumerProject Create(string name, string folder, string feed, params string[] items)
    {
        Directory.CreateDirectory(folder);
        File.WriteAllText(
            Path.Combine(folder, "nuget.config"),
            $"""
            <configuration>
              <config><add key="globalPackagesFolder" value="{Path.Combine(feed, "restored")}" /></config>
              <packageSources><add key="local" value="{feed}" /></packageSources>
            </configuration>
            """);
        File.WriteAllText(
            FileIn(folder),
            $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <TargetFramework>net10.0</TargetFramework>
                <Nullable>enable</Nullable>
              </PropertyGroup>
              <ItemGroup>
                {string.Join("\n    ", items)}
              </ItemGroup>
            </Project>
            """);
        Edit(folder);
        DotnetCommand.Run(folder, "restore", "--nologo", "-v", "quiet");
        return new ConsumerProject(name, folder, isEdited: false);
    }

    /// <summary>The file of the project in a folder.</summary>
    /// <param name="folder">The folder.</param>
    public static string FileIn(string folder) => Path.Combine(folder, Path.GetFileName(folder) + ".csproj");

    /// <summary>The same project, a line of which is edited before each build.</summary>
    /// <param name="name">What it is called in the table.</param>
    public ConsumerProject Edited(string name) => new(name, Folder, isEdited: true);

    /// <summary>Changes the one file of C#.</summary>
    /// <param name="folder">The project's folder.</param>
    public static void Edit(string folder) =>
        File.WriteAllText(Path.Combine(folder, "Class1.cs"), $"internal static class Class1 {{ internal const long Line = {Stopwatch.GetTimestamp()}; }}\n");
}
