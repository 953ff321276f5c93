using System;
using System.Collections.Generic;
using System.CommandLine;
using System.Linq;
using System.Net.Http;
using System.Threading.Tasks;
using QapiGen.Benchmarks.Load;
using QapiGen.Benchmarks.Support;
using QapiGen.TestSupport;
using Spectre.Console;

namespace QapiGen.Benchmarks.Dashboard;

/// <summary>The verb <c>dashboard</c>: what viewers cost the server, how soon the first page is there, and how smoothly it changes.</summary>
internal static class DashboardCommand
{
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(3);

    /// <summary>Makes the verb.</summary>
    public static Command Create()
    {
        var viewers = new Option<int[]>("--viewers") { Description = "Numbers of viewers.", DefaultValueFactory = static _ => [0, 1, 50], AllowMultipleArgumentsPerToken = true };
        var jobs = new Option<int>("--jobs") { Description = "Jobs that change ten times a second.", DefaultValueFactory = static _ => 200 };
        var many = new Option<int[]>("--many") { Description = "Numbers of jobs for the time of the first page.", DefaultValueFactory = static _ => [200, 1_000_000], AllowMultipleArgumentsPerToken = true };
        var rounds = new Option<int>("--rounds") { Description = "Counted rounds; one more is run first.", DefaultValueFactory = static _ => 5 };
        var seconds = new Option<double>("--seconds") { Description = "Length of a round.", DefaultValueFactory = static _ => 5 };
        var command = new Command("dashboard", "The server's cost with 0, 1 and 50 viewers; the first page of a million jobs; frames of the page in Chromium.") { viewers, jobs, many, rounds, seconds };
        command.SetAction(async (result, _) =>
        {
            int count = result.GetRequiredValue(rounds);
            double length = result.GetRequiredValue(seconds);
            using var http = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = 1000, MaxResponseDrainSize = 0, ResponseDrainTimeout = TimeSpan.Zero }) { Timeout = TimeSpan.FromMinutes(10) };
            await CompareViewersAsync(http, result.GetRequiredValue(viewers), result.GetRequiredValue(jobs), count, length);
            await TimePagesAsync(http, result.GetRequiredValue(many), count);
            await WatchAsync(result.GetRequiredValue(jobs), count, length);
        });
        return command;
    }

    private static async Task CompareViewersAsync(HttpClient http, int[] numbers, int jobs, int rounds, double seconds)
    {
        Table table = new Table().Title($"{jobs} jobs that change ten times a second").AddColumns("viewers", "server's processor, ms/s (min–max)", "told to a viewer, kB/s", "resident MiB");
        using ServerProcess server = ServeDashboardCommand.Start(jobs, areParked: false);
        Uri address = await ServeDashboardCommand.AddressAsync(server);
        foreach (int number in numbers)
        {
            List<Viewer> viewers = [.. Enumerable.Range(0, number).Select(_ => Viewer.Open(http, address))];
            await Task.Delay(Settling);
            var processor = new List<double>();
            long told = viewers.Sum(static viewer => viewer.Bytes);
            for (int round = 0; round < rounds; round++)
            {
                TimeSpan before = server.ProcessorTime;
                await Task.Delay(TimeSpan.FromSeconds(seconds));
                processor.Add((server.ProcessorTime - before).TotalMilliseconds / seconds);
            }

            double rate = number == 0 ? 0 : (viewers.Sum(static viewer => viewer.Bytes) - told) / (number * rounds * seconds * 1000);
            table.AddRow(Figures.Text(number, "0"), Figures.Spread(processor, "0.0"), Figures.Text(rate, "0.0"), Figures.Text(server.Observe().ResidentMiB, "0"));
            foreach (Viewer viewer in viewers)
            {
                await viewer.DisposeAsync();
            }
        }

        AnsiConsole.Write(table);
    }

    private static async Task TimePagesAsync(HttpClient http, int[] numbers, int rounds)
    {
        Table table = new Table().Title("from the request to the first page of jobs, whole").AddColumns("live jobs", "rows", "ms (min–max)", "first of all, ms");
        foreach (int number in numbers)
        {
            using ServerProcess server = ServeDashboardCommand.Start(number, areParked: true);
            Uri address = await ServeDashboardCommand.AddressAsync(server);
            double first = await Viewer.TimeFirstPageAsync(http, address);
            var times = new List<double>();
            for (int round = 0; round < rounds; round++)
            {
                times.Add(await Viewer.TimeFirstPageAsync(http, address));
            }

            table.AddRow(Figures.Text(number, "N0"), Figures.Text(Math.Min(number, 200), "0"), Figures.Spread(times, "0.0"), Figures.Text(first, "0.0"));
        }

        AnsiConsole.Write(table);
    }

    private static async Task WatchAsync(int jobs, int rounds, double seconds)
    {
        if (OptionalPrograms.Find("chromium") is null)
        {
            AnsiConsole.WriteLine("Chromium is not installed: frames are left out.");
            return;
        }

        Table table = new Table().Title($"the page of jobs in Chromium, {jobs} rows that change").AddColumns("frames/s (min–max)", "p50 ms", "p99 ms", "longest ms", "main thread at work, % (min–max)");
        using ServerProcess server = ServeDashboardCommand.Start(jobs, areParked: false);
        Uri address = await ServeDashboardCommand.AddressAsync(server);
        var results = new List<FrameResult>();
        for (int round = -1; round < rounds; round++)
        {
            FrameResult result = await FrameTimer.RunAsync(address, seconds);
            if (round >= 0)
            {
                results.Add(result);
            }
        }

        table.AddRow(
            Figures.Spread([.. results.Select(static result => result.FramesPerSecond)], "0.0"),
            Figures.Text(Figures.Median(results.Select(static result => result.MedianMilliseconds)), "0.0"),
            Figures.Text(Figures.Median(results.Select(static result => result.P99Milliseconds)), "0.0"),
            Figures.Text(results.Max(static result => result.MaxMilliseconds), "0.0"),
            Figures.Spread([.. results.Select(static result => result.Busy * 100)], "0"));
        AnsiConsole.Write(table);
    }
}
