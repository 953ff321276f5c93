using System.Collections.Generic;
using System.Linq;
using System.Reflection;
using Xunit.Sdk;

namespace QapiGen.TestSupport;

/// <summary>The names of the releases of QEMU, those that aren't at hand included: <see cref="QemuReleaseTheoryAttribute"/> skips them.</summary>
public sealed class QemuReleaseDataAttribute : DataAttribute
{
    /// <inheritdoc/>
    public override IEnumerable<object[]> GetData(MethodInfo testMethod) => QemuReleases.All.Select(static release => new object[] { release });
}
