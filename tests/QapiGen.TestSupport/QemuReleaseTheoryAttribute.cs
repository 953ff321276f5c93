using System.Linq;
using Xunit;

namespace QapiGen.TestSupport;

/// <summary>A test for each release of QEMU at hand, see <see cref="QemuReleaseDataAttribute"/>; skipped if there is none.</summary>
public sealed class QemuReleaseTheoryAttribute : TheoryAttribute
{
    /// <summary>Skips the test where no release is.</summary>
    public QemuReleaseTheoryAttribute() => Skip = QemuReleases.AtHand.Any() ? null : "no QEMU is at hand: see tests/qemu-releases";
}
