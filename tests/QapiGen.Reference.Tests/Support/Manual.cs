using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using Markdig;
using QapiGen.Compatibility;
using QapiGen.Compatibility.Wire;
using QapiGen.Reference.Manuals;
using QapiGen.Schema.Binding;
using QapiGen.Schema.Diagnostics;
using QapiGen.Schema.Dialects;
using QapiGen.Schema.Loading;
using QapiGen.Schema.Model;
using QapiGen.Schema.Text;
using QapiGen.TestSupport;
using Xunit;

namespace QapiGen.Reference.Tests.Support;

/// <summary>A manual as its reader has it: pages of HTML by file name, also where Markdown was written.</summary>
internal sealed class Manual
{
    // What docfx reads by, and so much of GitHub's as it has.
    private static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder().UsePipeTables().UseEmphasisExtras().UseAutoLinks().Build();

    private Manual(LoadedSchema loaded, QapiSchema schema, IReadOnlyList<ManualFile> files)
    {
        Loaded = loaded;
        Schema = schema;
        Files = files;
        foreach (ManualFile file in files)
        {
            string text = Encoding.UTF8.GetString(file.Content.Span);
            if (file.Name.EndsWith(".html", StringComparison.Ordinal))
            {
                Pages.Add(file.Name, text);
            }
            else if (file.Name.EndsWith(".md", StringComparison.Ordinal))
            {
                Pages.Add(file.Name, Markdig.Markdown.ToHtml(text, Pipeline));
            }
        }
    }

    public LoadedSchema Loaded { get; }

    public QapiSchema Schema { get; }

    public IReadOnlyList<ManualFile> Files { get; }

    public Dictionary<string, string> Pages { get; } = [];

    public static Manual OfSample(ManualFormat format, bool hasBaseline = false) =>
        Write(RepositoryPaths.Get("tests", "QapiGen.Reference.Tests", "Sample", "shop.json"), format, "1.1", hasBaseline ? RepositoryPaths.Get("tests", "QapiGen.Reference.Tests", "Sample", "old.json") : null);

    /// <summary>Reads a schema from the disk, and writes its manual.</summary>
    public static Manual Write(string root, ManualFormat format, string baselineName = "", string? baseline = null)
    {
        (LoadedSchema loaded, QapiSchema schema) = Load(DiskResolver.Read(root), new DiskResolver());
        return Write(loaded, schema, new ManualOptions { Format = format, Baseline = baseline is null ? null : Compare(baselineName, baseline, schema) });
    }

    /// <summary>Writes the manual of a schema in memory; the first file is the root.</summary>
    public static Manual Write(ManualFormat format, params (string Path, string Text)[] files)
    {
        (LoadedSchema loaded, QapiSchema schema) = Load(new SchemaFile(files[0].Path, files[0].Text), new MemoryResolver(files), isFaulty: true);
        return Write(loaded, schema, new ManualOptions { Format = format });
    }

    /// <summary>Writes the manual of a schema in memory, in Markdown, by the rules of a release.</summary>
    public static Manual WriteIn(Dialect dialect, string text)
    {
        (LoadedSchema loaded, QapiSchema schema) = Load(new SchemaFile("a.json", text), new MemoryResolver([]), dialect: dialect);
        return Write(loaded, schema, new ManualOptions { Format = ManualFormat.Markdown });
    }

    /// <summary>Writes the manual of a schema in memory, in Markdown, with what is different from another.</summary>
    public static Manual WriteSince(string old, string @new)
    {
        QapiSchema before = Load(new SchemaFile("a.json", old), new MemoryResolver([])).Schema;
        (LoadedSchema loaded, QapiSchema schema) = Load(new SchemaFile("a.json", @new), new MemoryResolver([]));
        var baseline = new ManualBaseline("old", SchemaComparer.Compare(WireSchema.FromModel(before), WireSchema.FromModel(schema)), before);
        return Write(loaded, schema, new ManualOptions { Format = ManualFormat.Markdown, Baseline = baseline });
    }

    public string Text(string name) => Encoding.UTF8.GetString(Files.Single(file => file.Name == name).Content.Span);

    private static Manual Write(LoadedSchema loaded, QapiSchema schema, ManualOptions options) => new(loaded, schema, ReferenceManual.Write(loaded, schema, options));

    private static ManualBaseline Compare(string name, string path, QapiSchema schema)
    {
        QapiSchema old = Load(DiskResolver.Read(path), new DiskResolver()).Schema;
        return new ManualBaseline(name, SchemaComparer.Compare(WireSchema.FromModel(old), WireSchema.FromModel(schema)), old);
    }

    private static (LoadedSchema Loaded, QapiSchema Schema) Load(SchemaFile root, ISchemaResolver resolver, bool isFaulty = false, Dialect? dialect = null)
    {
        var faults = new DiagnosticBag();
        LoadedSchema loaded = SchemaLoader.Load(root, resolver, dialect ?? Dialect.Lenient, faults);
        QapiSchema schema = Binder.Bind(loaded, faults);
        Assert.True(isFaulty || faults.ToArray().All(fault => fault.Severity != SchemaSeverity.Error), string.Join("\n", faults.ToArray()));
        return (loaded, schema);
    }
}
