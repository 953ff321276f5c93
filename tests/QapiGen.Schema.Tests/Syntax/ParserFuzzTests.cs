using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using CsCheck;
using QapiGen.Schema.Binding;
using QapiGen.Schema.Collections;
using QapiGen.Schema.Diagnostics;
using QapiGen.Schema.Dialects;
using QapiGen.Schema.Documentation;
using QapiGen.Schema.Loading;
using QapiGen.Schema.Syntax;
using QapiGen.Schema.Tests.Corpus;
using QapiGen.Schema.Text;
using QapiGen.TestSupport;
using Xunit;

namespace QapiGen.Schema.Tests.Syntax;

/// <summary>Whatever the text, the front end gives a document: no exception, no hang, every place inside the file.</summary>
[Trait("Draws", "examples")]
public sealed class ParserFuzzTests
{
    private const int Count = 2_000;

    private static readonly string[] Fragments =
    [
        "'", "\"", "{", "}", "[", "]", ":", ",", "#", "##", "# ", "\n", "\r", "\r\n", "\t", " ", "\\", "\\\\", "@", "@x:", "=", "::",
        "true", "false", "null", "12", "é", "\U0001F600", "\uD83D", "\uFEFF", "\0", "\u00A0", "'a'", "'a': ", "{ 'include': 'x' }\n",
        "{ 'include': 'x.json' }\n", "{ 'pragma': { 'doc-required': true } }\n", "{ 'struct': 'A', 'data': {} }\n", "{ 'command': 'c' }\n",
        "##\n", "# @x:\n", "# @x: y\n", "#     y\n", "#\n", "#x\n", "# Features:\n", "# Since: 1\n", "# Returns: x\n", "# Errors:\n",
        "# Note: x\n", "# = H\n", "# ::\n", "# .. qmp-example::\n", "# One. Two\n", "##\n# @A:\n##\n",
    ];

    private static readonly string[] Seeds = ReadSeeds();

    [Fact]
    public void Mutated_schemas_give_a_document_in_every_dialect()
    {
        Gen<string> edit = Gen.OneOf(Fragments);
        Gen<string> text = Gen.Select(Gen.OneOf(Seeds), Gen.Select(Gen.Double.Unit, Gen.Int[0, 12], edit).Array[1, 6], Mutate);
        Gen.Select(text, Gen.OneOf(Dialect.Presets.ToArray())).CheckExamples((schema, dialect) => Check(schema, dialect), Count);
    }

    [Fact]
    public void Random_fragments_give_a_document_in_every_dialect()
    {
        Gen<string> text = Gen.OneOf(Fragments).Array[0, 40].Select(string.Concat);
        Gen.Select(text, Gen.OneOf(Dialect.Presets.ToArray())).CheckExamples((schema, dialect) => Check(schema, dialect), Count);
    }

    [Fact]
    public void Random_bytes_give_a_document_or_are_no_text()
    {
        Gen.Select(Gen.Byte.Array[0, 200], Gen.OneOf(Dialect.Presets.ToArray())).CheckExamples(
            (bytes, dialect) =>
            {
                string text = SchemaFile.TryDecode("x.json", bytes, out SchemaFile? file, out _) ? file.Text : Encoding.Latin1.GetString(bytes);
                Check(text, dialect);
            },
            Count);
    }

    // Deletes some characters at a place and puts a fragment there.
    private static string Mutate(string seed, (double Place, int Deleted, string Inserted)[] edits)
    {
        var text = new StringBuilder(seed);
        foreach ((double place, int deleted, string inserted) in edits)
        {
            int start = (int)(place * text.Length);
            text.Remove(start, Math.Min(deleted, text.Length - start)).Insert(start, inserted);
        }

        return text.ToString();
    }

    private static void Check(string text, Dialect dialect)
    {
        var diagnostics = new DiagnosticBag();
        var files = new MemoryResolver { ["x.json"] = text };
        LoadedSchema schema = SchemaLoader.Load(new SchemaFile("root.json", text), files, dialect, diagnostics);
        Binder.Bind(schema, diagnostics);
        EquatableArray<SchemaDiagnostic> all = diagnostics.ToArray();
        foreach (SchemaDiagnostic diagnostic in all)
        {
            SchemaLocation location = Assert.IsType<SchemaLocation>(diagnostic.Location);
            AssertInside(location.Span, text);
            Assert.True(location.Position.Line >= 1 && location.Position.Column >= 1);
            Assert.InRange(diagnostic.DefinitionLine, 1, location.Position.Line);
            Assert.NotEqual("", diagnostic.Message);
        }

        AssertSpans(schema.Root.Document, text);
    }

    private static void AssertSpans(SchemaDocument document, string text)
    {
        int end = 0;
        foreach (TopLevelSyntax item in document.Items)
        {
            AssertInside(item.Span, text);
            if (item is DefinitionSyntax definition)
            {
                Assert.True(item.Span.Start >= end, "definitions overlap");
                end = item.Span.End;
                AssertSpans(definition.Object, text);
                AssertSpans(definition.Documentation, text);
            }
            else if (item is FreeFormSyntax freeForm)
            {
                AssertSpans(freeForm.Documentation, text);
            }
        }
    }

    private static void AssertSpans(ObjectSyntax value, string text)
    {
        foreach (PairSyntax pair in value.Pairs)
        {
            Assert.True(pair.Key.Span.Start > value.Span.Start && pair.Value.Span.End <= value.Span.End);
            Assert.True(pair.Key.Span.End <= pair.Value.Span.Start);
            AssertInside(pair.Value.Span, text);
        }
    }

    private static void AssertSpans(DocBlock? block, string text)
    {
        if (block is null)
        {
            return;
        }

        AssertInside(block.SymbolSpan, text);
        foreach (DocSection section in block.Sections)
        {
            AssertInside(section.Span, text);
            Assert.True(section.Span.Start >= block.Span.Start && section.Span.End <= block.Span.End);
        }
    }

    private static void AssertInside(SourceSpan span, string text) =>
        Assert.True(span.Start >= 0 && span.Length >= 0 && span.End <= text.Length, $"{span} in {text.Length} characters");

    private static string[] ReadSeeds()
    {
        IEnumerable<string> corpus = Directory.EnumerateFiles(CorpusFile.Folder, "*.json", SearchOption.AllDirectories).Select(File.ReadAllText);
        IEnumerable<string> real = QemuSchemas.SkipReason is null
            ? Directory.EnumerateFiles(QemuSchemas.Folder!, "*.json", SearchOption.AllDirectories).Select(File.ReadAllText).Where(text => text.Length < 10_000)
            : [];
        return corpus.Concat(real).ToArray();
    }
}
