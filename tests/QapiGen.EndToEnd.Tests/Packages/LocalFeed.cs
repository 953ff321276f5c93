using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.IO.Compression;
using System.Linq;
using System.Text;
using QapiGen.TestSupport;

namespace QapiGen.EndToEnd.Tests.Packages;

/// <summary>The packages of this build in a folder of their own, and consumers that restore from it and from nowhere else what is ours.</summary>
public sealed class LocalFeed : IDisposable
{
    private static readonly string[] Projects =
    [
        "generator/QapiGen.SourceGenerator", "generator/QapiGen.Cli",
        "runtime/QapiGen.Runtime", "runtime/QapiGen.Jobs", "runtime/QapiGen.Hosting", "runtime/QapiGen.Hosting.AspNetCore",
        "runtime/QapiGen.Jobs.Hosting", "runtime/QapiGen.Jobs.Sqlite", "runtime/QapiGen.Jobs.PostgreSql", "runtime/QapiGen.Jobs.Orleans", "runtime/QapiGen.Testing",
        "runtime/QapiGen.Qemu", "runtime/QapiGen.Dashboard", "samples/QapiGen.Templates",
    ];

    /// <summary>Packs every package from what this build has compiled.</summary>
    public LocalFeed()
    {
        Folder = Directory.CreateTempSubdirectory("qapigen-packages-").FullName;
        Feed = Path.Combine(Folder, "feed");
        // One call packs them all: each would read the libraries below anew.
        string all = Path.Combine(Folder, "all.proj");
        File.WriteAllText(
            all,
            $"""
            <Project>
              <ItemGroup><Project Include="{string.Join(';', Projects.Select(static project => RepositoryPaths.Get([.. project.Split('/'), Path.GetFileName(project) + ".csproj"])))}" /></ItemGroup>
              <Target Name="Pack"><MSBuild Projects="@(Project)" Targets="Pack" BuildInParallel="true" Properties="Configuration={Configuration};NoBuild=true;PackageOutputPath={Feed}" /></Target>
            </Project>
            """);
        Run(RepositoryPaths.Root, "msbuild", all, "-t:Pack", "-nologo", "-v:quiet");
    }

    /// <summary>Where consumers are made.</summary>
    public string Folder { get; }

    /// <summary>Where the packages are.</summary>
    public string Feed { get; }

    /// <summary>The names of the packages.</summary>
    public IEnumerable<string> Ids()
    {
        foreach (string path in Directory.GetFiles(Feed, "*.nupkg"))
        {
            using ZipArchive archive = ZipFile.OpenRead(path);
            yield return Path.GetFileNameWithoutExtension(archive.Entries.Single(static entry => entry.FullName.EndsWith(".nuspec", StringComparison.Ordinal)).Name);
        }
    }

    /// <summary>What this build was made as.</summary>
    public static string Configuration =>
#if DEBUG
        "Debug";
#else
        "Release";
#endif

    /// <summary>Makes a consumer's folder with these files, and what keeps it apart from this repository.</summary>
    public string CreateConsumer(string name, params (string Path, string Text)[] files)
    {
        string folder = Path.Combine(Folder, name);
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, "Directory.Build.props"), "<Project />");
        File.WriteAllText(Path.Combine(folder, "Directory.Packages.props"), "<Project />");
        File.WriteAllText(Path.Combine(folder, ".editorconfig"), "root = true\n");
        File.WriteAllText(
            Path.Combine(folder, "nuget.config"),
            $"""
            <configuration>
              <config><add key="globalPackagesFolder" value="{Path.Combine(Folder, "restored")}" /></config>
              <packageSources><add key="local" value="{Feed}" /></packageSources>
            </configuration>
            """);
        foreach ((string path, string text) in files)
        {
            string full = Path.Combine(folder, path);
            Directory.CreateDirectory(Path.GetDirectoryName(full)!);
            File.WriteAllText(full, text);
        }

        return folder;
    }

    /// <summary>Runs <c>dotnet</c>; fails the test with what it printed when it doesn't succeed.</summary>
    public static string Run(string folder, params string[] arguments)
    {
        (int code, string output) = TryRun(folder, arguments);
        return code == 0 ? output : throw new InvalidOperationException($"dotnet {string.Join(' ', arguments)} ended with {code}:\n{output}");
    }

    /// <summary>Runs <c>dotnet</c>; gives its exit code and what it printed.</summary>
    public static (int Code, string Output) TryRun(string folder, params string[] arguments) =>
        TryRun(folder, new Dictionary<string, string?>(), arguments);

    /// <summary>Runs <c>dotnet</c> with variables of the environment changed, those that are null taken away; gives its exit code and what it printed.</summary>
    public static (int Code, string Output) TryRun(string folder, IReadOnlyDictionary<string, string?> environment, params string[] arguments) =>
        TryRunProgram(folder, environment, "dotnet", arguments);

    /// <summary>Runs <c>dotnet</c> as somebody whom the permissions of files bind, which root alone isn't.</summary>
    public static (int Code, string Output) TryRunBound(string folder, params string[] arguments) => Environment.IsPrivilegedProcess
        ? TryRunProgram(
            folder, new Dictionary<string, string?>(), "setpriv", ["--bounding-set=-dac_override,-dac_read_search", "--inh-caps=-dac_override,-dac_read_search", "dotnet", .. arguments])
        : TryRun(folder, arguments);

    private static (int Code, string Output) TryRunProgram(string folder, IReadOnlyDictionary<string, string?> environment, string program, string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment["DOTNET_CLI_UI_LANGUAGE"] = "en";
        start.Environment.Remove("MSBuildSDKsPath");
        start.Environment.Remove("MSBUILD_EXE_PATH");
        foreach ((string name, string? value) in environment)
        {
            start.Environment[name] = value;
        }

        var output = new StringBuilder();
        using Process process = Process.Start(start)!;
        process.OutputDataReceived += (_, line) => Append(output, line.Data);
        process.ErrorDataReceived += (_, line) => Append(output, line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        process.WaitForExit();
        return (process.ExitCode, output.ToString());
    }

    /// <inheritdoc/>
    public void Dispose() => Directory.Delete(Folder, recursive: true);

    private static void Append(StringBuilder output, string? line)
    {
        lock (output)
        {
            output.AppendLine(line);
        }
    }
}
