using System.Collections.Generic;
using System.Linq;
using QapiGen.Schema.Diagnostics;
using QapiGen.Schema.Dialects;
using QapiGen.Schema.Loading;
using QapiGen.Schema.Syntax;
using QapiGen.Schema.Text;
using Xunit;

namespace QapiGen.Schema.Tests.Loading;

public sealed class SchemaLoaderTests
{
    private readonly MemoryResolver _files = new();
    private readonly DiagnosticBag _diagnostics = new();

    // Spec I-6, I-8, V-44.
    [Fact]
    public void Files_stand_in_the_order_of_their_first_include()
    {
        _files["q/a.json"] = "{ 'include': 'sub/b.json' }";
        _files["q/sub/b.json"] = "{ 'include': '../../c.json' }";
        _files["q/sub/../../c.json"] = "";
        _files["q/d.json"] = "";
        LoadedSchema schema = Load("q/root.json", "{ 'include': 'a.json' }\n{ 'include': 'd.json' }\n{ 'include': 'sub/b.json' }\n");
        Assert.Equal(["root.json", "a.json", "sub/b.json", "../c.json", "d.json"], schema.Files.Select(file => file.ModuleName));
        Assert.Same(schema.Root, schema.Files[0]);
        Assert.Equal(Dialect.Lenient, schema.Dialect);
        Assert.False(_diagnostics.HasErrors);
    }

    // Spec I-2, I-7, K-29.
    [Fact]
    public void Every_directive_is_kept_and_only_the_first_of_a_file_counts()
    {
        _files["a.json"] = "{ 'include': 'b.json' }";
        _files["b.json"] = "";
        LoadedSchema schema = Load("root.json", "{ 'include': 'a.json' }\n{ 'include': './b.json' }\n{ 'include': 'x/../a.json' }\n");
        Assert.Equal(["a.json:True", "b.json:False", "a.json:False"], schema.Root.Includes.Select(include => $"{include.File}:{include.IsFirst}"));
        Assert.Equal(["a.json", "b.json"], _files.Requests);
    }

    // Spec I-1, I-2.
    [Fact]
    public void An_absolute_include_is_the_same_file_as_a_relative_one()
    {
        _files["a.json"] = "";
        _files["/src/a.json"] = "";
        var options = new SchemaLoaderOptions { WorkingDirectory = "/src" };
        LoadedSchema schema = Load("root.json", "{ 'include': 'a.json' }\n{ 'include': '/src/a.json' }\n", options);
        Assert.Equal(["root.json", "a.json"], schema.Files.Select(file => file.ModuleName));
    }

    // Spec I-3.
    [Fact]
    public void A_cycle_is_an_error_at_the_directive_that_closes_it()
    {
        _files["a.json"] = "\n{ 'include': 'b.json' }";
        _files["b.json"] = "{ 'include': './root.json' }\n{ 'include': 'a.json' }\n{ 'include': 'b.json' }";
        LoadedSchema schema = Load("root.json", "{ 'include': 'a.json' }");
        Assert.Equal(["QAPI0040", "QAPI0040", "QAPI0040"], Rules());
        SchemaDiagnostic first = _diagnostics.ToArray()[0];
        Assert.Equal(["root.json:1", "a.json:2"], first.IncludeChain.Select(place => $"{place.File.Path}:{place.Position.Line}"));
        Assert.All(schema.Files[2].Includes, include => Assert.Null(include.File));
    }

    // Spec I-4.
    [Fact]
    public void A_missing_file_is_reported_once()
    {
        LoadedSchema schema = Load("q/root.json", "{ 'include': 'no.json' }\n{ 'include': 'no.json' }\n");
        Assert.Equal("can't read include file 'q/no.json': no such file", Assert.Single(_diagnostics.ToArray()).Message);
        Assert.Equal(2, schema.Root.Includes.Count);
    }

    // Spec R-25.
    [Fact]
    public void Faults_come_in_reading_order_depth_first()
    {
        _files["a.json"] = ",\n{ 'include': 'b.json' }\n]";
        _files["b.json"] = "x";
        Load("root.json", "}\n{ 'include': 'a.json' }\n,\n##\n# @unused:\n##\n");
        Assert.Equal(
            ["root.json:1", "a.json:1", "b.json:1", "a.json:3", "root.json:3", "root.json:4"],
            _diagnostics.ToArray().Select(item => $"{item.Location!.File.Path}:{item.Location.Position.Line}"));
    }

    [Fact]
    public void What_is_no_token_directly_behind_an_include_is_met_before_the_included_file()
    {
        _files["a.json"] = "]";
        Load("root.json", "{ 'include': 'a.json' }\n12\n");
        Assert.Equal(["QAPI0003", "QAPI0018"], Rules());
    }

    [Fact]
    public void Documents_may_come_from_a_cache()
    {
        _files["a.json"] = "{ 'command': 'c' }";
        var parsed = new List<string>();
        var options = new SchemaLoaderOptions
        {
            Parse = (file, dialect) =>
            {
                parsed.Add(file.Path);
                return Parser.Parse(file, dialect);
            },
        };
        Load("root.json", "{ 'include': 'a.json' }", options);
        Assert.Equal(["root.json", "a.json"], parsed);
    }

    // Spec R-26.
    [Fact]
    public void A_root_that_cannot_be_read_has_no_place()
    {
        SchemaDiagnostic diagnostic = SchemaLoader.UnreadableRoot("x.json", "no such file");
        Assert.Null(diagnostic.Location);
        Assert.Equal("QAPI0001", diagnostic.Rule.Id);
        Assert.Equal("can't read schema file 'x.json': no such file", diagnostic.Message);
    }

    private LoadedSchema Load(string path, string text, SchemaLoaderOptions? options = null) =>
        SchemaLoader.Load(new SchemaFile(path, text), _files, Dialect.Lenient, _diagnostics, options);

    private IEnumerable<string> Rules() => _diagnostics.ToArray().Select(item => item.Rule.Id);
}
