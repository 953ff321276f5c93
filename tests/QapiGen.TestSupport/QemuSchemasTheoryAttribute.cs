using Xunit;

namespace QapiGen.TestSupport;

/// <summary>A test with data that needs QEMU's schema trees, and is skipped without them.</summary>
public sealed class QemuSchemasTheoryAttribute : TheoryAttribute
{
    /// <summary>Skips the test where the trees are absent.</summary>
    public QemuSchemasTheoryAttribute() => Skip = QemuSchemas.SkipReason;
}
