using System;
using System.Collections.Generic;
using System.Linq;
using CsCheck;
using QapiGen.TestSupport;
using Xunit;

namespace QapiGen.Fuzz.Tests;

/// <summary>Where tests draw their examples from (they are read with new ones here only if that was asked for).</summary>
public sealed class ExamplesTests
{
    private static readonly Gen<int[]> Numbers = Gen.Int[0, 1000].Array[0, 20];

    [Fact]
    public void A_source_gives_the_same_examples_each_time()
    {
        Assert.Equal(Drawn(new PCG(0, 5)), Drawn(new PCG(0, 5)));
        Assert.NotEqual(Drawn(new PCG(0, 5)), Drawn(new PCG(0, 6)));
    }

    [Fact]
    public void An_example_that_fails_is_made_smaller_and_told_with_its_seed()
    {
        CsCheckException fault = Assert.Throws<CsCheckException>(() => Examples.CheckExamples(Numbers, FailsFromThreeOn, 100, null, new PCG(0, 5), null));
        string seed = fault.Message.Split('"')[1];

        var only = new List<int[]>();
        Numbers.Sample(only.Add, seed: seed, iter: 1, threads: 1);
        Assert.Equal(3, Assert.Single(only).Length);
    }

    [Fact]
    public void A_fault_that_comes_once_is_told_all_the_same()
    {
        bool hasFailed = false;
        InvalidOperationException fault = Assert.Throws<InvalidOperationException>(() => Examples.CheckExamples(
            Numbers,
            _ =>
            {
                if (!hasFailed)
                {
                    hasFailed = true;
                    throw new FormatException("once");
                }
            },
            100,
            null,
            new PCG(0, 5),
            null));

        Assert.IsType<FormatException>(fault.InnerException);
        Assert.Contains("Example 0, seed ", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_seed_that_fails_is_named() =>
        Assert.StartsWith("QAPIGEN_SEED=", Assert.Throws<InvalidOperationException>(() => Examples.CheckSeeds([7], static _ => throw new FormatException("wrong"))).Message, StringComparison.Ordinal);

    [Fact]
    public void Bytes_are_the_same_each_time() => Assert.Equal(Examples.Bytes(100), Examples.Bytes(100));

    private static string Drawn(PCG source)
    {
        var drawn = new List<int[]>();
        Examples.CheckExamples(Numbers, drawn.Add, 50, null, source, null);
        return string.Join('\n', drawn.Select(numbers => string.Join(' ', numbers)));
    }

    private static void FailsFromThreeOn(int[] numbers)
    {
        if (numbers.Length >= 3)
        {
            throw new FormatException("too many");
        }
    }
}
