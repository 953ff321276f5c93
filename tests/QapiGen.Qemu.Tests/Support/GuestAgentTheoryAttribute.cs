using QapiGen.TestSupport;

namespace QapiGen.Qemu.Tests.Support;

/// <summary>A test for the guest agent of each release, which is a package of its own; skipped with the reason where it isn't at hand.</summary>
internal sealed class GuestAgentTheoryAttribute : QemuReleaseTheoryAttribute
{
    public GuestAgentTheoryAttribute() => Program = "qemu-ga";
}
