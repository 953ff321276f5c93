using System;
using System.Diagnostics;
using System.IO;
using System.Runtime.InteropServices;
using System.Threading.Tasks;
using QapiGen.EndToEnd.Tests.Packages;
using QapiGen.TestSupport;
using Xunit;

namespace QapiGen.EndToEnd.Tests.NativeAot;

/// <summary>What is published as native code is trimmed: whatever is reached by reflection only is gone, and each doubt is a warning, which is an error here.</summary>
public sealed class NativeAotTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("native-aot-").FullName;

    [ProgramTheory("clang")]
    [InlineData("samples/JobHost", "JobHost", "", 0, "The copy equals the source.")]
    [InlineData("samples/StorageDaemon", "StorageDaemon", "--daemon /nowhere/daemon", 1, "'/nowhere/daemon' could not be started")]
    [InlineData("generator/QapiGen.Cli", "qapigen", "introspect schema/job.json", 0, "JOB_STATUS_CHANGE")]
    public async Task Native_code_is_published_without_a_warning_and_works(string project, string program, string arguments, int expectedCode, string expected)
    {
        string published = Path.Combine(_folder, "published");
        // The samples ask for native code by themselves; the tool is packed as a portable one unless it is asked for.
        string[] native = project.StartsWith("samples", StringComparison.Ordinal) ? [] : ["-p:PublishAot=true"];
        string log = LocalFeed.Run(
            RepositoryPaths.Root,
            ["publish", project, "-c", "Release", "-r", RuntimeInformation.RuntimeIdentifier, "--artifacts-path", Path.Combine(_folder, "artifacts"), "-o", published, "--nologo", "-v", "quiet", .. native]);
        Assert.DoesNotContain("warning", log, StringComparison.OrdinalIgnoreCase);

        (int code, string output) = await RunAsync(Path.Combine(published, program), arguments);

        Assert.Equal(expectedCode, code);
        Assert.Contains(expected, output, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static async Task<(int Code, string Output)> RunAsync(string program, string arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = RepositoryPaths.Root,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output + await error);
    }
}
