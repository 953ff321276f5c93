using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Threading.Tasks;
using CsCheck;

namespace QapiGen.TestSupport;

/// <summary>What tests that look at many examples draw them from: the same ones in every run, or new ones on request.</summary>
/// <remarks>
/// A run of all tests says whether a change is sound, so that nothing but the change may make it fail. <c>QAPIGEN_NEW_EXAMPLES=SECONDS</c> has each of these tests
/// look at new examples for so long; what it finds becomes a test of its own. <c>QAPIGEN_SEED=N</c> repeats what a test that draws by seeds has found.
/// </remarks>
public static class Examples
{
    private static readonly TimeSpan? s_newFor = Read("QAPIGEN_NEW_EXAMPLES") is { } seconds ? TimeSpan.FromSeconds(seconds) : null;

    /// <summary>Checks <paramref name="count"/> examples, which depend on the name of the test alone; one that fails is made smaller first, and told with its seed.</summary>
    /// <remarks>The seed is CsCheck's: <c>CsCheck_Seed=SEED</c> has a test check that example only.</remarks>
    public static void CheckExamples<T>(this Gen<T> examples, Action<T> check, int count = 100, Func<T, string>? print = null, [CallerMemberName] string test = "")
    {
        if (CsCheck.Check.Seed is { } only)
        {
            examples.Sample(check, seed: only, iter: 1, threads: 1, print: print);
            return;
        }

        CheckExamples(examples, check, count, print, s_newFor is null ? new PCG(0, HashOf(test)) : new PCG(0, NewSeed()), s_newFor);
    }

    /// <inheritdoc cref="CheckExamples{T}(Gen{T}, Action{T}, int, Func{T, string}, string)"/>
    public static void CheckExamples<T1, T2>(this Gen<(T1, T2)> examples, Action<T1, T2> check, int count = 100, [CallerMemberName] string test = "") =>
        examples.CheckExamples(example => check(example.Item1, example.Item2), count, null, test);

    /// <inheritdoc cref="CheckExamples{T}(Gen{T}, Action{T}, int, Func{T, string}, string)"/>
    public static void CheckExamples<T1, T2, T3>(this Gen<(T1, T2, T3)> examples, Action<T1, T2, T3> check, int count = 100, [CallerMemberName] string test = "") =>
        examples.CheckExamples(example => check(example.Item1, example.Item2, example.Item3), count, null, test);

    /// <summary>Checks what each of <paramref name="seeds"/> gives, or what new seeds give; a failure names the seed.</summary>
    public static void CheckSeeds(int[] seeds, Action<int> check)
    {
        foreach (int seed in SeedsOr(seeds))
        {
            try
            {
                check(seed);
            }
            catch (Exception fault)
            {
                throw Failure(seed, fault);
            }
        }
    }

    /// <inheritdoc cref="CheckSeeds"/>
    public static async Task CheckSeedsAsync(int[] seeds, Func<int, Task> check)
    {
        foreach (int seed in SeedsOr(seeds))
        {
            try
            {
                await check(seed).ConfigureAwait(false);
            }
            catch (Exception fault)
            {
                throw Failure(seed, fault);
            }
        }
    }

    /// <summary>The seed that a test starts from, for one that says itself which seed has failed: <paramref name="seed"/>, or a new one.</summary>
    public static int Seed(int seed) => Read("QAPIGEN_SEED") ?? (s_newFor is null ? seed : (int)(NewSeed() >> 34));

    /// <summary>Bytes of every value in no order, such as a file has that tells every place from every other.</summary>
    public static byte[] Bytes(int count)
    {
        byte[] bytes = new byte[count];
        new Random(Seed(count)).NextBytes(bytes);
        return bytes;
    }

    /// <summary>As the public one, with all that it takes from outside.</summary>
    /// <param name="examples">Makes them.</param>
    /// <param name="check">Throws on an example that isn't right.</param>
    /// <param name="count">How many of them, if no time is given.</param>
    /// <param name="print">How one is shown.</param>
    /// <param name="source">Where they are drawn from.</param>
    /// <param name="time">For how long.</param>
    public static void CheckExamples<T>(Gen<T> examples, Action<T> check, int count, Func<T, string>? print, PCG source, TimeSpan? time)
    {
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; time is { } limit ? Stopwatch.GetElapsedTime(start) < limit : i < count; i++)
        {
            string seed = source.ToString(source.State);
            T example = examples.Generate(source, null, out _);
            try
            {
                check(example);
            }
            catch (Exception fault)
            {
                // Goes on from there to smaller ones, and tells the smallest.
                examples.Sample(check, seed: seed, iter: Math.Max(count, 1000), threads: 1, print: print);
                throw new InvalidOperationException($"Example {i}, seed {seed}, which doesn't fail when it is tried once more: {fault.Message}", fault);
            }
        }
    }

    private static IEnumerable<int> SeedsOr(int[] seeds)
    {
        if (Read("QAPIGEN_SEED") is { } only)
        {
            yield return only;
        }
        else if (s_newFor is { } time)
        {
            long start = Stopwatch.GetTimestamp();
            do
            {
                yield return (int)(NewSeed() >> 34);
            }
            while (Stopwatch.GetElapsedTime(start) < time);
        }
        else
        {
            foreach (int seed in seeds)
            {
                yield return seed;
            }
        }
    }

    private static InvalidOperationException Failure(int seed, Exception fault) => new($"QAPIGEN_SEED={seed}: {fault.Message}", fault);

    private static int? Read(string variable) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } text ? int.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture) : null;

    private static ulong NewSeed() => BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(8));

    // FNV-1a: string.GetHashCode differs from process to process.
    private static ulong HashOf(string text)
    {
        ulong hash = 14695981039346656037;
        foreach (char c in text)
        {
            hash = (hash ^ c) * 1099511628211;
        }

        return hash;
    }
}
