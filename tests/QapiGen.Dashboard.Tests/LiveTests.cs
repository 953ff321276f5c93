using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using QapiGen.Dashboard.Events;
using QapiGen.Dashboard.Servers;
using QapiGen.Runtime.Client;
using QapiGen.Testing;
using Xunit;

namespace QapiGen.Dashboard.Tests;

/// <summary>What viewers are told, and what servers are asked, without a browser.</summary>
public sealed class LiveTests
{
    [Fact]
    public void Times_and_sizes_that_cannot_be_are_refused_where_they_are_set()
    {
        var options = new QapiDashboardOptions();

        Assert.Throws<ArgumentOutOfRangeException>(() => options.Linger = TimeSpan.MaxValue);
        Assert.Throws<ArgumentOutOfRangeException>(() => options.Linger = TimeSpan.FromSeconds(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => options.MaxEvents = 0);
        Assert.Equal((TimeSpan.FromMinutes(1), 16_384), (options.Linger, options.MaxEvents));
        options.Linger = Timeout.InfiniteTimeSpan;
    }

    [Fact]
    public async Task Nobody_is_connected_to_while_nobody_looks()
    {
        await using var server = new FakeQmpServer();
        await using DashboardHost host = await DashboardHost.StartAsync(options =>
        {
            options.Linger = TimeSpan.Zero;
            options.AddServer("fake", "in memory", _ => new(server.Connect()));
        });
        Assert.Equal(0, server.ConnectionCount);
        await host.Http.GetAsync(new Uri(host.Address, "jobs"));
        Assert.Equal(0, server.ConnectionCount);

        // Whoever comes after the last one has gone finds it connected to again, for the second time.
        using var hang = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        for (int i = 1; server.ConnectionCount < 2; i++)
        {
            // The server has to notice that the one before has gone.
            await Task.Delay(200 * i, hang.Token);
            using LiveReader reader = await LiveReader.OpenAsync(host, "jobs=1");
            await reader.NextAsync("servers", static item => item.GetRawText().Contains("\"fake\",\"address\":\"in memory\",\"state\":\"connected\"", StringComparison.Ordinal));
        }
    }

    // Somebody who comes back just when the connection is ended gets the next one.
    [Fact]
    public async Task Whoever_comes_just_when_the_last_one_has_gone_is_not_told_that_the_server_is_gone()
    {
        await using var server = new FakeQmpServer();
        var pulse = new Pulse();
        var options = new DashboardServerOptions("fake", "in memory", QmpHandshake.Greeting, _ => new(server.Connect()), null);
        var watched = new WatchedServer(options, new EventLog(10), pulse, TimeProvider.System);
        for (int i = 0; i < 100; i++)
        {
            Assert.True((await watched.GetClientAsync(default)).IsConnected);
            _ = watched.StopAsync();
            watched.Start();
        }

        await watched.StopAsync();
    }

    // Whoever comes back goes on behind the last event that is kept.
    [Fact]
    public async Task What_was_not_watched_is_a_gap_and_an_attempt_to_connect_is_none()
    {
        await using var server = new FakeQmpServer();
        var log = new EventLog(10);
        var options = new DashboardServerOptions("fake", "in memory", QmpHandshake.Greeting, _ => new(server.Connect()), null);
        var watched = new WatchedServer(options, log, new Pulse(), TimeProvider.System);
        await watched.StopAsync();
        Assert.Empty(Notes(log));

        await watched.GetClientAsync(default);
        await watched.StopAsync();

        Assert.Equal("nobody was looking, so events may be missing", Assert.Single(Notes(log)));
    }

    [Fact]
    public async Task Texts_that_are_no_Unicode_are_said_to_be_so_and_end_nothing()
    {
        await using var server = new FakeQmpServer();
        server.On("query-commands").Returns("""[{"name":"query-jobs"},{"name":"query-commands"},{"name":"odd"}]""");
        server.On("query-jobs").Returns("""[{"id":"\ud800","status":"running"},{"id":"good","type":"\udc00","status":"running","error":"\ud800"}]""");
        await using DashboardHost host = await DashboardHost.StartAsync(options => options.AddServer("fake", "in memory", _ => new(server.Connect())));
        using LiveReader reader = await LiveReader.OpenAsync(host, "jobs=1&events=1&server=fake");
        await reader.NextAsync("jobs", static item => item.GetRawText().Contains("\"id\":\"good\"", StringComparison.Ordinal));
        await server.EmitAsync("ODD", """{"text":"\ud800"}""");
        await server.EmitAsync("GOOD", """{"text":"yes"}""");

        JsonElement told = await reader.NextAsync("events", static item => item.GetRawText().Contains("GOOD", StringComparison.Ordinal));

        Assert.DoesNotContain("\"gap\"", told.GetRawText(), StringComparison.Ordinal);
        Assert.Equal(1, server.ConnectionCount);
    }

    [Fact]
    public async Task Who_comes_back_after_the_dashboard_was_started_anew_is_told_so()
    {
        await using DashboardHost host = await DashboardHost.StartAsync();
        using LiveReader reader = await LiveReader.OpenAsync(host, "events=1&last=00000000-7");

        JsonElement told = await reader.NextAsync("events", static _ => true);

        Assert.Equal("the dashboard was started anew", told.GetProperty("gap").GetString());
    }

    // An idle machine has sent nothing for hours, and who looks at it knows that.
    [Fact]
    public async Task Who_has_seen_that_there_was_nothing_is_told_of_what_is_left_out()
    {
        await using var server = new FakeQmpServer();
        await using DashboardHost host = await DashboardHost.StartAsync(options =>
        {
            options.MaxEvents = 10;
            options.AddServer("fake", "in memory", _ => new(server.Connect()));
        });
        using LiveReader watching = await LiveReader.OpenAsync(host, "events=1");
        JsonElement nothing = await watching.NextAsync("events", static _ => true);
        using LiveReader early = await LiveReader.OpenAsync(host, "events=1");
        await early.NextAsync("events", static _ => true);
        while (server.ConnectionCount == 0)
        {
            await Task.Delay(10);
        }

        string place = early.Place;
        early.Dispose();
        for (int i = 0; i < 30; i++)
        {
            await server.EmitAsync("E", $$"""{"n":{{i}}}""");
        }

        await watching.NextAsync("events", static item => item.GetRawText().Contains("\"n\":29", StringComparison.Ordinal));
        using LiveReader back = await LiveReader.OpenAsync(host, $"events=1&last={place}");
        JsonElement told = await back.NextAsync("events", static _ => true);
        using LiveReader fresh = await LiveReader.OpenAsync(host, "events=1");
        JsonElement first = await fresh.NextAsync("events", static _ => true);

        Assert.Equal(0, nothing.GetProperty("events").GetArrayLength());
        Assert.Equal("20 events left out: they came faster than this page takes them", told.GetProperty("gap").GetString());
        Assert.False(first.TryGetProperty("gap", out _));
    }

    // The rows stay as they are, and so what follows them has to be told by itself.
    [Fact]
    public async Task Whether_there_are_older_jobs_is_told_while_the_rows_stay()
    {
        await using var server = new FakeQmpServer();
        server.On("query-commands").Returns("""[{"name":"query-commands"},{"name":"query-jobs"}]""");
        server.On("query-jobs").Returns("[]");
        await using DashboardHost host = await DashboardHost.StartAsync(options => options.AddServer("fake", "in memory", _ => new(server.Connect())));
        await host.StartJobAsync("a1");
        await host.StartJobAsync("a2");
        using LiveReader watching = await LiveReader.OpenAsync(host, "");
        await watching.NextAsync("servers", static item => item.GetRawText().Contains("\"fake\",\"address\":\"in memory\",\"state\":\"connected\"", StringComparison.Ordinal));
        using LiveReader reader = await LiveReader.OpenAsync(host, "jobs=1&limit=2");
        JsonElement page = await reader.NextAsync("jobs", static _ => true);

        server.On("query-jobs").Returns("""[{"id":"late","type":"backup","status":"running","current-progress":0,"total-progress":1}]""");
        await server.EmitAsync("JOB_STATUS_CHANGE", """{"id":"late","status":"running"}""");
        JsonElement later = await reader.NextAsync("jobs", static item => item.TryGetProperty("next", out _));
        server.On("query-jobs").Returns("[]");
        await server.EmitAsync("JOB_STATUS_CHANGE", """{"id":"late","status":"null"}""");
        JsonElement gone = await reader.NextAsync("jobs", static item => item.TryGetProperty("next", out _));

        Assert.Null(page.GetProperty("next").GetString());
        Assert.Equal(("host/a1", false), (later.GetProperty("next").GetString(), later.TryGetProperty("order", out _)));
        Assert.Equal((null, false), (gone.GetProperty("next").GetString(), gone.TryGetProperty("order", out _)));
    }

    [Fact]
    public async Task A_page_is_found_again_by_any_of_the_rows_that_the_viewer_has()
    {
        await using DashboardHost host = await DashboardHost.StartAsync();
        for (int i = 1; i <= 6; i++)
        {
            await host.StartJobAsync($"j{i}");
        }

        using LiveReader reader = await LiveReader.OpenAsync(host, "jobs=1&limit=2&after=host/gone&first=host/lost&first=host/j3&first=host/j2");
        JsonElement page = await reader.NextAsync("jobs", static item => item.TryGetProperty("order", out JsonElement order) && order.GetArrayLength() == 2);

        Assert.Equal("host/j3", page.GetProperty("after").GetString());
        Assert.Equal(["host/j2", "host/j1"], page.GetProperty("order").EnumerateArray().Select(static key => key.GetString()));
    }

    [Fact]
    public void Who_is_slower_than_the_log_goes_on_near_its_end_and_knows_how_many_are_missing()
    {
        var log = new EventLog(100);
        var events = new List<LoggedEvent>();
        long after = 0;
        Add(log, 50);
        Assert.Equal(0, log.Read(ref after, events, 40));
        Assert.Equal((40, 40), (after, events.Count));
        Add(log, 1000);

        Assert.Equal(970, log.Read(ref after, events, 40));
        Assert.Equal((1050, 40), (after, events.Count));
        Assert.Equal("1049", events[^1].Name);
        Assert.Equal(0, log.Read(ref after, events, 40));
        Assert.Empty(events);
    }

    [Fact]
    public void The_log_is_bounded_by_size_too()
    {
        var log = new EventLog(1000, maxBytes: 10_000);
        var events = new List<LoggedEvent>();
        for (int i = 0; i < 100; i++)
        {
            log.Add(new LoggedEvent("s", "E", null, default, new byte[1000], null));
        }

        long after = 0;
        log.Read(ref after, events, int.MaxValue);

        Assert.Equal(8, events.Count);
    }

    [Fact]
    public void A_log_without_an_end_has_room_for_what_its_size_allows()
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        var log = new EventLog(int.MaxValue);
        var events = new List<LoggedEvent>();
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 8 * 1024 * 1024);
        var small = new EventLog(int.MaxValue, maxBytes: 10 * LoggedEvent.MinSize);
        for (int i = 0; i < 100; i++)
        {
            small.Add(new LoggedEvent("s", "", null, default, [], null));
        }

        long after = 0;
        Assert.Equal(90, small.Read(ref after, events, int.MaxValue));
        Assert.Equal(10, events.Count);
        Assert.Equal(0, log.Read(ref after, events, 10));
    }

    [Theory]
    [InlineData(500, 0)]
    [InlineData(0, 500)]
    public void Names_and_notes_count_as_data_does(int name, int note)
    {
        var log = new EventLog(1000, maxBytes: 10_000);
        var events = new List<LoggedEvent>();
        for (int i = 0; i < 100; i++)
        {
            log.Add(new LoggedEvent("s", new string('E', name), null, default, [], new string('n', note)));
        }

        long after = 0;
        log.Read(ref after, events, int.MaxValue);

        Assert.Equal(8, events.Count);
    }

    [Fact]
    public async Task A_beat_wakes_everybody_and_costs_nothing_while_nobody_waits()
    {
        var pulse = new Pulse();
        Task first = pulse.Next;
        Assert.Same(first, pulse.Next);
        pulse.Beat();
        await first.WaitAsync(TimeSpan.FromMinutes(3));
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1000; i++)
        {
            pulse.Beat();
        }

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
        Assert.False(pulse.Next.IsCompleted);
    }

    private static void Add(EventLog log, int count)
    {
        long last = long.MaxValue;
        log.Read(ref last, [], 1);
        for (int i = 0; i < count; i++)
        {
            log.Add(new LoggedEvent("s", (last + i).ToString(System.Globalization.CultureInfo.InvariantCulture), null, default, [], null));
        }
    }

    // Goes on where a stream ends, as pages do.

    private static string?[] Notes(EventLog log)
    {
        long after = 0;
        var events = new List<LoggedEvent>();
        log.Read(ref after, events, 100);
        return [.. events.Select(static item => item.Note)];
    }
}
