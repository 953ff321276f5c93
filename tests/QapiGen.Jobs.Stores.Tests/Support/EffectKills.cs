using System;
using System.Globalization;
using System.Threading.Tasks;
using Xunit;

namespace QapiGen.Jobs.Stores.Tests.Support;

/// <summary>Kills processes that have effects, again and again. <c>QAPIGEN_KILLS</c> says how many times; a few by default.</summary>
internal static class EffectKills
{
    private static readonly int s_kills = int.Parse(Environment.GetEnvironmentVariable("QAPIGEN_KILLS") ?? "6", CultureInfo.InvariantCulture);

    /// <summary>After each kill no effect may be missing that was told of, and none be there twice or without its checkpoint.</summary>
    /// <param name="process">What the process is told.</param>
    /// <param name="read">Reads the number of effects, that of different ones, the last one, and what the newest checkpoint says.</param>
    public static async Task<long> RunAsync(string[] process, Func<Task<(long Count, long Different, long Last, long Checkpoint)>> read)
    {
        var random = new Random(20261129);
        long told = -1;
        for (int kill = 0; kill < s_kills; kill++)
        {
            using (var child = new ChildProcess([], process))
            {
                for (int effects = random.Next(1, 30); effects > 0; effects--)
                {
                    told = Effect(await child.ReadLineAsync());
                }

                await child.KillAsync();
                while (await child.ReadLineAsync() is { } line)
                {
                    told = line.Split(' ') is ["effect", var number] && long.TryParse(number, CultureInfo.InvariantCulture, out long last) ? long.Max(told, last) : told;
                }
            }

            (long count, long different, long newest, long checkpoint) = await read();
            Assert.Equal((newest + 1, newest + 1, newest + 1), (count, different, checkpoint));
            Assert.True(newest >= told, $"{told} was committed, and the last that is there is {newest}");
        }

        return told + 1;
    }

    private static long Effect(string? line)
    {
        Assert.StartsWith("effect ", line, StringComparison.Ordinal);
        return long.Parse(line!["effect ".Length..], CultureInfo.InvariantCulture);
    }
}
