using System;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using QapiGen.Cli.Files;
using QapiGen.Cli.Tests.Support;
using QapiGen.TestSupport;
using Xunit;

namespace QapiGen.Cli.Tests;

/// <summary>Every release that QEMU made with schemas in today's syntax, read from a checkout of QEMU where there is one.</summary>
public sealed class QemuTagTests
{
    private const string Variable = "QAPIGEN_QEMU_CHECKOUT";

    private static readonly string[] Roots = ["qapi/qapi-schema.json", "qapi-schema.json", "qga/qapi-schema.json", "storage-daemon/qapi/qapi-schema.json"];

    /// <summary>The tags: each release from 2.9, the first whose schemas are Python's literals and nothing else, to 10.2.</summary>
    public static TheoryData<string> Tags => new(
        "v2.9.0", "v2.10.0", "v2.11.0", "v2.12.0",
        "v3.0.0", "v3.1.0", "v4.0.0", "v4.1.0", "v4.2.0", "v5.0.0", "v5.1.0", "v5.2.0", "v6.0.0", "v6.1.0", "v6.2.0",
        "v7.0.0", "v7.1.0", "v7.2.0", "v8.0.0", "v8.1.0", "v8.2.0", "v9.0.0", "v9.1.0", "v9.2.0", "v10.0.0", "v10.1.0", "v10.2.0");

    [QemuCheckoutTheory]
    [MemberData(nameof(Tags))]
    public async Task Release_compiles_whole(string tag)
    {
        string checkout = Path.GetFullPath(Environment.GetEnvironmentVariable(Variable)!);
        using GitTree tree = GitTree.Open(checkout, tag);
        string[] roots = [.. Roots.Where(tree.FileExists)];
        Assert.NotEmpty(roots);
        foreach (string root in roots)
        {
            // A schema compared with itself has been compiled without a fault, and has no findings.
            CliResult result = await new CliHarness { RealFiles = GitRepository.FilesOf(checkout) }.RunAsync("diff", $"git:{tag}:{root}", $"git:{tag}:{root}", "--fail-on", "risky");

            Assert.Equal((0, ""), (result.ExitCode, result.Error));
        }
    }

    private sealed class QemuCheckoutTheoryAttribute : TheoryAttribute
    {
        public QemuCheckoutTheoryAttribute() => Skip =
            OptionalPrograms.Find("git") is null ? "git is not installed"
            : Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } folder && Directory.Exists(folder) ? null
            : $"{Variable} doesn't say where a checkout of QEMU with its tags is";
    }
}
