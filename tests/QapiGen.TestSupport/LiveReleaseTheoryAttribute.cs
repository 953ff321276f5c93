namespace QapiGen.TestSupport;

/// <summary>A test that needs QEMU's schemas and, for each of its rows, a release of QEMU (<see cref="QemuReleaseDataAttribute"/>).</summary>
public sealed class LiveReleaseTheoryAttribute : QemuReleaseTheoryAttribute
{
    /// <summary>Skips the test where the schemas aren't.</summary>
    public LiveReleaseTheoryAttribute() => Skip = QemuSchemas.SkipReason;
}
