using System.Collections.Generic;
using System.IO;
using System.Linq;
using QapiGen.Schema.Dialects;
using QapiGen.Schema.Documentation;
using QapiGen.Schema.Loading;
using QapiGen.Schema.Diagnostics;
using QapiGen.Schema.Syntax;
using QapiGen.Schema.Tests.Corpus;
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
