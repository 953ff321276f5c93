using Xunit;

namespace QapiGen.TestSupport;

/// <summary>A test that needs QEMU's schema trees, and is skipped without them.</summary>
public sealed class QemuSchemasFactAttribute : FactAttribute
{
    /// <summary>Skips the test where the trees are absent.</summary>
    public QemuSchemasFactAttribute() => Skip = QemuSchemas.SkipReason;
}
