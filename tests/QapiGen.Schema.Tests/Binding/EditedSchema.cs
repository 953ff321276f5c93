using System;
using System.Collections.Generic;
using System.Linq;
using QapiGen.Schema.Binding;
using QapiGen.Schema.Diagnostics;
using QapiGen.Schema.Dialects;
using QapiGen.Schema.Loading;
using QapiGen.Schema.Model;
using QapiGen.Schema.Syntax;
using QapiGen.Schema.Text;
using Xunit;

namespace QapiGen.Schema.Tests.Binding;

/// <summary>A schema whose files are edited; what didn't change is parsed once.</summary>
internal sealed class EditedSchema(Dialect dialect, ISchemaResolver? others, params (string Name, string Text)[] files) : ISchemaResolver
{
    private readonly Dictionary<string, SchemaFile> _files = files.ToDictionary(static file => file.Name, static file => new SchemaFile(file.Name, file.Text));
    private readonly Dictionary<SchemaFile, SchemaDocument> _parsed = new(ReferenceEqualityComparer.Instance);
    private readonly string _root = files[0].Name;

    public EditedSchema(Dialect dialect, params (string Name, string Text)[] files)
        : this(dialect, null, files)
    {
    }

    public string this[string name]
    {
        get => _files[name].Text;
        set => _files[name] = new SchemaFile(name, value);
    }

    public SchemaFile? Resolve(string displayPath, out string? failure)
    {
        if (!_files.TryGetValue(displayPath, out SchemaFile? file) && others?.Resolve(displayPath, out failure) is { } other)
        {
            _files.Add(displayPath, file = other);
        }

        failure = file is null ? "not found" : null;
        return file;
    }

    public (QapiSchema Schema, IReadOnlyList<SchemaDiagnostic> Findings) Bind() => Bind((file, parsed) => _parsed.TryGetValue(file, out SchemaDocument? known) ? known : _parsed[file] = Parser.Parse(file, parsed));

    public void AssertIsAsNew()
    {
        (QapiSchema kept, IReadOnlyList<SchemaDiagnostic> findings) = Bind();
        (QapiSchema anew, IReadOnlyList<SchemaDiagnostic> expected) = Bind(static (file, parsed) => Parser.Parse(file, parsed));
        Assert.Equal(expected, findings);
        Assert.Equal(ModelText.Write(anew), ModelText.Write(kept));
    }

    private (QapiSchema Schema, IReadOnlyList<SchemaDiagnostic> Findings) Bind(Func<SchemaFile, Dialect, SchemaDocument> parse)
    {
        var bag = new DiagnosticBag();
        QapiSchema schema = Binder.Bind(SchemaLoader.Load(_files[_root], this, dialect, bag, new SchemaLoaderOptions { Parse = parse }), bag);
        return (schema, bag.ToArray());
    }
}
