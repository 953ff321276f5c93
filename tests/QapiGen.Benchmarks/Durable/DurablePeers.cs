using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Threading.Tasks;
using QapiGen.Benchmarks.Durable.Peers;
using QapiGen.Benchmarks.Support;
using Spectre.Console;

namespace QapiGen.Benchmarks.Durable;

/// <summary>Other engines, doing the same: make a job, run what does nothing, keep that it has ended.</summary>
internal static class DurablePeers
{
    /// <summary>Measures them, and shows how many times as many jobs are ours.</summary>
    /// <param name="ours">Our jobs per second, by level.</param>
    /// <param name="rounds">Counted rounds; one more is run first.</param>
    /// <param name="jobs">Jobs of a round.</param>
    public static async Task<Table> CompareAsync(Dictionary<string, List<double>> ours, int rounds, int jobs)
    {
        Table table = new Table().AddColumns("engine", "clients", "jobs made, run and ended/s (min–max)").AddColumns([.. ours.Keys.Select(static name => name + ", by median")]);
        foreach (JobPeer peer in (JobPeer[])[new HangfirePeer(), new QuartzPeer(), new WolverinePeer()])
        {
            List<double> rates = await MeasureAsync(peer, rounds, jobs);
            table.AddRow(
            [
                peer.Name, peer.Clients.ToString(CultureInfo.InvariantCulture), Figures.Spread(rates, "N0"),
                .. ours.Values.Select(of => $"{(Figures.Median(of) / Figures.Median(rates)).ToString("0.0", CultureInfo.InvariantCulture)} ×"),
            ]);
        }

        return table;
    }

    private static async Task<List<double>> MeasureAsync(JobPeer peer, int rounds, int jobs)
    {
        using var folder = new DurableFolder();
        var rates = new List<double>();
        await using (peer)
        {
            await peer.StartAsync(folder.Database);
            for (int round = -1; round < rounds; round++)
            {
                double rate = await peer.LiveAsync(folder.Database, jobs);
                if (round >= 0)
                {
                    rates.Add(rate);
                }
            }
        }

        return rates;
    }
}
