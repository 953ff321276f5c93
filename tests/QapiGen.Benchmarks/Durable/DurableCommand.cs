using System;
using System.CommandLine;
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
        var stored = new Option<int>("--stored") { Description = "Jobs in the store that is opened.", DefaultValueFactory = static _ => 1_000_000 };
        var transitions = new Option<long>("--transitions") { Description = "Transitions after which the size of the files is taken.", DefaultValueFactory = static _ => 10_000_000 };
        var command = new Command("durable", "Measures jobs that are kept: transitions, whole lives, opening, memory and size.") { rounds, active, verbs, jobs, stored, transitions };
        command.SetAction(async (result, cancellationToken) =>
        {
            Table rates = new Table().AddColumns("level", "transitions/s (min–max)", "jobs made, run and ended/s (min–max)", "one verb after the other/s (min–max)");
            foreach (JobDurability level in Enum.GetValues<JobDurability>())
            {
                cancellationToken.ThrowIfCancellationRequested();
                DurableRates of = await DurableLoad.RunAsync(level, result.GetValue(rounds), result.GetValue(active), result.GetValue(verbs), result.GetValue(jobs));
                rates.AddRow(level.ToString(), Figures.Spread(of.TransitionsPerSecond, "N0"), Figures.Spread(of.JobsPerSecond, "N0"), Figures.Spread(of.LoneVerbsPerSecond, "N0"));
            }

            AnsiConsole.Write(rates);
            (double seconds, double bytes, double megabytes) = await DurableSize.OpenAsync(result.GetValue(stored));
            AnsiConsole.MarkupLineInterpolated($"{result.GetValue(stored):N0} stored jobs: ready after {seconds:0.00} s, {bytes:0} bytes of memory each, file of {megabytes:0} MB");
            (long made, double size) = await DurableSize.GrowAsync(result.GetValue(active), result.GetValue(transitions));
            AnsiConsole.MarkupLineInterpolated($"{made:N0} transitions of {result.GetValue(active):N0} jobs: files of {size:0.0} MB");
        });
        return command;
    }
}
