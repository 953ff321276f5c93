using System;
using System.Diagnostics;
using QapiGen.TestSupport;
using Xunit;

namespace QapiGen.Schema.Tests.Introspection;

/// <summary>A test that needs a program of Debian's build of QEMU 7.2 and QEMU's schema trees, and is skipped without them.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class DebianProgramFactAttribute : FactAttribute
{
    public DebianProgramFactAttribute(string program)
    {
        Program = program;
        Skip = QemuSchemas.SkipReason ?? SkipReason(program);
    }

    public string Program { get; }

    private static string? SkipReason(string program)
    {
        if (OptionalPrograms.Find(program) is not { } path)
        {
            return $"{program} is not installed";
        }

        using Process process = Process.Start(new ProcessStartInfo(path, "--version") { RedirectStandardOutput = true })!;
        string version = process.StandardOutput.ReadLine() ?? "";
        process.WaitForExit();
        return version.Contains("version 7.2.", StringComparison.Ordinal) && version.Contains("Debian", StringComparison.Ordinal)
            ? null
            : $"the symbols known are those of Debian's 7.2, not of '{version}'";
    }
}
