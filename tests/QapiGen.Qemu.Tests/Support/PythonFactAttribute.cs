using QapiGen.TestSupport;
using Xunit;

namespace QapiGen.Qemu.Tests.Support;

/// <summary>A test whose program is a few lines of Python that play QEMU; skipped without Python.</summary>
internal sealed class PythonFactAttribute : FactAttribute
{
    public PythonFactAttribute() => Skip = OptionalPrograms.Find("python3") is null ? "python3 is not installed" : null;
}
