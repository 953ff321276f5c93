using System.IO;
using System.Linq;
using QapiGen.Schema.Binding;
using QapiGen.Compatibility.Findings;
using QapiGen.Compatibility.Saved;
using QapiGen.Compatibility.Suppressions;
using QapiGen.Compatibility.Wire;
using QapiGen.Schema.Collections;
using QapiGen.Schema.Diagnostics;
using QapiGen.Schema.Dialects;
using QapiGen.Schema.Introspection;
using QapiGen.Schema.Loading;
using QapiGen.Schema.Model;
using QapiGen.Schema.Text;
using Xunit;

namespace QapiGen.Compatibility.Tests;

/// <summary>Loads schemas for comparisons.</summary>
internal static class Schemas
{
    /// <summary>Binds a text without includes.</summary>
    public static QapiSchema Bind(string text, string name = "schema.json") => Bind(new SchemaFile(name, text), new Disk(string.Empty));

    /// <summary>Binds a file and what it includes; places are shown relative to a folder.</summary>
    public static QapiSchema Load(string folder, string path)
    {
        var disk = new Disk(folder);
        return Bind(disk.Read(path), disk);
    }

    /// <summary>The wire shape of a text.</summary>
    public static WireSchema Wire(string text, SymbolSet? symbols = null) => WireSchema.FromModel(Bind(text), symbols);

    /// <summary>What a program that was built from a text says of it.</summary>
    /// <param name="text">The schema.</param>
    /// <param name="conditions">What it was built with.</param>
    /// <param name="masks">Whether names of types are numbers, as they are in all programs that people run.</param>
    public static WireSchema Capture(string text, string conditions = "none", bool masks = true)
    {
        EquatableArray<SchemaInfo> schema = IntrospectionBuilder.Build(Bind(text), SymbolSet.Parse(conditions), masks);
        return SavedSchema.Read(new SchemaFile("saved.json", IntrospectionWriter.Write(schema)));
    }

    /// <summary>A file that accepts all of a report.</summary>
    public static SuppressionFile Accept(CompatibilityReport report) =>
        SuppressionFile.Parse(new SchemaFile("accepted.txt", SuppressionFile.Parse(new SchemaFile("accepted.txt", string.Empty)).Extend([report], "known")));

    private static QapiSchema Bind(SchemaFile root, Disk disk)
    {
        var diagnostics = new DiagnosticBag();
        LoadedSchema loaded = SchemaLoader.Load(root, disk, Dialect.Lenient, diagnostics);
        QapiSchema schema = Binder.Bind(loaded, diagnostics);
        Assert.False(diagnostics.HasErrors, string.Join("\n", diagnostics.ToArray().Select(d => $"{d.Location?.Position.Line}: {d.Message}")));
        return schema;
    }

    /// <summary>Reads below a folder.</summary>
    private sealed class Disk(string folder) : ISchemaResolver
    {
        public SchemaFile Read(string path) => new(path, File.ReadAllText(Path.Combine(folder, path)));

        public SchemaFile? Resolve(string displayPath, out string? failure)
        {
            bool exists = folder.Length > 0 && File.Exists(Path.Combine(folder, displayPath));
            failure = exists ? null : "no such file";
            return exists ? Read(displayPath) : null;
        }
    }
}
