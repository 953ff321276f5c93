using System;
using QapiGen.TestSupport;
using Xunit;

namespace QapiGen.Dashboard.Tests;

/// <summary>A test of a machine that runs as another user, which root alone can start.</summary>
public sealed class OtherUserFactAttribute : FactAttribute
{
    /// <summary>Skips the test where there is no such machine.</summary>
    public OtherUserFactAttribute() => Skip =
        OptionalPrograms.Find("qemu-system-x86_64") is null ? "qemu-system-x86_64 is not installed"
        : OptionalPrograms.Find("setpriv") is null ? "setpriv is not installed"
        : Environment.IsPrivilegedProcess ? null
        : "only root starts programs of other users";
}
