using System;
using System.Collections.Generic;
using System.IO;
using System.IO.Compression;
using System.Linq;
using System.Security.Cryptography;
using QapiGen.TestSupport;
using Xunit;

namespace QapiGen.EndToEnd.Tests.Packages;

/// <summary>Whoever builds the same sources again gets the same packages, and can see so that nothing else is in them.</summary>
public sealed class DeterminismTests : IDisposable
{
    /// <summary>What the copies are built of, beside the files at the top.</summary>
    private static readonly string[] s_folders = ["generator", "runtime", "schema", "samples/QapiGen.Templates"];

    /// <summary>
    /// Two of each kind: written by hand and generated, for compilers and for programs. All packages take minutes, and are built if <c>QAPIGEN_DETERMINISM</c> is <c>all</c>, as
    /// for a release.
    /// </summary>
    private static readonly string[] s_projects =
    [
        "generator/QapiGen.SourceGenerator/QapiGen.SourceGenerator.csproj", "runtime/QapiGen.Runtime/QapiGen.Runtime.csproj",
        "runtime/QapiGen.Jobs/QapiGen.Jobs.csproj", "samples/QapiGen.Templates/QapiGen.Templates.csproj",
    ];

    private readonly string _folder = Directory.CreateTempSubdirectory("qapigen-twice-").FullName;

    [Fact]
    public void Two_builds_of_the_same_sources_give_the_same_packages()
    {
        // Both copies before both builds: somebody may be writing.
        Copy("first", "second");
        IReadOnlyDictionary<string, string> first = Pack("first", []);
        IReadOnlyDictionary<string, string> second = Pack("second", new() { ["TZ"] = "Asia/Tokyo" });

        Assert.Equal(first.Keys, second.Keys);
        Assert.True(first.Count >= 6, string.Join(", ", first.Keys));
        string[] different = [.. first.Where(package => package.Value != second[package.Key]).SelectMany(package => Differences(package.Key))];
        Assert.True(different.Length == 0, string.Join('\n', different));
    }

    [Fact]
    public void Each_assembly_has_its_log_messages_in_one_class()
    {
        foreach (string project in Directory.GetFiles(RepositoryPaths.Get("runtime"), "*.csproj", SearchOption.AllDirectories))
        {
            string[] files =
            [
                .. Sources(Path.GetDirectoryName(project)!).Where(static path => path.EndsWith(".cs", StringComparison.Ordinal))
                    .Where(static path => File.ReadAllText(path).Contains("[LoggerMessage(", StringComparison.Ordinal)),
            ];
            Assert.True(files.Length <= 1, $"Microsoft's generator writes the classes of one assembly in another order in each build: {string.Join(", ", files)}");
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>Copies the sources, as they are now, to both places.</summary>
    private void Copy(string first, string second)
    {
        foreach (string file in Directory.GetFiles(RepositoryPaths.Root).Concat(s_folders.SelectMany(static folder => Sources(RepositoryPaths.Get(folder)))))
        {
            string path = Path.GetRelativePath(RepositoryPaths.Root, file);
            CopyFile(file, Path.Combine(_folder, first, path));
            CopyFile(Path.Combine(_folder, first, path), Path.Combine(_folder, second, path));
        }
    }

    private static void CopyFile(string from, string to)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(to)!);
        File.Copy(from, to);
    }

    /// <summary>Packs a copy; gives each package's hash.</summary>
    private SortedDictionary<string, string> Pack(string name, Dictionary<string, string?> environment)
    {
        string copy = Path.Combine(_folder, name);
        string[] projects = Environment.GetEnvironmentVariable("QAPIGEN_DETERMINISM") == "all"
            ? [.. Sources(copy).Where(static path => path.EndsWith(".csproj", StringComparison.Ordinal) && File.ReadAllText(path).Contains("<IsPackable>true", StringComparison.Ordinal))]
            : s_projects;
        File.WriteAllText(
            Path.Combine(copy, "all.proj"),
            $"""
            <Project>
              <ItemGroup><Project Include="{string.Join(';', projects)}" /></ItemGroup>
              <Target Name="Restore"><MSBuild Projects="@(Project)" Targets="Restore" Properties="Configuration=Release" /></Target>
              <Target Name="Pack"><MSBuild Projects="@(Project)" Targets="Pack" Properties="Configuration=Release" BuildInParallel="true" /></Target>
            </Project>
            """);

        // A process of its own for each compilation, as on another machine. What only looks at the code is left out.
        environment["CI"] = "true";
        string[] options = ["-nologo", "-v:quiet", "-m", "-p:UseSharedCompilation=false", "-p:RunAnalyzers=false", "-p:EnablePackageValidation=false"];
        foreach (string target in (string[])["Restore", "Pack"])
        {
            (int code, string output) = LocalFeed.TryRun(copy, environment, ["msbuild", "all.proj", $"-t:{target}", .. options]);
            Assert.True(code == 0, output);
        }

        var hashes = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (string package in Directory.GetFiles(Path.Combine(copy, "artifacts", "packages")))
        {
            hashes.Add(Path.GetFileName(package), Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(package))));
        }

        return hashes;
    }

    /// <summary>The entries of a package that aren't the same in both copies, or how else they differ.</summary>
    private string[] Differences(string package)
    {
        using ZipArchive first = ZipFile.OpenRead(Path.Combine(_folder, "first", "artifacts", "packages", package));
        using ZipArchive second = ZipFile.OpenRead(Path.Combine(_folder, "second", "artifacts", "packages", package));
        string[] entries =
        [
            .. first.Entries.Zip(second.Entries)
                .Where(static pair => pair.First.FullName != pair.Second.FullName || pair.First.Crc32 != pair.Second.Crc32 || pair.First.LastWriteTime != pair.Second.LastWriteTime)
                .Select(pair => $"{package}: {pair.First.FullName} of {pair.First.LastWriteTime}, {pair.Second.FullName} of {pair.Second.LastWriteTime}"),
        ];
        return entries.Length > 0 ? entries : [$"{package}: the archive itself"];
    }

    /// <summary>All files below a folder but those that a build makes.</summary>
    private static IEnumerable<string> Sources(string folder) =>
        Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Where(path => !Path.GetRelativePath(folder, path).Split(Path.DirectorySeparatorChar).Any(static part => part is "bin" or "obj" or "artifacts" or "node_modules"));
}
