using Xunit;

namespace QapiGen.Qemu.Tests.Support;

/// <summary>A test that boots <see cref="GuestLinux"/> on each release of QEMU at hand; skipped with the reason where it can't be.</summary>
internal sealed class GuestLinuxTheoryAttribute : TheoryAttribute
{
    public GuestLinuxTheoryAttribute() => Skip = GuestLinux.SkipReason;
}
