using System.Collections.Generic;
using System.IO;
using QapiGen.Schema.Collections;
using QapiGen.Schema.Diagnostics;
using QapiGen.Schema.Dialects;
using QapiGen.Schema.Loading;
using QapiGen.TestSupport;
using Xunit;

namespace QapiGen.Schema.Tests.Loading;

public sealed class RealSchemasTests
{
    public static IEnumerable<object[]> Roots => QemuSchemas.Roots;

    // Spec V-42.
    [QemuSchemasTheory]
    [MemberData(nameof(Roots))]
    public void Every_root_loads_leniently(string release, string root)
    {
        Assert.Equal("", Load(release, root, Dialect.Lenient));
    }

    // Spec V-41.
    [QemuSchemasTheory]
    [MemberData(nameof(Roots))]
    public void Every_root_loads_in_its_own_dialect(string release, string root)
    {
        Assert.True(Dialect.TryParse(release, out Dialect? dialect));
        Assert.Equal("", Load(release, root, dialect));
    }

    // Where QEMU's own compilers of these releases stop.
    // Spec V-41.
    [QemuSchemasTheory]
    [InlineData("5.2", "qapi", "7.2", "pragma.json:5 QAPI0033")]
    [InlineData("5.2", "qga", "7.2", "qapi-schema.json:21 QAPI0033")]
    [InlineData("5.2", "storage-daemon/qapi", "7.2", "pragma.json:5 QAPI0033")]
    [InlineData("5.2", "qapi", "10.0", "qapi-schema.json:32 QAPI2022")]
    [InlineData("5.2", "qga", "10.0", "qapi-schema.json:21 QAPI0033")]
    [InlineData("5.2", "storage-daemon/qapi", "10.0", "pragma.json:5 QAPI0033")]
    [InlineData("5.2", "qapi", "10.2", "qapi-schema.json:8 QAPI2023")]
    [InlineData("5.2", "qga", "10.2", "qapi-schema.json:7 QAPI2023")]
    [InlineData("5.2", "storage-daemon/qapi", "10.2", "pragma.json:5 QAPI0033")]
    [InlineData("7.2", "qapi", "5.2", "pragma.json:8 QAPI0033")]
    [InlineData("7.2", "qga", "5.2", "qapi-schema.json:21 QAPI0033")]
    [InlineData("7.2", "storage-daemon/qapi", "5.2", "pragma.json:8 QAPI0033")]
    [InlineData("7.2", "qapi", "10.0", "qapi-schema.json:32 QAPI2022")]
    [InlineData("7.2", "qga", "10.0", "qapi-schema.json:427 QAPI2012")]
    [InlineData("7.2", "storage-daemon/qapi", "10.0", "sockets.json:103 QAPI2012")]
    [InlineData("7.2", "qapi", "10.2", "qapi-schema.json:8 QAPI2023")]
    [InlineData("7.2", "qga", "10.2", "qapi-schema.json:7 QAPI2023")]
    [InlineData("7.2", "storage-daemon/qapi", "10.2", "common.json:172 QAPI2023")]
    [InlineData("10.2", "qapi", "5.2", "pragma.json:8 QAPI0033")]
    [InlineData("10.2", "qga", "5.2", "qapi-schema.json:29 QAPI0033")]
    [InlineData("10.2", "storage-daemon/qapi", "5.2", "pragma.json:8 QAPI0033")]
    [InlineData("10.2", "qapi", "7.2", "pragma.json:8 QAPI0033")]
    [InlineData("10.2", "qga", "7.2", "qapi-schema.json:29 QAPI0033")]
    [InlineData("10.2", "storage-daemon/qapi", "7.2", "pragma.json:8 QAPI0033")]
    [InlineData("10.2", "qapi", "10.0", "block-core.json:6 QAPI2022")]
    [InlineData("10.2", "qga", "10.0", null)]
    [InlineData("10.2", "storage-daemon/qapi", "10.0", "block-core.json:6 QAPI2022")]
    public void A_root_is_refused_by_other_releases_where_they_refuse_it(string release, string folder, string dialect, string? expected)
    {
        Assert.True(Dialect.TryParse(dialect, out Dialect? other));
        var diagnostics = new DiagnosticBag();
        SchemaLoader.Load(DiskResolver.Read(QemuSchemas.PathOf(release, folder + "/qapi-schema.json")), new DiskResolver(), other, diagnostics);
        EquatableArray<SchemaDiagnostic> all = diagnostics.ToArray();
        SchemaDiagnostic? first = all.Count == 0 ? null : all[0];
        Assert.Equal(expected, first is null ? null : $"{Path.GetFileName(first.Location!.File.Path)}:{first.DefinitionLine} {first.Rule.Id}");
    }

    private static string Load(string release, string root, Dialect dialect)
    {
        var diagnostics = new DiagnosticBag();
        SchemaLoader.Load(DiskResolver.Read(QemuSchemas.PathOf(release, root)), new DiskResolver(), dialect, diagnostics);
        return DiagnosticText.Format(diagnostics.ToArray());
    }
}
