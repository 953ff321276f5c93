using System.Linq;
using Xunit;

namespace QapiGen.TestSupport;

/// <summary>A test that needs one release of QEMU; skipped where it isn't at hand.</summary>
public sealed class QemuReleaseFactAttribute : FactAttribute
{
    /// <summary>Skips the test where the release isn't.</summary>
    public QemuReleaseFactAttribute(string release)
    {
        Release = release;
        Skip = QemuReleases.AtHand.Contains(release) ? null : $"QEMU {release} is not at hand: see tests/qemu-releases";
    }

    /// <summary>The release.</summary>
    public string Release { get; }
}
