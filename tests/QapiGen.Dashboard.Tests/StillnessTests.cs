using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;
using Microsoft.Playwright;
using QapiGen.Testing;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace QapiGen.Dashboard.Tests;

/// <summary>Whatever comes and goes in a page, what stands below stays where it is, so that who is about to click one thing hits no other: at every width, in a real browser.</summary>
[Collection(BrowserCollection.Name)]
public sealed class StillnessTests(BrowserFixture browser)
{
    private static readonly int[] s_widths = [320, 400, 480, 640, 760, 801, 1000, 1100, 1184, 1190, 1280, 1440, 1920, 3840];

    // Status, how much of 100 is done, error: of one job.
    private static readonly (string Status, int Current, int Total, string? Error)[] s_states =
    [
        ("created", 0, 0, null), ("running", 0, 100, null), ("running", 50, 100, null), ("paused", 50, 100, null), ("ready", 90, 100, null), ("standby", 90, 100, null), ("waiting", 100, 100, null),
        ("pending", 100, 100, null), ("aborting", 100, 100, null), ("concluded", 100, 100, null), ("concluded", 40, 100, "short"),
        ("aborting", 40, 100, "No space left on device"),
        ("concluded", 40, 100, "No space left on device: the target is full, and so is the one beside it, and whatever else there was to write to has been taken away by somebody"),
        ("concluded", 0, 0, "x" + new string('y', 500)), ("a status that nobody has heard of", 3, 9, null),
    ];

    // As far as a text can be read at each width; the last of each page may be cut.
    private static readonly (string Path, string Below, string[] Texts)[] s_summaries =
    [
        ("jobs", "table.jobs",
        [
            "No jobs", "12 jobs (1 failed): 3 concluded, 1 paused, 2 pending, 2 ready, 4 running", "200 jobs (42 failed): 142 concluded, 10 paused, 12 pending, 12 ready, 24 running",
            "11 of 12\u202f345 jobs (11 failed): 1 aborting, 10 concluded, 10 created, 10 paused, 12 pending, 12 ready, 24 running, 12 standby, 10 undefined, 10 waiting; 200 as last seen",
        ]),
        ("events", ".log",
        [
            "0 events", "1\u202f234 events, paused with 56 waiting", "12\u202f345 events, paused with 5\u202f000 waiting, the latest 1\u202f000 shown",
            "12\u202f345 events, paused with 5\u202f000 waiting, the latest 1\u202f000 shown; kept: the latest 5\u202f000, and of those that fit the latest 5\u202f000",
        ]),
        ("servers", "table.servers", ["1 of 1 connected", "1 of 12 connected, 11 connecting", "1234 of 3456 connected, 1234 connecting"]),
    ];

    [BrowserFact]
    public Task No_row_moves_whatever_becomes_of_the_job_above() => CheckRowsAsync(isOpen: false);

    [BrowserFact]
    public Task No_row_moves_whatever_becomes_of_the_job_above_whose_way_is_looked_at() => CheckRowsAsync(isOpen: true);

    private async Task CheckRowsAsync(bool isOpen)
    {
        (string Status, int Current, int Total, string? Error) now = s_states[0];
        await using FakeQmpServer server = MakeServer(() =>
        [
            Job("a-job-with-a-name-that-needs-more-than-one-line-where-there-is-little-room", now.Status, now.Current, now.Total, now.Error),
            Job("below", "running", 5, 10, null),
        ]);
        await using DashboardHost host = await DashboardHost.StartAsync(options => options.AddServer("fake", "in memory", _ => new(server.Connect())));
        IPage page = await browser.OpenAsync();
        await page.GotoAsync(new Uri(host.Address, "jobs").ToString());
        ILocator changing = page.Locator("tr.job").First;
        await Expect(page.Locator("tr.job")).ToHaveCountAsync(2);
        await Expect(changing).ToContainTextAsync("a-job-with");
        if (isOpen)
        {
            await changing.Locator(".expander").ClickAsync();
        }

        string[]? first = null;
        var moved = new List<string>();
        foreach ((string Status, int Current, int Total, string? Error) state in s_states)
        {
            now = state;
            await server.EmitAsync("JOB_STATUS_CHANGE", $$"""{"id":"x","status":"running"}""");
            await Expect(changing.Locator(".status")).ToHaveTextAsync(state.Status);
            await Expect(changing).ToContainTextAsync(state.Error ?? "");
            var places = new List<string>();
            foreach (int width in s_widths)
            {
                await page.SetViewportSizeAsync(width, 900);
                places.Add(await page.EvaluateAsync<string>(
                    """
                    async () => {
                      await new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)));
                      return JSON.stringify([...document.querySelectorAll('table.jobs, tr.job:last-child, tr.job:last-child button')].map(one => {
                        const { x, y } = one.getBoundingClientRect();
                        return [x, y + scrollY];
                      }));
                    }
                    """));
            }

            first ??= [.. places];
            moved.AddRange(s_widths.Select((width, i) => first[i] == places[i] ? "" : $"{width}, {state.Status} {state.Error}: {first[i]} to {places[i]}").Where(static words => words.Length > 0));
        }

        Assert.True(moved.Count == 0, string.Join(Environment.NewLine, moved));
    }

    [BrowserFact]
    public async Task What_the_summary_says_moves_nothing_and_can_be_read()
    {
        await using DashboardHost host = await DashboardHost.StartAsync(static options => options.AddServer("a server with a name that is rather long", "tcp:127.0.0.1:9"));
        await host.StartJobAsync("copy-1");
        var found = new List<string>();
        foreach ((string path, string below, string[] texts) in s_summaries)
        {
            IPage page = await browser.OpenAsync();
            await page.GotoAsync(new Uri(host.Address, path).ToString());
            await Expect(page.Locator("#link")).ToHaveTextAsync("Live");
            await page.WaitForServerAsync("host");
            foreach (int width in s_widths)
            {
                await page.SetViewportSizeAsync(width, 900);
                double? top = null;
                foreach (string text in (string[])["", .. texts])
                {
                    double[] seen = await page.EvaluateAsync<double[]>(
                        """
                        ([below, text]) => {
                          const summary = document.querySelector('.summary');
                          summary.textContent = text;
                          return [document.querySelector(below).getBoundingClientRect().y + scrollY, summary.scrollHeight - summary.clientHeight, summary.scrollWidth - summary.clientWidth];
                        }
                        """,
                        new[] { below, text });
                    top ??= seen[0];
                    if (seen[0] != top)
                    {
                        found.Add($"{path} {width}, {text}: {below} from {top} to {seen[0]}");
                    }

                    if (text != texts[^1] && (seen[1] > 1 || seen[2] > 1))
                    {
                        found.Add($"{path} {width}, {text}: cut by {seen[1]} x {seen[2]}");
                    }
                }
            }

            await page.Context.CloseAsync();
        }

        Assert.True(found.Count == 0, string.Join(Environment.NewLine, found));
    }

    [BrowserFact]
    public async Task The_parts_of_the_summary_are_the_whole()
    {
        await using DashboardHost host = await DashboardHost.StartAsync();
        await host.StartJobAsync("copy-1", new WaitingDriver(failure: "no space"), autoDismiss: false);
        var good = new WaitingDriver();
        await host.StartJobAsync("copy-2", good, autoDismiss: false);
        good.End();
        await host.StartJobAsync("copy-3");
        IPage page = await browser.OpenAsync();
        await page.GotoAsync(new Uri(host.Address, "jobs").ToString());

        await Expect(page.Locator(".summary")).ToHaveTextAsync("3 jobs (1 failed): 2 concluded, 1 running");
        await Expect(page.Locator(".summary")).ToHaveAttributeAsync("title", "3 jobs (1 failed): 2 concluded, 1 running");
    }

    internal static string Job(string id, string status, int current, int total, string? error) =>
        JsonSerializer.Serialize(new Dictionary<string, object?> { ["id"] = id, ["type"] = "backup", ["status"] = status, ["current-progress"] = current, ["total-progress"] = total, ["error"] = error }.Where(static member => member.Value is not null).ToDictionary());

    internal static FakeQmpServer MakeServer(Func<string[]> jobs)
    {
        var server = new FakeQmpServer();
        string[] verbs = ["job-pause", "job-resume", "job-cancel", "job-complete", "job-finalize", "job-dismiss"];
        server.On("query-commands").Returns(JsonSerializer.Serialize(((string[])["query-commands", "query-jobs", .. verbs]).Select(static name => new { name })));
        server.On("query-jobs").Answers(call => call.ReturnAsync($"[{string.Join(',', jobs())}]"));
        foreach (string verb in verbs)
        {
            server.On(verb).Returns();
        }

        return server;
    }
}
