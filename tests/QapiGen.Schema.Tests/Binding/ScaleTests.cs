using System.Collections.Generic;
using System.Linq;
using QapiGen.TestSupport;
using Xunit;

namespace QapiGen.Schema.Tests.Binding;

/// <summary>The numbers of what QEMU's schemas hold (spec 11.2).</summary>
public sealed class ScaleTests
{
    public static IEnumerable<object[]> Roots => QemuSchemas.Roots;

    [QemuSchemasTheory]
    [MemberData(nameof(Roots))]
    public void Counts_are_those_of_the_release(string release, string root)
    {
        string counts = string.Concat(new SchemaCounts(Schemas.BindQemu(release, root)).Lines().Select(line => line + "\n"));
        string name = $"{release}-{root.Replace("/qapi-schema.json", "", System.StringComparison.Ordinal).Replace('/', '-')}.verified.txt";
        Snapshot.Verify(RepositoryPaths.Get("tests", "data", "counts", name), counts);
    }
}
