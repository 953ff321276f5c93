using System.Diagnostics;
using System.Linq;
using QapiGen.TestSupport;
using Xunit;

namespace QapiGen.Cli.Tests.Support;

/// <summary>A test that needs an emulator and the schemas of the release that it is of; skipped without.</summary>
internal sealed class LiveReleaseFactAttribute : FactAttribute
{
    /// <summary>The emulator.</summary>
    public const string Program = "qemu-system-x86_64";

    /// <summary>Skips the test where something is absent.</summary>
    /// <param name="other">Another program of the same release that the test needs, or null.</param>
    public LiveReleaseFactAttribute(string? other = null) => Skip =
        other is not null && OptionalPrograms.Find(other) is null ? $"{other} is not installed"
        : OptionalPrograms.Find(Program) is null ? $"{Program} is not installed"
        : QemuSchemas.SkipReason ?? (QemuSchemas.Releases.Contains(Release) ? null : $"there is no schema of release {Release}");

    /// <summary>The emulator's release, such as <c>7.2</c>; empty if it can't be told.</summary>
    public static string Release { get; } = AskRelease();

    private static string AskRelease()
    {
        if (OptionalPrograms.Find(Program) is not { } path)
        {
            return string.Empty;
        }

        using Process process = Process.Start(new ProcessStartInfo(path, "--version") { RedirectStandardOutput = true })!;
        string[] words = process.StandardOutput.ReadToEnd().Split(' ');
        process.WaitForExit();
        return string.Join('.', words.SkipWhile(w => w != "version").Skip(1).FirstOrDefault(string.Empty).Split('.').Take(2));
    }
}
