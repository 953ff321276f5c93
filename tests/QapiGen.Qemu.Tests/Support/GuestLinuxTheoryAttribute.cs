using QapiGen.TestSupport;

namespace QapiGen.Qemu.Tests.Support;

/// <summary>A test that boots <see cref="GuestLinux"/> on each release of QEMU; skipped with the reason where it can't be.</summary>
internal sealed class GuestLinuxTheoryAttribute : QemuReleaseTheoryAttribute
{
    public GuestLinuxTheoryAttribute() => Skip = GuestLinux.SkipReason;
}
