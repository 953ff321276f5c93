using System;
using Xunit;

namespace QapiGen.TestSupport;

/// <summary>A theory about what only Linux has.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class LinuxTheoryAttribute : TheoryAttribute
{
    /// <summary>Skips elsewhere.</summary>
    public LinuxTheoryAttribute()
    {
        if (!OperatingSystem.IsLinux())
        {
            Skip = "only Linux has it";
        }
    }
}
