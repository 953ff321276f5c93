using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Playwright;
using QapiGen.Jobs;
using QapiGen.Runtime.Client;
using QapiGen.Runtime.Messages;
using QapiGen.Testing;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace QapiGen.Dashboard.Tests;

/// <summary>The page of events, in a real browser.</summary>
[Collection(BrowserCollection.Name)]
public sealed class EventsPageTests(BrowserFixture browser)
{
    private static readonly TimeSpan s_cut = TimeSpan.FromSeconds(int.Parse(Environment.GetEnvironmentVariable("QAPIGEN_CUT_SECONDS") ?? "30", CultureInfo.InvariantCulture));
    private static readonly TimeSpan s_flood = TimeSpan.FromSeconds(int.Parse(Environment.GetEnvironmentVariable("QAPIGEN_FLOOD_SECONDS") ?? "4", CultureInfo.InvariantCulture));

    [BrowserFact]
    public async Task Events_appear_filtered_paused_and_in_full()
    {
        await using DashboardHost host = await DashboardHost.StartAsync();
        IPage page = await OpenAsync(host.Address);
        var events = new JobEventEmitter(host.Service);
        events.JobStatusChange("disk-1", JobStatus.Created);
        events.JobStatusChange("disk-2", JobStatus.Created);
        ILocator log = page.GetByRole(AriaRole.Log, new() { Name = "Events" });

        await Expect(log.Locator(".item")).ToHaveCountAsync(2);
        await page.GetByLabel("Filter").FillAsync("disk-2");
        await Expect(log.Locator(".item")).ToHaveCountAsync(1);
        await Expect(log).ToContainTextAsync("JOB_STATUS_CHANGE");
        await page.GetByRole(AriaRole.Button, new() { Name = "Pause" }).ClickAsync();
        events.JobStatusChange("disk-2", JobStatus.Running);
        await Expect(page.GetByText("paused with 1 waiting")).ToBeVisibleAsync();
        await Expect(log.Locator(".item")).ToHaveCountAsync(1);
        await page.GetByRole(AriaRole.Button, new() { Name = "Pause" }).ClickAsync();
        await Expect(log.Locator(".item")).ToHaveCountAsync(2);
        await log.Locator("summary").Last.ClickAsync();
        await Expect(log.Locator(".tree")).ToContainTextAsync("status: \"running\"");
    }

    [BrowserFact]
    public async Task A_download_is_a_recording_that_plays_as_the_server_and_opens_as_a_page()
    {
        await using DashboardHost host = await DashboardHost.StartAsync();
        IPage page = await OpenAsync(host.Address);
        var events = new JobEventEmitter(host.Service);
        events.JobStatusChange("disk-1", JobStatus.Created);
        events.JobStatusChange("disk-1", JobStatus.Running);
        await Expect(page.Locator(".log .item")).ToHaveCountAsync(2);
        IDownload download = await page.RunAndWaitForDownloadAsync(() => page.GetByRole(AriaRole.Link, new() { Name = "Download" }).ClickAsync());
        string path = await download.PathAsync();

        await using QmpReplayServer player = QmpReplayServer.Start(QmpRecording.Load(path));
        await using QmpClient client = await QmpClient.ConnectAsync(player.Transport, new QmpClientOptions { Schema = JobSchema.Instance });
        using QmpEventSubscription<QmpEvent> played = client.Events();
        using var hang = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        var statuses = new List<JobStatus>();
        for (int i = 0; i < 2; i++)
        {
            statuses.Add(((JobStatusChangeEvent)(await played.NextAsync(hang.Token))!.Value.Event).Status);
        }

        Assert.Equal([JobStatus.Created, JobStatus.Running], statuses);
        await page.SetInputFilesAsync("#recording", new FilePayload { Name = "old.jsonl", MimeType = "text/plain", Buffer = await File.ReadAllBytesAsync(path) });
        await Expect(page.GetByText(new Regex("^Recording of .*: 2 events$"))).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Back to live" }).ClickAsync();
        await Expect(page.GetByText("2 events", new() { Exact = true })).ToBeVisibleAsync();
        await page.SetInputFilesAsync("#recording", new FilePayload { Name = "note.txt", MimeType = "text/plain", Buffer = "{}"u8.ToArray() });
        await Expect(page.GetByText("note.txt is no recording")).ToBeVisibleAsync();
    }

    [BrowserFact]
    public async Task A_browser_that_was_cut_off_catches_up_without_a_missing_or_doubled_event()
    {
        await using DashboardHost host = await DashboardHost.StartAsync();
        await using var relay = new Relay(host.Address.Port);
        IPage page = await OpenAsync(new Uri($"http://127.0.0.1:{relay.Port}/qmp/"));
        var events = new JobEventEmitter(host.Service);
        int sent = 0;
        void Send(int count)
        {
            for (int i = 0; i < count; i++)
            {
                events.JobStatusChange($"n-{++sent}", JobStatus.Created);
            }
        }

        Send(50);
        await Expect(page.Locator(".log .item")).ToHaveCountAsync(50);
        relay.Cut();
        await Expect(page.Locator("#link")).ToHaveTextAsync("Reconnecting");
        long end = Environment.TickCount64 + (long)s_cut.TotalMilliseconds;
        while (Environment.TickCount64 < end)
        {
            Send(25);
            await Task.Delay(100);
        }

        Send(1);
        relay.Mend();
        int shown = Math.Min(sent, 1000);
        await Expect(page.Locator(".log .item").Last).ToContainTextAsync($"n-{sent}\"");
        string[] names = await page.Locator(".log .data").EvaluateAllAsync<string[]>("all => all.map(one => JSON.parse(one.textContent).id)");

        Assert.Equal(Enumerable.Range(sent - shown + 1, shown).Select(static number => $"n-{number}"), names);
        await Expect(page.Locator(".gap")).ToHaveCountAsync(0);
        await Expect(page.Locator("#link")).ToHaveTextAsync("Live");
    }

    [BrowserFact]
    public async Task Ten_thousand_events_a_second_leave_page_and_server_as_they_were()
    {
        await using DashboardHost host = await DashboardHost.StartAsync(static options => options.MaxEvents = 2000);
        IPage page = await OpenAsync(host.Address);
        var events = new JobEventEmitter(host.Service);

        // Counted as they come: on a slow machine the row of a gap may have left the window before one looks.
        await page.EvaluateAsync("""
            () => {
              window.gaps = 0;
              new MutationObserver(changes => changes.forEach(change => change.addedNodes.forEach(node => { window.gaps += node.classList.contains('gap') ? 1 : 0; })))
                .observe(document.querySelector('.log'), { childList: true });
            }
            """);
        await FloodAsync(events, TimeSpan.FromSeconds(3));

        // However slow the machine is: more at once than the server keeps, until the page has missed some.
        for (int bursts = 0; bursts < 200 && await page.EvaluateAsync<int>("window.gaps") == 0; bursts++)
        {
            for (int i = 0; i < 5000; i++)
            {
                events.JobStatusChange("flood", JobStatus.Running);
            }

            await Task.Delay(500);
        }

        await page.WaitForFunctionAsync("window.gaps > 0");
        long before = GC.GetTotalMemory(forceFullCollection: true);
        (double heapBefore, double nodesBefore) = await WeighAsync(page);
        await FloodAsync(events, s_flood);
        events.JobStatusChange("last", JobStatus.Created);

        await Expect(page.Locator(".log .item").Last).ToContainTextAsync("\"last\"");
        int items = await page.Locator(".log .item").CountAsync();
        long grown = GC.GetTotalMemory(forceFullCollection: true) - before;
        Assert.InRange(items, 1, 1001);
        Assert.InRange(grown, long.MinValue, 8 * 1024 * 1024);

        // The page keeps 5,000 events at most, of which it had some before.
        (double heap, double nodes) = await WeighAsync(page);
        Assert.InRange(heap - heapBefore, double.MinValue, 6 * 1024 * 1024);
        Assert.InRange(nodes - nodesBefore, double.MinValue, 2000);
    }

    // What one waits for isn't pushed out by what one doesn't want to see.
    [BrowserFact]
    public async Task What_fits_the_filter_stays_whatever_else_comes()
    {
        await using var quiet = new FakeQmpServer();
        await using var loud = new FakeQmpServer();
        await using DashboardHost host = await DashboardHost.StartAsync(options => options.AddServer("quiet", "in memory", _ => new(quiet.Connect())).AddServer("loud", "in memory", _ => new(loud.Connect())));
        IPage page = await OpenAsync(host.Address, "events?server=quiet&q=rare");
        await page.WaitForServerAsync("quiet");
        await page.WaitForServerAsync("loud");
        ILocator items = page.Locator(".log .item");
        await quiet.EmitAsync("RARE", """{"number":1}""");
        await Expect(items).ToHaveCountAsync(1);
        await EmitAsync(6000);
        await Expect(items).ToHaveCountAsync(1);
        await Expect(page.Locator(".summary")).ToHaveTextAsync("6\u202f001 events; kept: the latest 5\u202f000, and of those that fit the latest 1");

        // While it is paused, too, and by a filter that lets through less.
        await page.GetByRole(AriaRole.Button, new() { Name = "Pause" }).ClickAsync();
        await quiet.EmitAsync("RARE", """{"number":2}""");
        await EmitAsync(6000);
        await Expect(page.Locator(".summary")).ToContainTextAsync("12\u202f002 events, paused with 1 waiting");
        IDownload download = await page.RunAndWaitForDownloadAsync(() => page.GetByRole(AriaRole.Link, new() { Name = "Download" }).ClickAsync());
        Assert.Equal(2, (await File.ReadAllLinesAsync(await download.PathAsync())).Count(static line => line.Contains("\"RARE\"", StringComparison.Ordinal)));
        await page.GetByRole(AriaRole.Button, new() { Name = "Pause" }).ClickAsync();
        await Expect(items).ToHaveCountAsync(2);
        await Expect(page.Locator(".gap")).ToHaveCountAsync(0);
        await page.GetByLabel("Filter").FillAsync("rare {\"number\":1");
        await Expect(items).ToHaveCountAsync(1);

        // Nor by a letter too many, or by a filter that lets through others.
        ILocator rare = items.Filter(new() { HasText = "RARE" });
        await page.GetByLabel("Filter").FillAsync("raree");
        await Expect(rare).ToHaveCountAsync(0);
        await EmitAsync(1);
        await page.GetByLabel("Filter").FillAsync("rare");
        await Expect(rare).ToHaveCountAsync(2);
        await page.GetByLabel("Filter").FillAsync("");
        await Expect(rare).ToHaveCountAsync(2);
        await page.Locator("#server").SelectOptionAsync("");
        await Expect(rare).ToHaveCountAsync(0);
        await page.GetByLabel("Filter").FillAsync("number");
        await Expect(rare).ToHaveCountAsync(2);
        Assert.Equal(["{\"number\":1}", "{\"number\":2}"], await rare.Locator(".data").AllTextContentsAsync());
        await Expect(page.Locator(".gap")).ToContainTextAsync("events left out");

        async Task EmitAsync(int count)
        {
            for (int i = 0; i < count; i++)
            {
                await loud.EmitAsync("E", $$"""{"i":{{i}}}""");
                if (i % 100 == 99)
                {
                    await Task.Delay(20);
                }
            }
        }
    }

    [BrowserFact]
    public async Task Where_no_server_is_known_and_after_all_was_cleared_away_the_page_says_so()
    {
        await using DashboardHost host = await DashboardHost.StartAsync();
        IPage page = await OpenAsync(host.Address);
        new JobEventEmitter(host.Service).JobStatusChange("disk-1", JobStatus.Created);
        await Expect(page.Locator(".summary")).ToHaveTextAsync("1 event");
        await page.GetByRole(AriaRole.Button, new() { Name = "Clear", Exact = true }).ClickAsync();
        await Expect(page.Locator(".summary")).ToHaveTextAsync("0 events");
        await using DashboardHost none = await DashboardHost.StartAsync(static options => options.ShowOwnServices = false);
        await page.GotoAsync(new Uri(none.Address, "events").ToString());
        await Expect(page.Locator(".empty")).ToContainTextAsync("No server is connected.");
    }

    // However few of them there are.
    [BrowserFact]
    public async Task A_page_keeps_so_much_of_large_events_only_and_shows_the_begin_of_each()
    {
        await using var server = new FakeQmpServer();
        await using DashboardHost host = await DashboardHost.StartAsync(options => options.AddServer("fake", "in memory", _ => new(server.Connect())));
        IPage page = await OpenAsync(host.Address);
        await page.WaitForServerAsync("fake");
        string large = new('x', 3 * 1024 * 1024);
        for (int i = 0; i < 9; i++)
        {
            await server.EmitAsync("LARGE", $$"""{"number":{{i}},"text":"{{large}}"}""");
            await Expect(page.Locator(".log .item").Last).ToContainTextAsync($"{{\"number\":{i},");
        }

        await Expect(page.Locator(".log .item")).ToHaveCountAsync(5);
        await Expect(page.Locator(".log .data").First).ToContainTextAsync("{\"number\":4,");
        Assert.All(await page.Locator(".log .data").EvaluateAllAsync<int[]>("all => all.map(one => one.textContent.length)"), static length => Assert.InRange(length, 300, 500));
        await page.Locator(".log .item summary").Last.ClickAsync();
        Assert.Equal(large.Length + 2, await page.Locator(".log .tree .str").EvaluateAsync<int>("one => one.textContent.length"));
    }

    [BrowserFact]
    public async Task Rows_stay_a_thousand_while_the_oldest_one_is_read()
    {
        await using DashboardHost host = await DashboardHost.StartAsync();
        IPage page = await OpenAsync(host.Address);
        var events = new JobEventEmitter(host.Service);
        events.JobStatusChange("read", JobStatus.Created);
        ILocator first = page.Locator(".log .item summary").First;
        await first.FocusAsync();
        for (int i = 0; i < 3000; i++)
        {
            events.JobStatusChange($"n-{i}", JobStatus.Created);
        }

        await Expect(page.Locator(".log .item").Last).ToContainTextAsync("\"n-2999\"");
        Assert.Equal(1000, await page.Locator(".log .item").CountAsync());
        await Expect(first).ToContainTextAsync("\"read\"");
        await Expect(first).ToBeFocusedAsync();
    }

    // What is left after garbage has been collected: bytes of JavaScript, and nodes of the document.
    private static async Task<(double Heap, double Nodes)> WeighAsync(IPage page)
    {
        ICDPSession session = await page.Context.NewCDPSessionAsync(page);
        await session.SendAsync("Performance.enable");
        await session.SendAsync("HeapProfiler.collectGarbage");
        JsonElement metrics = (await session.SendAsync("Performance.getMetrics"))!.Value.GetProperty("metrics");
        double Find(string name) => metrics.EnumerateArray().First(metric => metric.GetProperty("name").GetString() == name).GetProperty("value").GetDouble();
        (double, double) result = (Find("JSHeapUsedSize"), Find("Nodes"));
        await session.DetachAsync();
        return result;
    }

    // As fast as it should be, however coarse the clock.
    private static async Task FloodAsync(JobEventEmitter events, TimeSpan time)
    {
        long start = Environment.TickCount64;
        long sent = 0;
        while (Environment.TickCount64 - start < time.TotalMilliseconds)
        {
            for (long due = (Environment.TickCount64 - start) * 10; sent < due; sent++)
            {
                events.JobStatusChange("flood", JobStatus.Running);
            }

            await Task.Delay(10);
        }
    }

    private async Task<IPage> OpenAsync(Uri address, string path = "events")
    {
        IPage page = await browser.OpenAsync();
        await page.GotoAsync(new Uri(address, path).ToString());
        await Expect(page.Locator("#link")).ToHaveTextAsync("Live");
        await page.Locator("#server option[value=host]").WaitForAsync(new() { State = WaitForSelectorState.Attached });
        await page.WaitForServerAsync("host");
        return page;
    }
}
