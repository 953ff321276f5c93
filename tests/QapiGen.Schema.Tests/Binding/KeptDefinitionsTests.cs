using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using QapiGen.Schema.Binding;
using QapiGen.Schema.Collections;
using QapiGen.Schema.Diagnostics;
using QapiGen.Schema.Dialects;
using QapiGen.Schema.Dump;
using QapiGen.Schema.Loading;
using QapiGen.Schema.Model;
using QapiGen.Schema.Syntax;
using QapiGen.Schema.Text;
using QapiGen.TestSupport;
using Xunit;

namespace QapiGen.Schema.Tests.Binding;

/// <summary>What is kept of definitions with their documents: nobody but the clock may tell.</summary>
public sealed class KeptDefinitionsTests
{
    private const string Root = """
        { 'pragma': { 'doc-required': true, 'member-name-exceptions': [ 'Shape' ], 'documentation-exceptions': [ 'Flat' ], 'command-returns-exceptions': [ 'count' ] } }
        { 'include': 'shape.json' }
        { 'include': 'disk.json' }

        """;

    private const string Shape = """
        ##
        # @Shape:
        #
        # A shape.
        #
        # @ROUND: round
        #
        # @flat: flat
        ##
        { 'enum': 'Shape', 'data': [ 'ROUND', { 'name': 'flat', 'if': 'CONFIG_FLAT' } ] }

        ##
        # @Base:
        #
        # A base.
        #
        # @a-b: one
        #
        # @shape: two
        ##
        { 'struct': 'Base', 'data': { 'a-b': 'str', 'shape': 'Shape' } }

        """;

    private const string Disk = """
        ##
        # @Disk:
        #
        # A disk.
        ##
        { 'union': 'Disk', 'base': 'Base', 'discriminator': 'shape', 'data': { 'flat': 'Flat' } }

        ##
        # @Flat:
        #
        # Flat.
        #
        # Features:
        #
        # @fancy: it is
        ##
        { 'struct': 'Flat', 'data': { '*sizes': [ 'int' ] }, 'features': [ 'fancy' ] }

        ##
        # @count:
        #
        # Counts.
        #
        # @disk: which
        #
        # Returns: how many
        ##
        { 'command': 'count', 'data': { 'disk': 'Disk' }, 'returns': 'int' }

        """;

    private static readonly string[] Pieces =
    [
        "", "", "'", "{", ",", "#", "##\n", "x", "'Disk'", "'Flat'", "'a_b'", "\n", " ", "@a-b: ", "_", "A", "'Base'",
        "{ 'struct': 'New', 'data': { 'a': 'Disk' } }\n", "{ 'include': 'shape.json' }\n", "{ 'pragma': { 'doc-required': false } }\n", "{ 'pragma': { 'member-name-exceptions': [ 'Base' ] } }\n",
    ];

    [Fact]
    public void A_definition_of_a_file_that_did_not_change_is_not_read_again()
    {
        var schema = new EditedSchema(DialectOf("10.2"), ("root.json", Root), ("shape.json", Shape), ("disk.json", Disk));
        EnumValue before = Values(schema.Bind().Schema)[0];

        schema["disk.json"] = Disk + "\n";

        Assert.Same(before, Values(schema.Bind().Schema)[0]);
        schema["shape.json"] = Shape + "\n";
        Assert.NotSame(before, Values(schema.Bind().Schema)[0]);
    }

    [Theory]
    [InlineData("'member-name-exceptions': [ 'Shape' ], ", "QAPI1005")]
    [InlineData("'documentation-exceptions': [ 'Flat' ], ", "QAPI2043")]
    [InlineData(", 'command-returns-exceptions': [ 'count' ]", "QAPI1040")]
    public void What_a_pragma_no_longer_says_of_a_definition_is_found_where_that_did_not_change(string pragma, string rule)
    {
        var schema = new EditedSchema(DialectOf("10.2"), ("root.json", Root), ("shape.json", Shape), ("disk.json", Disk));
        Assert.Empty(schema.Bind().Findings);

        schema["root.json"] = Root.Replace(pragma, "", StringComparison.Ordinal);

        Assert.Equal([rule], schema.Bind().Findings.Select(static finding => finding.Rule.Id));
        schema["root.json"] = Root;
        Assert.Empty(schema.Bind().Findings);
    }

    [Theory]
    [InlineData("10.2", 1)]
    [InlineData("10.2", 2)]
    [InlineData("lenient", 3)]
    [InlineData("7.2", 4)]
    [InlineData("5.2", 5)]
    public void After_every_edit_the_model_and_the_findings_are_those_of_a_schema_that_was_never_read_before(string dialect, int seed)
    {
        (string Name, string Text)[] files = [("root.json", Root), ("shape.json", Shape), ("disk.json", Disk)];
        var schema = new EditedSchema(DialectOf(dialect), files);
        var random = new Random(seed);
        for (int i = 0; i < 400; i++)
        {
            (string name, string original) = files[random.Next(files.Length)];
            string text = random.Next(5) == 0 ? original : schema[name];
            int start = random.Next(text.Length + 1);
            int length = random.Next(3) == 0 ? Math.Min(random.Next(40), text.Length - start) : 0;
            schema[name] = string.Concat(text.AsSpan(0, start), Pieces[random.Next(Pieces.Length)], text.AsSpan(start + length));

            schema.AssertIsAsNew();
        }
    }

    [QemuSchemasTheory]
    [InlineData("5.2")]
    [InlineData("7.2")]
    [InlineData("10.2")]
    public void In_a_real_tree_too_the_model_is_that_of_a_schema_that_was_never_read_before(string release)
    {
        string folder = Path.GetDirectoryName(QemuSchemas.PathOf(release, "qapi/qapi-schema.json"))!;
        string[] names = [.. Directory.GetFiles(folder, "*.json").Select(static path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];
        var schema = new EditedSchema(DialectOf(release), [.. names.OrderBy(static name => name != "qapi-schema.json").Select(name => (name, File.ReadAllText(Path.Combine(folder, name))))]);
        var random = new Random(7);
        for (int i = 0; i < 12; i++)
        {
            string name = names[random.Next(names.Length)];
            string text = schema[name];
            int at = text.IndexOf('\'', random.Next(text.Length / 2));
            schema[name] = text.Insert(Math.Max(at, 0), i % 3 == 0 ? "\n" : i % 3 == 1 ? "x" : "'");

            schema.AssertIsAsNew();
        }
    }

    private static Dialect DialectOf(string name) => Dialect.TryParse(name, out Dialect? dialect) ? dialect : throw new ArgumentException(name);

    private static EquatableArray<EnumValue> Values(QapiSchema schema) => ((EnumType)schema.ByName["Shape"]).Values;

    /// <summary>A schema whose files are edited; what didn't change is parsed once.</summary>
    private sealed class EditedSchema(Dialect dialect, params (string Name, string Text)[] files) : ISchemaResolver
    {
        private readonly Dictionary<string, SchemaFile> _files = files.ToDictionary(static file => file.Name, static file => new SchemaFile(file.Name, file.Text));
        private readonly Dictionary<SchemaFile, SchemaDocument> _parsed = new(ReferenceEqualityComparer.Instance);
        private readonly string _root = files[0].Name;

        public string this[string name]
        {
            get => _files[name].Text;
            set => _files[name] = new SchemaFile(name, value);
        }

        public SchemaFile? Resolve(string displayPath, out string? failure)
        {
            failure = _files.ContainsKey(displayPath) ? null : "not found";
            return _files.GetValueOrDefault(displayPath);
        }

        public (QapiSchema Schema, IReadOnlyList<SchemaDiagnostic> Findings) Bind() => Bind((file, parsed) => _parsed.TryGetValue(file, out SchemaDocument? known) ? known : _parsed[file] = Parser.Parse(file, parsed));

        public void AssertIsAsNew()
        {
            (QapiSchema kept, IReadOnlyList<SchemaDiagnostic> findings) = Bind();
            (QapiSchema anew, IReadOnlyList<SchemaDiagnostic> expected) = Bind(static (file, parsed) => Parser.Parse(file, parsed));
            Assert.Equal(expected, findings);
            Assert.Equal(SchemaDumper.Dump(anew), SchemaDumper.Dump(kept));
        }

        private (QapiSchema Schema, IReadOnlyList<SchemaDiagnostic> Findings) Bind(Func<SchemaFile, Dialect, SchemaDocument> parse)
        {
            var bag = new DiagnosticBag();
            QapiSchema schema = Binder.Bind(SchemaLoader.Load(_files[_root], this, dialect, bag, new SchemaLoaderOptions { Parse = parse }), bag);
            return (schema, bag.ToArray());
        }
    }
}
