using System.CommandLine;
using QapiGen.Benchmarks.Support;
using Spectre.Console;

namespace QapiGen.Benchmarks.Jobs;

/// <summary>The verb <c>jobs</c>: bytes per live job, transitions per second and <c>query-jobs</c>, for few jobs and many.</summary>
internal static class JobScaleCommand
{
    /// <summary>Makes the verb.</summary>
    public static Command Create()
    {
        var live = new Option<int[]>("--live") { Description = "Numbers of live jobs.", DefaultValueFactory = static _ => [10, 10_000, 1_000_000], AllowMultipleArgumentsPerToken = true };
        var rounds = new Option<int>("--rounds") { Description = "Counted rounds; one more is run first.", DefaultValueFactory = static _ => 5 };
        var verbs = new Option<int>("--verbs") { Description = "Commands of a round, pauses and resumes, but one of each for every job at least.", DefaultValueFactory = static _ => 2_000_000 };
        var command = new Command("jobs", "Measures the job engine with 10 to 1,000,000 live jobs and one event subscriber.") { live, rounds, verbs };
        command.SetAction(async (result, cancellationToken) =>
        {
            Table table = new Table().AddColumns("live jobs", "bytes per job", "transitions/s (min–max)", "bytes per transition", "query-jobs, ms (min–max)", "query-jobs over QMP, ms (min–max)", "reply, MB");
            foreach (int count in result.GetRequiredValue(live))
            {
                cancellationToken.ThrowIfCancellationRequested();
                AddRow(table, await JobScale.RunAsync(count, result.GetRequiredValue(rounds), result.GetRequiredValue(verbs)));
            }

            AnsiConsole.Write(table);
        });
        return command;
    }

    private static void AddRow(Table table, JobScaleResult result) => table.AddRow(
        Figures.Text(result.LiveJobs, "N0"),
        Figures.Text(result.BytesPerJob, "0"),
        Figures.Spread(result.TransitionsPerSecond, "N0"),
        Figures.Text(result.BytesPerTransition, "0.00"),
        Figures.Spread(result.QueryMilliseconds, "0.000"),
        Figures.Spread(result.ReplyMilliseconds, "0.000"),
        Figures.Text(result.ReplyBytes / 1e6, "0.000"));
}
