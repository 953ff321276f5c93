using System.Collections.Generic;
using QapiGen.Schema.Diagnostics;
using QapiGen.Schema.Dialects;
using QapiGen.Schema.Loading;
using QapiGen.TestSupport;
using Xunit;

namespace QapiGen.Schema.Tests.Loading;

public sealed class RealSchemasTests
{
    public static IEnumerable<object[]> Roots => QemuSchemas.Roots;

    [QemuSchemasTheory]
    [MemberData(nameof(Roots))]
    public void Every_root_loads_leniently(string release, string root)
    {
        Assert.Equal("", Load(release, root, Dialect.Lenient));
    }

    [QemuSchemasTheory]
    [MemberData(nameof(Roots))]
    public void Every_root_loads_in_its_own_dialect(string release, string root)
    {
        Assert.True(Dialect.TryParse(release, out Dialect? dialect));
        Assert.Equal("", Load(release, root, dialect));
    }

    private static string Load(string release, string root, Dialect dialect)
    {
        var diagnostics = new DiagnosticBag();
        SchemaLoader.Load(DiskResolver.Read(QemuSchemas.PathOf(release, root)), new DiskResolver(), dialect, diagnostics);
        return DiagnosticText.Format(diagnostics.ToArray());
    }
}
