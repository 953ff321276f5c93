using System;
using System.Collections.Generic;
using System.CommandLine;
using QapiGen.Benchmarks.Support;
using QapiGen.Jobs.Storage;
using Spectre.Console;

namespace QapiGen.Benchmarks.Durable;

/// <summary>The verb <c>durable</c>: jobs in a SQLite store, at both levels.</summary>
internal static class DurableCommand
{
    /// <summary>Makes the verb.</summary>
    public static Command Create()
    {
        var rounds = new Option<int>("--rounds") { Description = "Counted rounds; one more is run first.", DefaultValueFactory = static _ => 5 };
        var active = new Option<int>("--active") { Description = "Jobs that are steered at once.", DefaultValueFactory = static _ => 1000 };
        var verbs = new Option<int>("--verbs") { Description = "Commands of a round.", DefaultValueFactory = static _ => 200_000 };
        var jobs = new Option<int>("--jobs") { Description = "Jobs of a round that are made, run and end.", DefaultValueFactory = static _ => 20_000 };
        var peers = new Option<int>("--peers") { Description = "Jobs of a round of the other engines, which are slower; 0 leaves them out.", DefaultValueFactory = static _ => 3000 };
        var stored = new Option<int>("--stored") { Description = "Jobs in the store that is opened.", DefaultValueFactory = static _ => 1_000_000 };
        var transitions = new Option<long>("--transitions") { Description = "Transitions after which the size of the files is taken.", DefaultValueFactory = static _ => 10_000_000 };
        var command = new Command("durable", "Measures jobs that are kept: transitions, whole lives, opening, memory and size.") { rounds, active, verbs, jobs, peers, stored, transitions };
        command.SetAction(async (result, cancellationToken) =>
        {
            var ours = new Dictionary<string, List<double>>();
            Table rates = new Table().AddColumns("level", "transitions/s (min–max)", "jobs made, run and ended/s (min–max)", "one verb after the other/s (min–max)");
            foreach (JobDurability level in Enum.GetValues<JobDurability>())
            {
                cancellationToken.ThrowIfCancellationRequested();
                DurableRates of = await DurableLoad.RunAsync(level, result.GetValue(rounds), result.GetValue(active), result.GetValue(verbs), result.GetValue(jobs));
                ours.Add($"ours, level {level.ToString().ToLowerInvariant()}", of.JobsPerSecond);
                rates.AddRow(level.ToString(), Figures.Spread(of.TransitionsPerSecond, "N0"), Figures.Spread(of.JobsPerSecond, "N0"), Figures.Spread(of.LoneVerbsPerSecond, "N0"));
            }

            AnsiConsole.Write(rates);
            if (result.GetValue(peers) > 0)
            {
                AnsiConsole.Write(await DurablePeers.CompareAsync(ours, result.GetValue(rounds), result.GetValue(peers)));
            }

            (double seconds, double processor, double bytes, double megabytes) = await DurableSize.OpenAsync(result.GetValue(stored));
            AnsiConsole.MarkupLineInterpolated($"{result.GetValue(stored):N0} stored jobs: ready after {seconds:0.00} s ({processor:0.00} s of a processor in user mode), {bytes:0} bytes of memory each, file of {megabytes:0} MB");
            (long made, double size) = await DurableSize.GrowAsync(result.GetValue(active), result.GetValue(transitions));
            AnsiConsole.MarkupLineInterpolated($"{made:N0} transitions of {result.GetValue(active):N0} jobs: files of {size:0.0} MB");
        });
        return command;
    }
}
