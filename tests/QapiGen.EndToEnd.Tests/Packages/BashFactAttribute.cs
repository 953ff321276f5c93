using System;
using QapiGen.TestSupport;
using Xunit;

namespace QapiGen.EndToEnd.Tests.Packages;

/// <summary>A test that needs Git and a shell; skipped without them.</summary>
internal sealed class BashFactAttribute : FactAttribute
{
    public BashFactAttribute() =>
        Skip = OptionalPrograms.Find("git") is null || OptionalPrograms.Find("bash") is null || OperatingSystem.IsWindows() ? "git or bash is not installed" : null;
}
