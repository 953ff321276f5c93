using System.Collections.Generic;
using System.Linq;
using QapiGen.Schema.Binding;
using QapiGen.Schema.Diagnostics;
using QapiGen.Schema.Dialects;
using QapiGen.Schema.Loading;
using QapiGen.Schema.Model;
using QapiGen.Schema.Text;
using QapiGen.TestSupport;
using Xunit;

namespace QapiGen.Schema.Tests;

/// <summary>Binds texts and files.</summary>
internal static class Schemas
{
    /// <summary>Binds a text that has no faults.</summary>
    public static QapiSchema Bind(string text, Dialect? dialect = null)
    {
        QapiSchema schema = Bind(text, dialect ?? Dialect.Lenient, out List<SchemaDiagnostic> diagnostics);
        Assert.Equal("", DiagnosticText.Format(diagnostics));
        return schema;
    }

    /// <summary>Binds a text, whatever is wrong with it.</summary>
    public static QapiSchema Bind(string text, Dialect dialect, out List<SchemaDiagnostic> diagnostics) =>
        Bind(new SchemaFile("schema.json", text), new MemoryResolver(), dialect, out diagnostics);

    /// <summary>Binds a root of QEMU's in the release's own dialect.</summary>
    public static QapiSchema BindQemu(string release, string root)
    {
        Assert.True(Dialect.TryParse(release, out Dialect? dialect));
        QapiSchema schema = Bind(DiskResolver.Read(QemuSchemas.PathOf(release, root)), new DiskResolver(), dialect, out List<SchemaDiagnostic> diagnostics);
        Assert.Equal("", DiagnosticText.Format(diagnostics));
        return schema;
    }

    public static QapiSchema Bind(SchemaFile root, ISchemaResolver resolver, Dialect dialect, out List<SchemaDiagnostic> diagnostics)
    {
        var bag = new DiagnosticBag();
        QapiSchema schema = Binder.Bind(SchemaLoader.Load(root, resolver, dialect, bag), bag);
        diagnostics = bag.ToArray().ToList();
        return schema;
    }

    /// <summary>An entity by name.</summary>
    public static T Get<T>(this QapiSchema schema, string name)
        where T : SchemaEntity => Assert.IsType<T>(schema.ByName[name]);
}
