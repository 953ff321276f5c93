using System;
using Xunit;

namespace QapiGen.Runtime.Tests.Support;

/// <summary>A test of what works on Linux only.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class LinuxFactAttribute : FactAttribute
{
    /// <summary>Skips elsewhere.</summary>
    public LinuxFactAttribute() => Skip = OperatingSystem.IsLinux() ? null : "File descriptors are passed on Linux only";
}
