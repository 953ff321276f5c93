using System.Linq;
using QapiGen.TestSupport;
using Xunit;

namespace QapiGen.Qemu.Tests.Support;

/// <summary>A test that takes all releases of QEMU at hand at the same time; skipped where there is none.</summary>
internal sealed class AnyQemuReleaseFactAttribute : FactAttribute
{
    public AnyQemuReleaseFactAttribute() => Skip = QemuReleases.AtHand.Any() ? null : "no QEMU is at hand: see tests/qemu-releases";
}
