using System;
using System.Diagnostics;
using System.IO;
using System.Runtime.InteropServices;
using System.Threading.Tasks;
using QapiGen.EndToEnd.Tests.Packages;
using QapiGen.TestSupport;
using Xunit;

namespace QapiGen.EndToEnd.Tests.NativeAot;

/// <summary>A program of this repository, published as native code.</summary>
internal sealed class NativeProgram
{
    private readonly string _path;

    private NativeProgram(string path) => _path = path;

    /// <summary>Publishes a project; fails the test on any warning.</summary>
    /// <param name="project">Its folder below the repository's root.</param>
    /// <param name="name">The program's name.</param>
    /// <param name="folder">Where everything goes; what several programs have in common is compiled once in it.</param>
    public static NativeProgram Publish(string project, string name, string folder)
    {
        string published = Path.Combine(folder, "published", name);
        string log = LocalFeed.Run(
            RepositoryPaths.Root,
            [
                "publish", project, "-c", "Release", "-r", RuntimeInformation.RuntimeIdentifier, "--artifacts-path", Path.Combine(folder, "artifacts"), "-o", published, "--nologo", "-v", "quiet",
                // The compiler of native code has the last word on what can't be trimmed; the analyzers have had theirs in the build. Nobody debugs what is published here.
                "-p:RunAnalyzers=false", "-p:NativeDebugSymbols=false",
                // The samples ask for it by themselves, the tool doesn't. Asked alike, they have the same libraries, and these are compiled once.
                "-p:PublishAot=true",
            ]);
        Assert.DoesNotContain("warning", log, StringComparison.OrdinalIgnoreCase);
        return new NativeProgram(Path.Combine(published, name));
    }

    /// <summary>Starts it in the repository's root.</summary>
    public Process Start(string arguments) => Process.Start(new ProcessStartInfo(_path, arguments)
    {
        WorkingDirectory = RepositoryPaths.Root,
        RedirectStandardOutput = true,
        RedirectStandardError = true,
    })!;

    /// <summary>Runs it in the repository's root; gives exit code and everything it printed.</summary>
    public async Task<(int Code, string Output)> RunAsync(string arguments)
    {
        using Process process = Start(arguments);
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output + await error);
    }
}
