using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Text.RegularExpressions;
using CsCheck;
using Microsoft.CodeAnalysis;
using QapiGen.SourceGenerator.Tests.Support;
using QapiGen.TestSupport;
using Xunit;

namespace QapiGen.SourceGenerator.Tests;

/// <summary>After any row of edits a generator that has kept what it could gives what a new one gives.</summary>
public sealed class EditTests
{
    private const int EditsInARow = 10;

    [Theory]
    [Trait("Draws", "examples")]
    [InlineData("")]
    [InlineData("add-*;query-*")]
    public void A_row_of_edits_leaves_nothing_stale(string commands) => Gen.Int.CheckExamples(
        seed =>
        {
            var schema = new EditedSchema(seed);
            Build build = EditedSchema.Original.Where(file => file.Key != "root.json").Aggregate(
                new Build().WithRoot("/s/root.json", EditedSchema.Original["root.json"], ("Commands", commands), ("Conditions", "CONFIG_PIPE"), ("MinimumVersion", "2.5")),
                (all, file) => all.WithInclude("/s/" + file.Key, file.Value));
            GeneratorDriver driver = build.Driver().RunGenerators(build.Compilation());
            for (int i = 0; i < EditsInARow; i++)
            {
                (string name, string text) = schema.Edit(build.Files.ToDictionary(file => file.Key["/s/".Length..], file => file.Value));
                build = build with { Files = build.Files.SetItem("/s/" + name, text) };
                if (i % 3 == 2)
                {
                    build = build.WithRoot("/s/root.json", build.Files["/s/root.json"], schema.Settings());
                }

                driver = Check(driver, build);
            }
        },
        60);

    [Theory]
    [InlineData("5.2", "10.2")]
    [InlineData("10.2", "5.2")]
    [InlineData("", "5.2")]
    [InlineData("7.2", "10.0")]
    public void Another_dialect_leaves_nothing_stale(string before, string after)
    {
        Build build = new Build().WithRoot("/s/root.json", EditedSchema.Original["calls.json"], ("Dialect", before));
        build = EditedSchema.Original.Where(file => file.Key is "common.json" or "parts.json").Aggregate(build, (all, file) => all.WithInclude("/s/" + file.Key, file.Value));
        GeneratorDriver driver = build.Driver().RunGenerators(build.Compilation());
        Check(driver, build.WithRoot("/s/root.json", EditedSchema.Original["calls.json"], ("Dialect", after)));
    }

    [Fact]
    public void Modules_whose_names_differ_in_case_alone_are_all_generated()
    {
        Build build = new Build()
            .WithRoot("/s/root.json", "{ 'include': 'types.json' }\n{ 'include': 'b/Types.json' }\n")
            .WithInclude("/s/types.json", "{ 'enum': 'A', 'data': [ 'x' ] }\n")
            .WithInclude("/s/b/Types.json", "{ 'enum': 'B', 'data': [ 'y' ] }\n");
        Assert.Equal(2, build.Generated().Keys.Count(name => name.EndsWith(".Enums.g.cs", StringComparison.Ordinal)));
    }

    [QemuSchemasFact]
    public void A_row_of_edits_of_QEMUs_schema_leaves_nothing_stale()
    {
        (Build build, _) = QemuBuild.Load("10.2", "qapi/qapi-schema.json");
        GeneratorDriver driver = build.Driver().RunGenerators(build.Compilation());
        (string File, string Old, string New)[] edits =
        [
            ("job.json", "'vacuum', 'amend'", "'amend'"),
            ("common.json", "{ 'enum': 'OnOffAuto',", "{ 'enum': 'OnOffAutomatic',"),
            ("common.json", "{ 'enum': 'OnOffAutomatic',", "{ 'enum': 'OnOffAuto',"),
            ("block-core.json", "{ 'struct': 'BlockdevOptionsGenericFormat',\n  'data': { 'file'", "{ 'struct': 'BlockdevOptionsGenericFormat',\n  'data': { 'data'"),
            ("sockets.json", "'to': 'uint16'", "'to': 'uint32'"),
            ("crypto.json", "'base': 'QCryptoBlockOptionsBase'", "'base': 'QCryptoBlockOptionsLUKS'"),
        ];
        int made = 0;
        foreach ((string file, string old, string changed) in edits)
        {
            string path = build.Files.Keys.Single(path => path.EndsWith("/qapi/" + file, StringComparison.Ordinal));
            string text = build.Files[path].Replace(old, changed, StringComparison.Ordinal);
            made += text == build.Files[path] ? 0 : 1;
            build = build with { Files = build.Files.SetItem(path, text) };
            driver = Check(driver, build);
        }

        Assert.True(made >= 4, $"{made} of the edits found their text");
    }

    [QemuSchemasFact]
    public void Names_that_change_by_chance_in_QEMUs_schema_leave_nothing_stale()
    {
        (Build build, _) = QemuBuild.Load("10.2", "qapi/qapi-schema.json");
        string[] paths = [.. build.Files.Keys.Where(path => path.EndsWith("/block-core.json", StringComparison.Ordinal) || path.EndsWith("/common.json", StringComparison.Ordinal))];
        Assert.Equal(2, paths.Length);
        ImmutableDictionary<string, string> original = build.Files;
        GeneratorDriver driver = build.Driver().RunGenerators(build.Compilation());
        var random = new Random(18);
        for (int i = 0; i < 12; i++)
        {
            string path = paths[random.Next(paths.Length)];
            string text = i % 6 == 5 ? original[path] : build.Files[path];
            Match[] words = [.. Regex.Matches(text, "(?m)(?<=^[^#\n]*)'[A-Za-z0-9-]+'").AsEnumerable()];
            Match word = words[random.Next(words.Length)];
            string other = words[random.Next(words.Length)].Value;
            build = build with { Files = build.Files.SetItem(path, text[..word.Index] + other + text[(word.Index + word.Length)..]) };
            driver = Check(driver, build);
        }
    }

    private static GeneratorDriver Check(GeneratorDriver driver, Build build)
    {
        driver = driver.ReplaceAdditionalTexts(build.Texts()).WithUpdatedAnalyzerConfigOptions(build.Options()).RunGenerators(build.Compilation());
        IReadOnlyDictionary<string, string> expected = build.Generated();
        Dictionary<string, string> actual = driver.GetRunResult().Results[0].GeneratedSources.ToDictionary(file => file.HintName, file => file.SourceText.ToString());
        Assert.Equal(expected.Keys.Order(StringComparer.Ordinal), actual.Keys.Order(StringComparer.Ordinal));
        foreach ((string name, string text) in expected)
        {
            Assert.Equal(text, actual[name]);
        }

        return driver;
    }
}
