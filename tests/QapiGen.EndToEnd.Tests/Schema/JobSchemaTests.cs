using System.IO;
using System.Linq;
using QapiGen.Schema.Binding;
using QapiGen.Schema.Diagnostics;
using QapiGen.Schema.Dialects;
using QapiGen.Schema.Documentation;
using QapiGen.Schema.Introspection;
using QapiGen.Schema.Loading;
using QapiGen.Schema.Model;
using QapiGen.Schema.Text;
using QapiGen.TestSupport;
using Xunit;

namespace QapiGen.EndToEnd.Tests.Schema;

/// <summary>The schemas that ship are QEMU's, but for the words.</summary>
public sealed class JobSchemaTests
{
    [QemuSchemasFact]
    public void Shipped_job_json_is_that_of_7_2() => AssertSame("schema/job.json", "job/job-7.2.json", "qemu-7.2/qapi/job.json");

    [QemuSchemasFact]
    public void Shipped_baseline_is_that_of_4_0() => AssertSame("schema/baselines/job-4.0.json", "job/job-4.0.json", null);

    [Theory]
    [InlineData("5.2")]
    [InlineData("7.2")]
    [InlineData("10.0")]
    [InlineData("10.2")]
    [InlineData("lenient")]
    public void Shipped_job_json_is_valid_in_every_dialect(string dialect)
    {
        Assert.True(Dialect.TryParse(dialect, out Dialect? known));

        Load(RepositoryPaths.Get("schema", "job.json"), known);
    }

    private static void AssertSame(string shipped, string theirs, string? fallback)
    {
        string path = Path.Combine(QemuSchemas.Folder!, theirs);
        if (!File.Exists(path) && fallback is not null)
        {
            path = Path.Combine(QemuSchemas.Folder!, fallback);
        }

        if (!File.Exists(path))
        {
            // A folder of checkouts has the trees, but not this one file of an older release.
            return;
        }

        QapiSchema ours = Load(RepositoryPaths.Get(shipped), Dialect.Lenient);
        QapiSchema others = Load(path, Dialect.Lenient);

        Assert.Equal(Introspect(others), Introspect(ours));
        Assert.Equal(Since(others), Since(ours));
        Assert.Equal(Names(others), Names(ours));
    }

    private static string Introspect(QapiSchema schema) => IntrospectionWriter.Write(IntrospectionBuilder.Build(schema, SymbolSet.Everything));

    private static string[] Names(QapiSchema schema) => [.. schema.Entities.Select(static entity => entity.Name)];

    private static string[] Since(QapiSchema schema) =>
        [.. schema.Entities.Where(static entity => entity.Documentation is not null).Select(static entity => $"{entity.Name} {entity.Documentation!.Find(DocSectionKind.Since)?.Text}")];

    private static QapiSchema Load(string path, Dialect dialect)
    {
        var diagnostics = new DiagnosticBag();
        QapiSchema schema = Binder.Bind(SchemaLoader.Load(new SchemaFile(path, File.ReadAllText(path)), new NoIncludes(), dialect, diagnostics), diagnostics);
        Assert.Empty(diagnostics.ToArray().Select(static diagnostic => diagnostic.Message));
        return schema;
    }

    private sealed class NoIncludes : ISchemaResolver
    {
        public SchemaFile? Resolve(string displayPath, out string? failure)
        {
            failure = "no file is included here";
            return null;
        }
    }
}
