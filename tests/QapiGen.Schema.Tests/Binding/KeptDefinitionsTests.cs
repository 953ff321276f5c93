using System;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using QapiGen.Schema.Collections;
using QapiGen.Schema.Dialects;
using QapiGen.Schema.Model;
using QapiGen.Schema.Tests.Corpus;
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
    [InlineData("5.2", "qapi/qapi-schema.json", 90)]
    [InlineData("7.2", "qapi/qapi-schema.json", 90)]
    [InlineData("10.2", "qapi/qapi-schema.json", 90)]
    [InlineData("10.2", "qga/qapi-schema.json", 60)]
    public void In_a_real_tree_too_the_model_is_that_of_a_schema_that_was_never_read_before(string release, string root, int edits)
    {
        string folder = Path.GetDirectoryName(QemuSchemas.PathOf(release, root))!;
        string[] names = [.. Directory.GetFiles(folder, "*.json").Select(static path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];
        (string Name, string Text)[] files = [.. names.OrderBy(static name => name != "qapi-schema.json").Select(name => (name, File.ReadAllText(Path.Combine(folder, name))))];
        var schema = new EditedSchema(DialectOf(release), files);
        var random = new Random(7);
        for (int i = 0; i < edits; i++)
        {
            (string name, string original) = files[random.Next(files.Length)];
            schema[name] = i % 10 == 9 ? original : Edit(schema[name], random);

            schema.AssertIsAsNew();
        }
    }

    [Fact]
    public void Of_every_schema_of_the_corpus_the_model_after_an_edit_is_that_of_one_that_was_never_read_before()
    {
        var random = new Random(18);
        int edited = 0;
        foreach (string name in CorpusFile.Names("accepted").Concat(CorpusFile.Names("rejected")).Select(static row => (string)row[0]))
        {
            CorpusFile file = CorpusFile.Open(name);
            var schema = new EditedSchema(file.Dialect, file, (name, file.Schema.Text));
            schema.Bind();
            for (int i = 0; i < 3; i++)
            {
                schema[name] = Edit(i == 2 ? file.Schema.Text : schema[name], random);
                schema.AssertIsAsNew();
                edited++;
            }
        }

        Assert.True(edited > 300, $"only {edited} edits");
    }

    // Mostly a word that becomes another one: another reference, name, key or condition. Else something that parses no longer, or moves all that follows.
    private static string Edit(string text, Random random)
    {
        Match[] words = [.. Regex.Matches(text, "'[^'\n]*'").AsEnumerable()];
        if (words.Length == 0)
        {
            return text + "\n";
        }

        Match word = words[random.Next(words.Length)];
        return random.Next(8) switch
        {
            0 => text.Insert(word.Index, "\n"),
            1 => text.Insert(word.Index, "'"),
            2 => text.Insert(word.Index + 1, "x"),
            _ => string.Concat(text.AsSpan(0, word.Index), words[random.Next(words.Length)].Value, text.AsSpan(word.Index + word.Length)),
        };
    }

    private static Dialect DialectOf(string name) => Dialect.TryParse(name, out Dialect? dialect) ? dialect : throw new ArgumentException(name);

    private static EquatableArray<EnumValue> Values(QapiSchema schema) => ((EnumType)schema.ByName["Shape"]).Values;
}
