using QapiGen.ConformanceHost;
using Xunit;

namespace QapiGen.Conformance.Tests;

/// <summary>A theory that needs the host to have been built with QEMU's schemas.</summary>
internal sealed class GeneratedHostTheoryAttribute : TheoryAttribute
{
    public GeneratedHostTheoryAttribute()
    {
        if (!ConformanceService.HasQemuSchemas)
        {
            Skip = "The host was built without QAPIGEN_QEMU_SCHEMAS.";
        }
    }
}
