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

    /// <summary>Where it is.</summary>
    public string Folder { get; }

    /// <summary>Whether each build follows an edit of its one file of C#, and builds no more than that asks for.</summary>
    public bool IsEdited { get; }

    /// <summary>Megabytes of its assembly.</summary>
    public double AssemblyMegabytes => new FileInfo(Path.Combine(Folder, "bin", "Release", "net10.0", "Consumer.dll")).Length / 1e6;

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
            Path.Combine(folder, "Consumer.csproj"),
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

    /// <summary>The same project, a line of which is edited before each build.</summary>
    /// <param name="name">What it is called in the table.</param>
    public ConsumerProject Edited(string name) => new(name, Folder, isEdited: true);

    /// <summary>Changes the one file of C#.</summary>
    /// <param name="folder">The project's folder.</param>
    public static void Edit(string folder) =>
        File.WriteAllText(Path.Combine(folder, "Class1.cs"), $"internal static class Class1 {{ internal const long Line = {Stopwatch.GetTimestamp()}; }}\n");
}
