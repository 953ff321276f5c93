using System;
using System.CommandLine;

namespace QapiGen.Benchmarks.Jobs;

/// <summary>How the job engine scales: bytes per live job, transitions per second, for few jobs and many.</summary>
internal static class JobScaleCommand
{
    public static Command Create()
    {
        var command = new Command("jobs", "Measures the job engine with 10 to 1000000 live jobs and one event subscriber.");
        command.SetAction(async (_, cancellationToken) =>
        {
            Console.WriteLine("live jobs | bytes per job | transitions/s | bytes per transition | query-jobs");
            foreach (int count in (int[])[10, 1_000, 100_000, 1_000_000])
            {
                cancellationToken.ThrowIfCancellationRequested();
                await new JobScale(count).RunAsync();
            }
        });
        return command;
    }
}
