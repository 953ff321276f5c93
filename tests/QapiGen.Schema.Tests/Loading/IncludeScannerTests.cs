using System;
using System.IO;
using System.Linq;
using CsCheck;
using QapiGen.Schema.Dialects;
using QapiGen.Schema.Loading;
using QapiGen.Schema.Syntax;
using QapiGen.Schema.Text;
using QapiGen.TestSupport;
using Xunit;

namespace QapiGen.Schema.Tests.Loading;

/// <summary>What is looked for without parsing is never less than what parsing finds.</summary>
public sealed class IncludeScannerTests
{
    private static readonly string[] Pieces =
        ["{", "}", "'include'", ":", "'a.json'", "'b/c.json'", "# why\n", "# { 'include': 'd.json' }\n", "\n", ",", " ", "'x'", "'", "{ 'include': 'e.json' }", "[", "]", "'a\\\\b'", "##\n"];

    [Theory]
    [InlineData("{ 'include': 'a.json' }", "a.json")]
    [InlineData("{'include'\n:# why\n  # and how\n'../a/b.json'}{ 'include' : 'c.json', 'more': 1 }", "../a/b.json c.json")]
    [InlineData("{ 'struct': 'S', 'data': [ 'include' ] }\n{ 'include': 'a.json' }", "a.json")]
    [InlineData("{ 'include': 'a\\\\b.json' }", "a\\b.json")]
    [InlineData("{ 'include': \"a.json\" }", "")]
    [InlineData("{ 'include': 'a.json", "")]
    [InlineData("{ 'include'", "")]
    [InlineData("{ 'include': # at the end", "")]
    [InlineData("{ 'include' 'a.json' }", "a.json")]
    [InlineData("", "")]
    public void Include_strings_are_found_in_order(string text, string found) => Assert.Equal(found, string.Join(' ', IncludeScanner.Find(text)));

    [Fact]
    public void All_that_the_parser_finds_is_found_in_the_corpus() => AssertComplete(RepositoryPaths.Get("tests", "corpus"));

    [QemuSchemasFact]
    public void All_that_the_parser_finds_is_found_in_real_schemas() => AssertComplete(QemuSchemas.Folder!);

    [Fact]
    [Trait("Draws", "examples")]
    public void All_that_the_parser_finds_is_found_in_any_text() =>
        Gen.Int[0, Pieces.Length - 1].Array[0, 30].CheckExamples(pieces => AssertComplete("any.json", string.Concat(pieces.Select(piece => Pieces[piece]))), 3000);

    private static void AssertComplete(string folder)
    {
        foreach (string path in Directory.EnumerateFiles(folder, "*.json", SearchOption.AllDirectories))
        {
            AssertComplete(path, File.ReadAllText(path));
        }
    }

    private static void AssertComplete(string path, string text)
    {
        foreach (Dialect dialect in Dialect.Presets)
        {
            Assert.Empty(Parser.Parse(new SchemaFile(path, text), dialect).Items.OfType<IncludeSyntax>().Select(include => include.Path.Value).Where(name => name.Length > 0).Except(IncludeScanner.Find(text), StringComparer.Ordinal));
        }
    }
}
