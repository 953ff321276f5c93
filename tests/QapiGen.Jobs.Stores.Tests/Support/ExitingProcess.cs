using System;
using System.Diagnostics;
using System.Threading.Tasks;
using QapiGen.Jobs.Drivers;
using QapiGen.Jobs.PostgreSql;
using QapiGen.Jobs.Sqlite;
using Xunit;

namespace QapiGen.Jobs.Stores.Tests.Support;

/// <summary>A host with two jobs, the factory of one of which ends the process whenever its driver is made again.</summary>
internal static class ExitingProcess
{
    private const int MostStarts = 10;

    public static async Task RunAsync(string store, string where, bool isFirst)
    {
        await using JobManager jobs = await JobManager.OpenAsync(new JobManagerOptions
        {
            Store = (store == "sqlite" ? new QapiJobsOptions().UseSqlite(where) : new QapiJobsOptions().UsePostgreSql(where)).CreateStore(),
            Drivers = new JobDriverRegistry()
                .Add<JobInfo>("good", _ => new Waiting())
                .Add<JobInfo>("bad", _ =>
                {
                    if (!isFirst)
                    {
                        Console.Out.Write("bad is made\n");
                        Console.Out.Flush();
                        if (Environment.TickCount64 % 2 == 0)
                        {
                            Environment.Exit(1);
                        }

                        Process.GetCurrentProcess().Kill();
                    }

                    return new Waiting();
                }),
        });
        if (isFirst)
        {
            foreach (string id in (string[])["good", "bad"])
            {
                await jobs.StartAsync(id, EffectDriver.At(0), new JobOptions { Id = id, Type = JobType.Backup, AutoDismiss = false });
            }

            Console.Out.Write("started\n");
            await Console.Out.FlushAsync();
            await Task.Delay(-1);
        }

        JobResult end = await jobs.Find("bad")!.Completion;
        while (jobs.Find("good")!.Status != JobStatus.Running)
        {
            await Task.Delay(10);
        }

        Console.Out.Write($"good goes on; bad: {end.Error}\n");
    }

    /// <summary>Starts it until it lives.</summary>
    public static async Task CheckAsync(string store, string where)
    {
        using (var first = new ChildProcess([], "begins", store, where))
        {
            Assert.Equal("started", await first.ReadLineAsync());
            await first.KillAsync();
        }

        int deaths = 0;
        for (int i = 0; i < MostStarts; i++)
        {
            using var next = new ChildProcess([], "exits", store, where);
            string? line = await next.ReadLineAsync();
            if (line != "bad is made")
            {
                Assert.Equal((3, "good goes on; bad: The job's host was lost while it was at work or being taken up (4 of at most 3 times)"), (deaths, line));
                return;
            }

            Assert.Null(await next.ReadLineAsync());
            deaths++;
        }

        Assert.Fail($"It ends each of {deaths} hosts.");
    }

    private sealed class Waiting : JobDriver
    {
        public override async Task RunAsync(JobContext job)
        {
            while (true)
            {
                await job.YieldAsync();
            }
        }
    }
}
