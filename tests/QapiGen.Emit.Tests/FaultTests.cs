using System;
using System.Collections.Generic;
using System.IO;
using System.Text;
using QapiGen.Emit.Tests.Support;
using QapiGen.TestSupport;
using Xunit;

namespace QapiGen.Emit.Tests;

/// <summary>What binds is emitted, whatever is wrong with the rest; nothing throws.</summary>
public sealed class FaultTests
{
    private const int Runs = 1500;

    private static readonly string[] Fragments =
    [
        "'", "{", "}", "[", "]", ":", ",", "##\n", "# @", "'if'", "'data'", "'base'", "'union'", "'struct'", "'enum'", "'alternate'", "'command'", "'event'",
        "'discriminator'", "'features'", "'JobType'", "'JobInfo'", "['JobInfo']", "'str'", "'any'", "'null'", "true", "false", "'boxed': true,", "'gen': false,",
        "{ 'include': 'x.json' }", "{ 'type': 'int', 'if': 'A' }",
    ];

    [Fact]
    [Trait("Draws", "examples")]
    public void Mutated_schemas_are_planned_and_emitted_without_an_exception()
    {
        string[] schemas = [File.ReadAllText(RepositoryPaths.Get("schema", "job.json")), Samples.EveryConstruct];
        Examples.CheckSeeds([20250117], seed =>
        {
            var random = new Random(seed);
            for (int run = 0; run < Runs; run++)
            {
                string text = Mutate(schemas[run % schemas.Length], random);
                try
                {
                    Generated.EmitLoosely(text);
                }
                catch (Exception fault)
                {
                    Assert.Fail($"{fault}\n--- schema of run {run}\n{text}");
                }
            }
        });
    }

    [Fact]
    public void A_long_chain_of_types_does_not_exhaust_the_stack()
    {
        var text = new StringBuilder("{ 'struct': 'T0', 'data': { 'x': 'int' } }\n");
        for (int i = 1; i < 20000; i++)
        {
            text.Append("{ 'struct': 'T").Append(i).Append("', 'data': { 'x': 'T").Append(i - 1).Append("' } }\n");
        }

        IReadOnlyList<QapiGen.Emit.Text.GeneratedFile> files = Generated.Emit(Generated.Parse(text.ToString()));
        Assert.NotEmpty(files);
    }

    private static string Mutate(string text, Random random)
    {
        var mutated = new StringBuilder(text);
        int edits = random.Next(1, 6);
        for (int i = 0; i < edits; i++)
        {
            int at = random.Next(mutated.Length);
            int length = Math.Min(random.Next(0, 24), mutated.Length - at);
            mutated.Remove(at, random.Next(2) == 0 ? length : 0);
            mutated.Insert(at, Fragments[random.Next(Fragments.Length)]);
        }

        return mutated.ToString();
    }
}
