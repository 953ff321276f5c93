using System.Linq;
using Xunit;

namespace QapiGen.TestSupport;

/// <summary>A test that needs QEMU's schemas and, for each of its rows, a release of QEMU (<see cref="QemuReleaseDataAttribute"/>).</summary>
public sealed class LiveReleaseTheoryAttribute : TheoryAttribute
{
    /// <summary>Skips the test where one or the other isn't.</summary>
    public LiveReleaseTheoryAttribute() =>
        Skip = QemuSchemas.SkipReason ?? (QemuReleases.AtHand.Any() ? null : "no QEMU is at hand: see tests/qemu-releases");
}
