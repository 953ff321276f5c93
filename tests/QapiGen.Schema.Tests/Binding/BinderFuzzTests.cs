using System.Collections.Generic;
using System.IO;
using System.Linq;
using CsCheck;
using QapiGen.Schema.Dialects;
using QapiGen.Schema.Diagnostics;
using QapiGen.Schema.Dump;
using QapiGen.Schema.Introspection;
using QapiGen.Schema.Model;
using QapiGen.Schema.Tests.Corpus;
using QapiGen.Schema.Text;
using QapiGen.TestSupport;
using Xunit;

namespace QapiGen.Schema.Tests.Binding;

/// <summary>Schemas that are well written but mean nonsense: they bind, dump and introspect without an exception.</summary>
[Trait("Draws", "examples")]
public sealed class BinderFuzzTests
{
    private const int Count = 2_000;

    private static readonly string[] Names =
        ["a", "b", "a-b", "a_b", "x-a", "Aa", "Bb", "Cc", "Dd", "EVENT", "int", "str", "any", "null", "QType", "q_empty", "AaList", "AaKind", "u", "", "*a", "1"];

    private static readonly string[] Keys =
        ["enum", "struct", "union", "alternate", "command", "event", "data", "base", "discriminator", "if", "features", "returns", "boxed", "type", "name", "gen", "all", "not"];

    private static readonly Gen<string> Value = Gen.Recursive<string>((depth, self) => depth > 4
        ? Gen.OneOf(Names).Select(name => $"'{name}'")
        : Gen.Frequency(
            (4, Gen.OneOf(Names).Select(name => $"'{name}'")),
            (1, Gen.OneOf("true", "false")),
            (2, self.Array[0, 3].Select(items => "[ " + string.Join(", ", items) + " ]")),
            (3, Gen.Select(Gen.OneOf(Names.Concat(Keys).ToArray()), self).Array[0, 4].Select(Object))));

    private static readonly Gen<string> Definition = Gen.Select(
        Gen.OneOf(Keys[..6]),
        Gen.OneOf(Names),
        Gen.Select(Gen.OneOf(Keys[6..]), Value).Array[0, 5],
        (kind, name, pairs) => Object([(kind, $"'{name}'"), .. pairs]));

    [Fact]
    public void Random_definitions_bind_dump_and_introspect()
    {
        Gen.Select(Definition.Array[1, 8], Gen.OneOf(Dialect.Presets.ToArray()))
            .CheckExamples((definitions, dialect) => Check(string.Join("\n", definitions), dialect), Count);
    }

    [Fact]
    public void Names_exchanged_inside_sound_schemas_bind_dump_and_introspect()
    {
        string[] seeds = Directory.EnumerateFiles(Path.Combine(CorpusFile.Folder, "accepted"), "*.json", SearchOption.AllDirectories)
            .Concat(Directory.EnumerateFiles(Path.Combine(CorpusFile.Folder, "rejected", "meaning"), "*.json"))
            .Select(File.ReadAllText)
            .Where(text => text.Length < 4000)
            .ToArray();
        Gen.Select(Gen.OneOf(seeds), Gen.Select(Gen.Double.Unit, Gen.Double.Unit).Array[1, 4], Gen.OneOf(Dialect.Presets.ToArray()))
            .CheckExamples((text, exchanges, dialect) => Check(exchanges.Aggregate(text, Exchange), dialect), Count);
    }

    [QemuSchemasFact]
    public void Names_exchanged_inside_QEMUs_schemas_bind_dump_and_introspect()
    {
        string[] seeds = QemuSchemas.Releases.Select(release => DiskResolver.Read(QemuSchemas.PathOf(release, "qga/qapi-schema.json")).Text).ToArray();
        Gen.Select(Gen.OneOf(seeds), Gen.Select(Gen.Double.Unit, Gen.Double.Unit).Array[1, 4], Gen.OneOf(Dialect.Presets.ToArray()))
            .CheckExamples((text, exchanges, dialect) => Check(exchanges.Aggregate(text, Exchange), dialect), Count / 100);
    }

    // Puts one quoted text in the place of another.
    private static string Exchange(string text, (double From, double To) places)
    {
        int[] quotes = text.Select((c, i) => c == '\'' ? i : -1).Where(i => i >= 0).ToArray();
        if (quotes.Length < 4)
        {
            return text;
        }

        int from = (int)(places.From * (quotes.Length / 2)) * 2;
        int to = (int)(places.To * (quotes.Length / 2)) * 2;
        string name = text[quotes[from]..(quotes[from + 1] + 1)];
        return text[..quotes[to]] + name + text[(quotes[to + 1] + 1)..];
    }

    private static string Object((string Key, string Value)[] pairs) =>
        "{ " + string.Join(", ", pairs.DistinctBy(pair => pair.Key).Select(pair => $"'{pair.Key}': {pair.Value}")) + " }";

    private static void Check(string text, Dialect dialect)
    {
        QapiSchema schema = Schemas.Bind(new SchemaFile("schema.json", text), new MemoryResolver(), dialect, out List<SchemaDiagnostic> diagnostics);
        Assert.NotEmpty(SchemaDumper.Dump(schema));
        string json = IntrospectionWriter.Write(IntrospectionBuilder.Build(schema, SymbolSet.Nothing));
        Assert.Equal(json, IntrospectionWriter.Write(IntrospectionReader.Read(json)));
        Assert.All(diagnostics, diagnostic =>
        {
            Assert.NotEmpty(diagnostic.Message);
            Assert.InRange(diagnostic.Location!.Span.End, 0, text.Length);
        });
    }
}
