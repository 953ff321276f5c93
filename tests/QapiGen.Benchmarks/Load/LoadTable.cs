using System.Collections.Generic;
using System.Linq;
using QapiGen.Benchmarks.Support;
using Spectre.Console;

namespace QapiGen.Benchmarks.Load;

/// <summary>Prints what rounds of load measured: medians over the rounds, and ratios to the first with their spread.</summary>
internal sealed class LoadTable
{
    private readonly Table _table;
    private readonly bool _showsBytes;
    private readonly bool _showsSleeps;

    /// <summary>An empty table.</summary>
    /// <param name="title">What is compared.</param>
    /// <param name="first">Whom ratios are to.</param>
    /// <param name="processor">Heading of the processor time per command.</param>
    /// <param name="bytes">Heading of the bytes per command; null if they aren't known.</param>
    /// <param name="sleeps">Heading of the sleeps per command, those of each process; null if they aren't known.</param>
    public LoadTable(string title, string first, string processor, string? bytes = null, string? sleeps = null)
    {
        _showsBytes = bytes is not null;
        _showsSleeps = sleeps is not null;
        _table = new Table().Title(title).AddColumns("in flight", "peer", "commands/s (min–max)", "p50 µs", "p90 µs", "p99 µs", "p99.9 µs", $"ratio to {first} (min–max)", processor);
        if (bytes is not null)
        {
            _table.AddColumn(bytes);
        }

        if (sleeps is not null)
        {
            _table.AddColumn(sleeps);
        }
    }

    /// <summary>Adds a row for each peer, the first one first.</summary>
    public void Add(IReadOnlyList<(string Name, List<LoadResult> Rounds)> peers)
    {
        foreach ((string name, List<LoadResult> rounds) in peers)
        {
            List<string> cells =
            [
                Figures.Text(rounds[0].InFlight, "0") + (rounds[0].SendsEach ? ", a send each" : ""),
                name,
                Figures.Spread(Rates(rounds), "N0"),
                Percentile(rounds, 0.5),
                Percentile(rounds, 0.9),
                Percentile(rounds, 0.99),
                Percentile(rounds, 0.999),
                Figures.Spread(Figures.Ratios(Rates(rounds), Rates(peers[0].Rounds)), "0.000"),
                Figures.Spread([.. rounds.Select(static round => round.ProcessorMicroseconds)], "0.00"),
            ];
            if (_showsBytes)
            {
                cells.Add(Figures.Text(Figures.Median(rounds.Select(static round => round.BytesPerCommand)), "N0"));
            }

            if (_showsSleeps)
            {
                cells.Add(string.Join(" + ", Enumerable.Range(0, rounds[0].Sleeps.Count).Select(i => Figures.Text(Figures.Median(rounds.Select(round => round.Sleeps[i])), "0.00"))));
            }

            _table.AddRow([.. cells]);
        }
    }

    /// <summary>Prints it.</summary>
    public void Write() => AnsiConsole.Write(_table);

    private static List<double> Rates(List<LoadResult> rounds) => [.. rounds.Select(static round => round.CommandsPerSecond)];

    private static string Percentile(List<LoadResult> rounds, double share) => Figures.Text(Figures.Median(rounds.Select(round => round.Percentile(share))), "0.0");
}
