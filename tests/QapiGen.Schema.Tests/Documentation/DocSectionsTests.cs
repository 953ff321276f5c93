using System.Collections.Generic;
using System.IO;
using System.Linq;
using QapiGen.Schema.Dialects;
using QapiGen.Schema.Documentation;
using QapiGen.Schema.Loading;
using QapiGen.Schema.Diagnostics;
using QapiGen.Schema.Syntax;
using QapiGen.Schema.Tests.Corpus;
using QapiGen.Schema.Text;
using QapiGen.TestSupport;
using Xunit;

namespace QapiGen.Schema.Tests.Documentation;

public sealed class DocSectionsTests
{
    public static IEnumerable<object[]> Documented => CorpusFile.Names(Path.Combine("accepted", "documentation"));

    public static IEnumerable<object[]> Roots => QemuSchemas.Roots;

    [Theory]
    [MemberData(nameof(Documented))]
    public void Documentation_is_cut_into_the_expected_sections(string name)
    {
        CorpusFile file = CorpusFile.Open(name);
        Snapshot.Verify(file.ResultPath(".docs.verified.txt"), DocText.Format(Parser.Parse(file.Schema, file.Dialect)));
    }

    [QemuSchemasTheory]
    [MemberData(nameof(Roots))]
    public void Real_documentation_is_described_alike_leniently_and_strictly(string release, string root)
    {
        Assert.True(Dialect.TryParse(release, out Dialect? dialect));
        string strict = Descriptions(QemuSchemas.PathOf(release, root), dialect);
        Assert.Equal(strict, Descriptions(QemuSchemas.PathOf(release, root), Dialect.Lenient));
    }

    // What somebody still has to do isn't shown: a reader that took what follows for that would lose it.
    [QemuSchemasTheory]
    [MemberData(nameof(Roots))]
    public void Real_documentation_says_the_same_leniently_and_strictly(string release, string root)
    {
        Assert.True(Dialect.TryParse(release, out Dialect? dialect));
        string path = QemuSchemas.PathOf(release, root);
        Assert.Equal(Words(path, dialect), Words(path, Dialect.Lenient));
    }

    [Fact]
    public void What_follows_something_to_do_behind_a_blank_line_is_no_part_of_it()
    {
        SchemaDocument document = Parser.Parse(new SchemaFile("a.json", "##\n# @a:\n#\n# Does it.\n#\n# TODO: more,\n#   and more\n#\n# .. qmp-example::\n#\n#    -> shown\n##\n{ 'command': 'a' }\n"), Dialect.Lenient);
        DocBlock block = document.Items.OfType<DefinitionSyntax>().Single().Documentation!;

        Assert.Equal([DocSectionKind.Body, DocSectionKind.Todo, DocSectionKind.Plain], block.Sections.Select(static section => section.Kind));
        Assert.Contains("-> shown", block.Sections[2].Text, System.StringComparison.Ordinal);
    }

    // The words of each definition's documentation, without what is still to do.
    private static string Words(string path, Dialect dialect)
    {
        LoadedSchema schema = SchemaLoader.Load(DiskResolver.Read(path), new DiskResolver(), dialect, new DiagnosticBag());
        IEnumerable<string> lines =
            from file in schema.Files
            from block in file.Document.Items.OfType<DefinitionSyntax>().Select(definition => definition.Documentation).OfType<DocBlock>()
            let said = block.Sections.Where(section => section.Kind != DocSectionKind.Todo).SelectMany(section => section.Text.Split((char[]?)null, System.StringSplitOptions.RemoveEmptyEntries))
            select $"{block.Symbol}: {string.Join(' ', said)}";
        return string.Join('\n', lines);
    }

    // What each definition describes, and its first words: sections without a tag aside, the same in every grammar.
    private static string Descriptions(string path, Dialect dialect)
    {
        LoadedSchema schema = SchemaLoader.Load(DiskResolver.Read(path), new DiskResolver(), dialect, new DiagnosticBag());
        IEnumerable<string> lines =
            from file in schema.Files
            from block in file.Document.Items.OfType<DefinitionSyntax>().Select(definition => definition.Documentation).OfType<DocBlock>()
            from section in block.Sections
            where section.Kind is not (DocSectionKind.Body or DocSectionKind.Plain)
            select $"{block.Symbol} {section.Kind} {section.Name}: {section.Text.Split('\n')[0].Trim()}";
        return string.Join('\n', lines);
    }
}
