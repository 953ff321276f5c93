using System;
using System.IO;
using System.Linq;
using System.Text;
using System.Text.Json;
using System.Threading.Tasks;
using Microsoft.Playwright;
using QapiGen.Jobs;
using QapiGen.Runtime.Messages;
using QapiGen.Testing;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace QapiGen.Dashboard.Tests;

/// <summary>Recordings of events: downloaded, opened, and replayed.</summary>
[Collection(BrowserCollection.Name)]
public sealed class RecordingPageTests(BrowserFixture browser)
{
    private const string Recording = """
        {"qmp-recording":1,"peer":"unix:/run/vm.sock"}
        {"at":0,"from":"server","message":{"QMP":{"version":{"qemu":{"major":9,"minor":0,"micro":0},"package":""},"capabilities":[]}}}
        {"at":1.5,"from":"server","message":{"timestamp":{"seconds":1700000001,"microseconds":500000},"event":"STOP"}}
        {"at":2.5,"from":"server","message":{"timestamp":{"seconds":1700000002,"microseconds":500000},"event":"RESUME"}}
        {"at":900,"from":"server","message":{"timestamp":{"seconds":1700000900,"microseconds":0},"event":"SHUTDOWN","data":{"nanoseconds":9223372036854775807}}}

        """;

    [BrowserFact]
    public async Task A_download_is_what_the_page_shows_of_all_servers_by_name_and_data()
    {
        await using var server = new FakeQmpServer();
        await using DashboardHost host = await DashboardHost.StartAsync(options => options.AddServer("fake", "in memory", _ => new(server.Connect())));
        IPage page = await OpenAsync(host);
        await Expect(page.Locator("#server option[value=fake]")).ToBeAttachedAsync();
        await page.WaitForServerAsync("host");
        await page.WaitForServerAsync("fake");
        var events = new JobEventEmitter(host.Service);
        events.JobStatusChange("disk-1", JobStatus.Created);
        events.JobStatusChange("disk-2", JobStatus.Created);
        await server.EmitAsync("BLOCK_DISK_1", """{"device":"disk-1"}""");
        await Expect(page.Locator(".log .item")).ToHaveCountAsync(3);

        Assert.Equal(["fake BLOCK_DISK_1", "host JOB_STATUS_CHANGE", "host JOB_STATUS_CHANGE"], await DownloadAsync(page));

        await page.GetByLabel("Filter").FillAsync("DISK-1");
        await Expect(page.Locator(".log .item")).ToHaveCountAsync(2);
        Assert.Equal(["fake BLOCK_DISK_1", "host JOB_STATUS_CHANGE"], await DownloadAsync(page));

        await page.Locator("#server").SelectOptionAsync("host");
        await Expect(page.Locator(".log .item")).ToHaveCountAsync(1);
        Assert.Equal(["host JOB_STATUS_CHANGE"], await DownloadAsync(page));
    }

    [BrowserFact]
    public async Task A_download_has_nothing_that_was_cleared_away_and_has_what_waits()
    {
        await using DashboardHost host = await DashboardHost.StartAsync();
        IPage page = await OpenAsync(host);
        await page.WaitForServerAsync("host");
        var events = new JobEventEmitter(host.Service);
        events.JobStatusChange("cleared", JobStatus.Created);
        await Expect(page.Locator(".log .item")).ToHaveCountAsync(1);
        await page.GetByRole(AriaRole.Button, new() { Name = "Clear", Exact = true }).ClickAsync();
        Assert.Empty(await DownloadAsync(page));
        events.JobStatusChange("shown", JobStatus.Created);
        await Expect(page.Locator(".log .item")).ToHaveCountAsync(1);
        await page.GetByRole(AriaRole.Button, new() { Name = "Pause" }).ClickAsync();
        events.JobStatusChange("waits", JobStatus.Created);
        await Expect(page.GetByText("paused with 1 waiting")).ToBeVisibleAsync();

        Assert.Equal(2, (await DownloadAsync(page)).Length);
        await page.GetByRole(AriaRole.Button, new() { Name = "Pause" }).ClickAsync();
        Assert.Equal(2, (await DownloadAsync(page)).Length);
    }

    [BrowserFact]
    public async Task A_download_has_what_the_page_shows_though_the_server_has_let_it_go()
    {
        await using DashboardHost host = await DashboardHost.StartAsync(static options => options.MaxEvents = 10);
        IPage page = await OpenAsync(host);
        await page.WaitForServerAsync("host");
        var events = new JobEventEmitter(host.Service);
        for (int i = 1; i <= 30; i++)
        {
            events.JobStatusChange($"n-{i}", JobStatus.Created);
            await Expect(page.Locator(".log .item")).ToHaveCountAsync(i);
        }

        Assert.Equal(30, (await DownloadAsync(page)).Length);
    }

    [BrowserFact]
    public async Task An_event_without_a_time_is_of_when_it_came_in_a_recording_too()
    {
        await using var server = new FakeQmpServer();
        await using DashboardHost host = await DashboardHost.StartAsync(options => options.AddServer("fake", "in memory", _ => new(server.Connect())));
        IPage page = await OpenAsync(host);
        await page.WaitForServerAsync("fake");
        await server.SendAsync("""{"event":"NO_CLOCK","timestamp":{"seconds":-1,"microseconds":-1}}""");
        await Expect(page.Locator(".log .item")).ToHaveCountAsync(1);
        string shown = await page.Locator(".log .at").InnerTextAsync();
        IDownload download = await page.RunAndWaitForDownloadAsync(() => page.GetByRole(AriaRole.Link, new() { Name = "Download" }).ClickAsync());

        await page.SetInputFilesAsync("#recording", new FilePayload { Name = "a.jsonl", MimeType = "text/plain", Buffer = await File.ReadAllBytesAsync(await download.PathAsync()) });

        await Expect(page.Locator(".summary")).ToContainTextAsync(": 1 event");
        await Expect(page.Locator(".log .at")).ToHaveTextAsync(shown);
    }

    // Of two servers one goes between two events: what is missing is a row of the download and of the page that opens it, and nothing to a player.
    [BrowserFact]
    public async Task A_recording_has_its_gaps_and_can_be_filtered_by_its_servers()
    {
        await using var one = new FakeQmpServer();
        await using var two = new FakeQmpServer();
        await using DashboardHost host = await DashboardHost.StartAsync(options =>
            options.AddServer("one", "in memory", _ => new(one.Connect())).AddServer("two", "in memory", _ => new(two.Connect())));
        IPage page = await OpenAsync(host);
        await page.WaitForServerAsync("one");
        await page.WaitForServerAsync("two");
        await one.EmitAsync("FIRST");
        await Expect(page.Locator(".log .item")).ToHaveCountAsync(1);
        await one.DisconnectAsync();
        await Expect(page.Locator(".log .gap")).ToContainTextAsync("one: connection lost");
        await two.EmitAsync("", "{}");
        await Expect(page.Locator(".log .item")).ToHaveCountAsync(3);
        await Expect(page.Locator(".log .item").Last).ToContainTextAsync("(no name)");
        await Expect(page.Locator(".log .gap")).ToHaveCountAsync(1);
        await Expect(page.Locator(".summary")).ToHaveTextAsync("2 events");
        IDownload download = await page.RunAndWaitForDownloadAsync(() => page.GetByRole(AriaRole.Link, new() { Name = "Download" }).ClickAsync());
        string path = await download.PathAsync();
        Assert.Equal(
            ["FIRST", ""],
            QmpRecording.Load(path).Messages.Where(static message => message.Message.TryGetProperty("event", out _)).Select(static message => message.Message.GetProperty("event").GetString()));

        await page.SetInputFilesAsync("#recording", new FilePayload { Name = "gaps.jsonl", MimeType = "text/plain", Buffer = await File.ReadAllBytesAsync(path) });
        await Expect(page.Locator(".summary")).ToContainTextAsync(": 2 events");
        await Expect(page.Locator(".log .item")).ToHaveCountAsync(3);
        await Expect(page.Locator("#server option")).ToHaveTextAsync(["all servers", "one", "two"]);
        await page.Locator("#server").SelectOptionAsync("two");
        await Expect(page.Locator(".log .item")).ToHaveCountAsync(1);
        await page.Locator("#server").SelectOptionAsync("one");
        await Expect(page.Locator(".log .item")).ToHaveCountAsync(2);
        await Expect(page.Locator(".log .gap")).ToContainTextAsync("one: connection lost");
        await page.GetByRole(AriaRole.Button, new() { Name = "Back to live" }).ClickAsync();
        await Expect(page.Locator("#server option")).ToHaveTextAsync(["all servers", "host", "one", "two"]);
    }

    [BrowserFact]
    public async Task A_download_has_texts_numbers_and_times_as_they_came()
    {
        await using var server = new FakeQmpServer();
        await using DashboardHost host = await DashboardHost.StartAsync(options => options.AddServer("fake", "in memory", _ => new(server.Connect())));
        IPage page = await OpenAsync(host);
        await page.WaitForServerAsync("fake");
        await server.EmitAsync("ODD", """{"text":"\ud83d\ude00 \u0007\u2028","whole":12345678901234567890,"part":1.10,"__proto__":{"a":[]}}""", new QmpTimestamp(1_700_000_001, 654_321));
        await server.EmitAsync("LAST", null, new QmpTimestamp(-1, -1));
        await Expect(page.Locator(".log .item")).ToHaveCountAsync(2);
        await page.GetByLabel("Filter").FillAsync("\ud83d\ude00");
        await Expect(page.Locator(".log .item")).ToHaveCountAsync(1);
        Assert.Single(await DownloadAsync(page));
        await page.GetByLabel("Filter").FillAsync("");
        await Expect(page.Locator(".log .item")).ToHaveCountAsync(2);
        IDownload download = await page.RunAndWaitForDownloadAsync(() => page.GetByRole(AriaRole.Link, new() { Name = "Download" }).ClickAsync());
        string[] lines = await File.ReadAllLinesAsync(await download.PathAsync());

        JsonElement odd = JsonElement.Parse(lines[^2]).GetProperty("message");
        Assert.Equal("""{"seconds":1700000001,"microseconds":654321}""", odd.GetProperty("timestamp").GetRawText());
        Assert.Equal("\ud83d\ude00 \u0007\u2028", odd.GetProperty("data").GetProperty("text").GetString());
        Assert.Equal("12345678901234567890 1.10 {\"a\":[]}", string.Join(' ', ((string[])["whole", "part", "__proto__"]).Select(name => odd.GetProperty("data").GetProperty(name).GetRawText())));
        Assert.Equal("""{"timestamp":{"seconds":-1,"microseconds":-1},"event":"LAST"}""", JsonElement.Parse(lines[^1]).GetProperty("message").GetRawText());
    }

    [BrowserFact]
    public async Task A_recording_is_replayed_in_its_time_without_its_silences()
    {
        await using DashboardHost host = await DashboardHost.StartAsync();
        IPage page = await browser.OpenAsync();
        await page.Clock.InstallAsync(new() { TimeDate = new DateTime(2026, 1, 5, 12, 0, 0, DateTimeKind.Utc) });
        await page.GotoAsync(new Uri(host.Address, "events").ToString());
        await Expect(page.Locator("#link")).ToHaveTextAsync("Live");
        await page.Clock.PauseAtAsync(new DateTime(2026, 1, 5, 13, 0, 0, DateTimeKind.Utc));
        await page.SetInputFilesAsync("#recording", new FilePayload { Name = "old.jsonl", MimeType = "text/plain", Buffer = Encoding.UTF8.GetBytes(Recording) });
        ILocator items = page.Locator(".log .item");
        await Expect(items).ToHaveCountAsync(3);
        await Expect(items.Last).ToContainTextAsync("9223372036854775807");
        await Expect(items.First.Locator("time")).ToHaveAttributeAsync("datetime", "2023-11-14T22:13:21.500Z");
        await page.Clock.RunForAsync(1500);
        await Expect(page.Locator(".summary")).ToContainTextAsync("3 events");
        await Expect(page.Locator(".summary")).ToContainTextAsync("2023");
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "Download" })).ToBeHiddenAsync();

        await page.GetByRole(AriaRole.Button, new() { Name = "Replay" }).ClickAsync();
        await Expect(page.GetByText("The recording begins")).ToBeVisibleAsync();
        await page.Clock.RunForAsync(100);
        await Expect(items).ToHaveCountAsync(1);
        await page.Clock.RunForAsync(800);
        await Expect(items).ToHaveCountAsync(1);
        await page.Clock.RunForAsync(200);
        await Expect(items).ToHaveCountAsync(2);

        // A quarter of an hour of silence takes two seconds, which don't pass while it is paused.
        await page.GetByRole(AriaRole.Button, new() { Name = "Pause" }).ClickAsync();
        await page.Clock.RunForAsync(60_000);
        await Expect(items).ToHaveCountAsync(2);
        await Expect(page.Locator(".summary")).ToContainTextAsync("2 of 3 events");
        await page.GetByRole(AriaRole.Button, new() { Name = "Pause" }).ClickAsync();
        await page.Clock.RunForAsync(1500);
        await Expect(items).ToHaveCountAsync(2);
        await page.Clock.RunForAsync(600);
        await Expect(items).ToHaveCountAsync(3);

        await page.GetByRole(AriaRole.Button, new() { Name = "Back to live" }).ClickAsync();
        await Expect(page.GetByText("Nothing yet.")).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Replay" })).ToBeHiddenAsync();
    }

    // Other programs write them, too.
    [BrowserFact]
    public async Task A_recording_of_odd_times_and_servers_is_shown_with_what_it_has()
    {
        const string Odd = """
            {"qmp-recording":1,"peer":{"a":1}}
            {"at":0.25,"from":"server","message":{"event":"TIMELESS"}}
            {"at":1.5,"gap":"lost","server":{}}
            {"at":2,"from":"server","server":{"name":"vm"},"message":{"timestamp":{"seconds":1700000001},"event":"WHOLE"}}
            {"at":"x","from":"server","message":{"timestamp":{"seconds":true,"microseconds":"no"},"event":"NONE"}}

            """;
        await using DashboardHost host = await DashboardHost.StartAsync();
        IPage page = await OpenAsync(host);
        await page.SetInputFilesAsync("#recording", new FilePayload { Name = "odd.jsonl", MimeType = "text/plain", Buffer = Encoding.UTF8.GetBytes(Odd) });
        ILocator items = page.Locator(".log .item");
        await Expect(items).ToHaveCountAsync(4);

        Assert.Equal("+0.250 s", await items.Nth(0).Locator(".at").InnerTextAsync());
        Assert.Equal("+1.500 s", await items.Nth(1).Locator(".at").InnerTextAsync());
        Assert.Equal("2023-11-14T22:13:21.000Z", await items.Nth(2).Locator(".at").GetAttributeAsync("datetime"));
        Assert.Equal("+0.000 s", await items.Nth(3).Locator(".at").InnerTextAsync());
        Assert.DoesNotContain("object", await page.Locator(".log").InnerTextAsync(), StringComparison.Ordinal);
        await Expect(page.Locator(".summary")).ToContainTextAsync("2023: 3 events");
        await Expect(page.Locator("#server option")).ToHaveTextAsync(["all servers"]);
    }

    [BrowserFact]
    public async Task A_pause_of_the_live_log_outlasts_a_recording_that_is_replayed()
    {
        await using DashboardHost host = await DashboardHost.StartAsync();
        IPage page = await OpenAsync(host);
        await page.WaitForServerAsync("host");
        ILocator pause = page.GetByRole(AriaRole.Button, new() { Name = "Pause" });
        await pause.ClickAsync();
        await page.SetInputFilesAsync("#recording", new FilePayload { Name = "old.jsonl", MimeType = "text/plain", Buffer = Encoding.UTF8.GetBytes(Recording) });
        await Expect(page.Locator(".log .item")).ToHaveCountAsync(3);
        await page.GetByLabel("Speed").SelectOptionAsync("100");
        await page.GetByRole(AriaRole.Button, new() { Name = "Replay" }).ClickAsync();
        await Expect(pause).ToHaveAttributeAsync("aria-pressed", "false");
        await Expect(page.Locator(".log .item")).ToHaveCountAsync(3);
        new JobEventEmitter(host.Service).JobStatusChange("waits", JobStatus.Created);
        await page.GetByRole(AriaRole.Button, new() { Name = "Back to live" }).ClickAsync();

        await Expect(pause).ToHaveAttributeAsync("aria-pressed", "true");
        await Expect(page.GetByText("paused with 1 waiting")).ToBeVisibleAsync();
        await Expect(page.Locator(".log .item")).ToHaveCountAsync(0);
    }

    // A program that ends while it records leaves half a line.
    [BrowserFact]
    public async Task A_recording_whose_last_line_is_cut_off_is_shown_and_that_is_said()
    {
        await using DashboardHost host = await DashboardHost.StartAsync();
        IPage page = await OpenAsync(host);
        await page.SetInputFilesAsync("#recording", new FilePayload { Name = "cut.jsonl", MimeType = "text/plain", Buffer = Encoding.UTF8.GetBytes(Recording.TrimEnd()[..^4]) });

        await Expect(page.Locator(".log .item")).ToHaveCountAsync(2);
        await Expect(page.Locator(".notice")).ToContainTextAsync("cut.jsonl: its last line is cut off");
    }

    [BrowserFact]
    public async Task A_line_that_is_no_message_is_named()
    {
        await using DashboardHost host = await DashboardHost.StartAsync();
        IPage page = await OpenAsync(host);
        foreach ((string line, string expected) in ((string, string)[])[("null", "line 6 is no object"), ("{\"at\":", "line 6: ")])
        {
            await page.SetInputFilesAsync("#recording", new FilePayload { Name = "odd.jsonl", MimeType = "text/plain", Buffer = Encoding.UTF8.GetBytes($"{Recording}{line}\n") });
            await Expect(page.Locator(".notice").Last).ToContainTextAsync($"odd.jsonl is no recording: {expected}");
        }

        await Expect(page.Locator(".log .item")).ToHaveCountAsync(0);
    }

    [BrowserFact]
    public async Task What_is_left_out_while_paused_is_a_row()
    {
        await using DashboardHost host = await DashboardHost.StartAsync();
        IPage page = await OpenAsync(host);
        await page.WaitForServerAsync("host");
        await page.GetByRole(AriaRole.Button, new() { Name = "Pause" }).ClickAsync();
        var events = new JobEventEmitter(host.Service);
        for (int sent = 0; sent < 6000; sent += 500)
        {
            for (int i = 0; i < 500; i++)
            {
                events.JobStatusChange("flood", JobStatus.Running);
            }

            await Expect(page.Locator(".summary")).ToContainTextAsync($"{sent + 500:#,0} events".Replace(',', '\u202f'));
        }

        await Expect(page.Locator(".summary")).ToContainTextAsync("paused with 5\u202f000 waiting");
        await page.GetByRole(AriaRole.Button, new() { Name = "Pause" }).ClickAsync();
        await Expect(page.Locator(".summary")).ToContainTextAsync("the latest 1\u202f000 shown");
        await page.GetByLabel("Filter").FillAsync("nothing is named like this");
        await Expect(page.Locator(".log .item")).ToHaveCountAsync(1);
        await Expect(page.Locator(".log .gap")).ToContainTextAsync("events left out");
    }

    [BrowserFact]
    public async Task The_log_is_one_stop_of_the_keyboard_and_arrows_go_from_event_to_event()
    {
        await using DashboardHost host = await DashboardHost.StartAsync();
        IPage page = await OpenAsync(host);
        await page.SetInputFilesAsync("#recording", new FilePayload { Name = "old.jsonl", MimeType = "text/plain", Buffer = Encoding.UTF8.GetBytes(Recording) });
        ILocator rows = page.Locator(".log > .item > details > summary");
        await Expect(rows).ToHaveCountAsync(3);
        await page.GetByRole(AriaRole.Log).FocusAsync();
        await page.Keyboard.PressAsync("ArrowUp");
        await Expect(rows.Nth(2)).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator(".log .tree")).ToContainTextAsync("nanoseconds: 9223372036854775807");
        await page.Keyboard.PressAsync("Home");
        await Expect(rows.Nth(0)).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("ArrowDown");
        await Expect(rows.Nth(1)).ToBeFocusedAsync();
        Assert.Equal("-1 -1 -1", string.Join(' ', await rows.EvaluateAllAsync<string[]>("all => all.map(one => one.getAttribute('tabindex'))")));
    }

    // Whose, and what: sorted, since two servers send at the same time.
    private static async Task<string[]> DownloadAsync(IPage page)
    {
        IDownload download = await page.RunAndWaitForDownloadAsync(() => page.GetByRole(AriaRole.Link, new() { Name = "Download" }).ClickAsync());
        return [.. (await File.ReadAllLinesAsync(await download.PathAsync())).Select(static line => JsonElement.Parse(line))
            .Where(static line => line.TryGetProperty("server", out _))
            .Select(static line => $"{line.GetProperty("server").GetString()} {line.GetProperty("message").GetProperty("event").GetString()}").Order(StringComparer.Ordinal)];
    }

    private async Task<IPage> OpenAsync(DashboardHost host)
    {
        IPage page = await browser.OpenAsync();
        await page.GotoAsync(new Uri(host.Address, "events").ToString());
        await Expect(page.Locator("#link")).ToHaveTextAsync("Live");
        return page;
    }
}
