using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json.Nodes;
using CsCheck;
using QapiGen.Compatibility.Findings;
using QapiGen.Compatibility.Saved;
using QapiGen.Compatibility.Wire;
using QapiGen.Schema.Introspection;
using QapiGen.Schema.Model;
using QapiGen.Schema.Text;
using QapiGen.TestSupport;
using Xunit;

namespace QapiGen.Compatibility.Tests.CrossCheck;

/// <summary>Introspection of both sides, compared as plain JSON, agrees with the rules.</summary>
public sealed class CrossCheckTests
{
    private static readonly string Folder = RepositoryPaths.Get("tests", "corpus", "diff");

    public static TheoryData<string, string, string> RealPairs
    {
        get
        {
            var data = new TheoryData<string, string, string>();
            foreach (string root in new[] { "qapi/qapi-schema.json", "qga/qapi-schema.json", "storage-daemon/qapi/qapi-schema.json" })
            {
                foreach ((string old, string @new) in new[] { ("5.2", "7.2"), ("7.2", "10.2"), ("5.2", "10.2"), ("10.2", "7.2"), ("7.2", "5.2") })
                {
                    data.Add(root, old, @new);
                }
            }

            return data;
        }
    }

    [QemuSchemasTheory]
    [MemberData(nameof(RealPairs))]
    public void Real_releases_agree(string root, string old, string @new) => Check(Load(old, root), Load(@new, root));

    [Theory]
    [MemberData(nameof(CorpusTests.Cases), MemberType = typeof(CorpusTests))]
    public void Corpus_agrees(string name)
    {
        QapiSchema old = Schemas.Load(Path.Combine(Folder, name), "previous.json");
        QapiSchema @new = Schemas.Load(Path.Combine(Folder, name), "current.json");
        Check(old, @new);
        Check(@new, old);
    }

    [Fact]
    [Trait("Draws", "examples")]
    public void Schemas_made_by_chance_agree() => Gen.Int.CheckExamples(
        seed =>
        {
            var schema = new RandomSchema(seed);
            string before = schema.Print();
            for (int i = 0; i < 1 + (int)((uint)seed % 4); i++)
            {
                schema.Mutate();
            }

            string after = schema.Print();
            List<string> faults = Disagreements(Schemas.Bind(before), Schemas.Bind(after));
            Assert.True(faults.Count == 0, $"seed {seed}:\n{string.Join("\n", faults)}\n{before}\n→\n{after}");
        },
        2000);

    [Fact]
    [Trait("Draws", "examples")]
    public void Introspection_stands_for_the_schema_on_either_side() => Gen.Int.CheckExamples(
        seed =>
        {
            var schema = new RandomSchema(seed);
            QapiSchema old = Schemas.Bind(schema.Print());
            schema.Mutate();
            QapiSchema @new = Schemas.Bind(schema.Print());
            string[] whole = Shown(SchemaComparer.Compare(WireSchema.FromModel(old), WireSchema.FromModel(@new)));
            Assert.Equal(whole, Shown(SchemaComparer.Compare(Saved(old), Saved(@new))));
            Assert.Equal(whole, Shown(SchemaComparer.Compare(WireSchema.FromModel(old), Saved(@new))));
            Assert.Equal(whole, Shown(SchemaComparer.Compare(Saved(old), WireSchema.FromModel(@new))));
        },
        500);

    [Fact]
    public void Disagreement_of_either_kind_is_noticed()
    {
        QapiSchema old = Schemas.Bind("{ 'command': 'a', 'data': { 'x': 'int' } }\n{ 'command': 'b' }");
        QapiSchema @new = Schemas.Bind("{ 'command': 'a', 'data': { 'x': 'str' } }");
        CompatibilityReport found = SchemaComparer.Compare(WireSchema.FromModel(old), WireSchema.FromModel(@new));
        var nothing = new CompatibilityReport([], CompatibilityProfile.Full);

        Assert.Equal(2, CrossChecker.Check(Introspect(old), Introspect(@new), nothing).Count);
        Assert.Equal(2, CrossChecker.Check(Introspect(old), Introspect(old), found).Count);
    }

    private static string[] Shown(CompatibilityReport report) =>
        [.. report.Findings.Where(f => !IsHidden(f)).Select(f => $"{f.Rule.Id} {f.Verdict} {f.Direction} {f.Path}").Order()];

    // Ranges of integers and the declaring type aren't in introspection.
    private static bool IsHidden(CompatibilityFinding finding) =>
        finding.Direction == Direction.None || finding.Rule.Id is "QAPI3402" or "QAPI3403" or "QAPI3404" or "QAPI3406";

    private static WireSchema Saved(QapiSchema schema) =>
        SavedSchema.Read(new SchemaFile("saved.json", Introspect(schema).ToJsonString()));

    private static void Check(QapiSchema old, QapiSchema @new) => Assert.Equal([], Disagreements(old, @new));

    private static List<string> Disagreements(QapiSchema old, QapiSchema @new)
    {
        // With every condition taken to hold, as the other route does.
        CompatibilityReport report = SchemaComparer.Compare(
            WireSchema.FromModel(old, SymbolSet.Everything), WireSchema.FromModel(@new, SymbolSet.Everything));
        return CrossChecker.Check(Introspect(old), Introspect(@new), report);
    }

    // Unmasked, with every condition taken to hold.
    private static JsonArray Introspect(QapiSchema schema) =>
        System.Text.Json.Nodes.JsonNode.Parse(IntrospectionWriter.Write(IntrospectionBuilder.Build(schema, SymbolSet.Everything, isMasked: false)))!.AsArray();

    private static QapiSchema Load(string release, string root) => Schemas.Load(QemuSchemas.Folder!, $"qemu-{release}/{root}");
}
