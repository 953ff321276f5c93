using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Playwright;
using QapiGen.Testing;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace QapiGen.Dashboard.Tests;

/// <summary>The page of servers, in a real browser.</summary>
[Collection(BrowserCollection.Name)]
public sealed class ServersPageTests(BrowserFixture browser)
{
    // Events don't say it: STOP comes for many reasons, and the end of a migration may have no event at all.
    [BrowserFact]
    public async Task The_status_is_what_the_machine_says_of_itself_with_and_without_an_event()
    {
        string status = "running";
        await using var server = new FakeQmpServer();
        server.On("query-commands").Returns("""[{"name":"query-status"}]""");
        server.On("query-status").Answers(call => call.ReturnAsync($$"""{"status":"{{status}}"}"""));
        bool isHere = true;
        await using DashboardHost host = await StartAsync(() => isHere ? server : throw new TimeoutException("nobody is there"));
        IPage page = await OpenAsync(host);
        ILocator row = page.Locator("tr[data-key=vm]");
        await Expect(row.Locator("td[data-label=Status]")).ToHaveTextAsync("running");

        status = "io-error";
        await server.EmitAsync("STOP");
        await Expect(row.Locator("td[data-label=Status]")).ToHaveTextAsync("io-error");
        status = "postmigrate";
        await Expect(row.Locator("td[data-label=Status]")).ToHaveTextAsync("postmigrate");

        // Who is gone is in no status.
        isHere = false;
        await server.DisconnectAsync();
        await Expect(row).ToContainTextAsync("gone");
        await Expect(row.Locator("td[data-label=Status]")).ToHaveTextAsync("–");
    }

    [BrowserFact]
    public async Task A_machine_that_hangs_is_shown_as_silent_until_it_answers()
    {
        FakeCall? waiting = null;
        bool hangs = false;
        await using var server = new FakeQmpServer();
        server.On("query-commands").Returns("""[{"name":"query-status"}]""");
        server.On("query-status").Answers(call =>
        {
            waiting = hangs ? call : null;
            return hangs ? default : call.ReturnAsync("""{"status":"running"}""");
        });
        await using DashboardHost host = await StartAsync(() => server);
        IPage page = await OpenAsync(host);
        ILocator row = page.Locator("tr[data-key=vm]");
        await Expect(row).ToContainTextAsync("running");
        hangs = true;

        await Expect(row).ToContainTextAsync("silent");
        await Expect(row).ToContainTextAsync("nothing has come for 10 seconds");
        await Expect(page.Locator("#gone")).ToHaveTextAsync("1 silent");
        hangs = false;
        await waiting!.ReturnAsync("""{"status":"paused"}""");
        await Expect(row).ToContainTextAsync("connected");
        await Expect(page.Locator("#gone")).ToBeHiddenAsync();
    }

    // Who is about to click one mustn't hit another.
    [BrowserFact]
    public async Task No_row_moves_when_a_server_goes_and_comes_back()
    {
        await using var server = new FakeQmpServer();
        server.On("query-commands").Returns("""[{"name":"query-status"},{"name":"query-name"}]""");
        server.On("query-status").Returns("""{"status":"running"}""");
        server.On("query-name").Returns("""{"name":"the machine that builds"}""");
        bool isHere = false;
        await using var other = new FakeQmpServer();
        await using DashboardHost host = await DashboardHost.StartAsync(options =>
        {
            options.AddServer("vm", "in memory", _ => Volatile.Read(ref isHere) ? new(server.Connect()) : throw new TimeoutException("nobody is there, as has been said before, and whoever was there has left for good and taken all with him"));
            options.AddServer("other", "in memory", _ => new(other.Connect()));
        });
        IPage page = await browser.OpenAsync();
        await page.GotoAsync(new Uri(host.Address, "servers").ToString());
        ILocator row = page.Locator("tr[data-key=vm]");
        await Expect(row).ToContainTextAsync("gone");
        await Expect(page.Locator("tr[data-key=other]")).ToContainTextAsync("connected");
        float[] gone = await TopsAsync();

        Volatile.Write(ref isHere, true);
        await Expect(row.Locator("td[data-label=Status]")).ToHaveTextAsync("running");
        float[] back = await TopsAsync();
        Volatile.Write(ref isHere, false);
        await server.DisconnectAsync();
        await Expect(row).ToContainTextAsync("gone");

        Assert.Equal(gone, back);
        Assert.Equal(gone, await TopsAsync());

        async Task<float[]> TopsAsync()
        {
            var tops = new List<float>();
            foreach (int width in (int[])[1440, 1000, 320])
            {
                await page.SetViewportSizeAsync(width, 800);
                tops.Add((await page.Locator("tr[data-key=other]").BoundingBoxAsync())!.Y);
            }

            return [.. tops];
        }
    }

    [BrowserFact]
    public async Task Times_are_told_by_the_clock_of_the_server_whatever_the_time_is_at_the_viewer()
    {
        await using var server = new FakeQmpServer();
        await using DashboardHost host = await StartAsync(() => server);
        IPage page = await browser.OpenAsync();
        await page.Clock.InstallAsync(new() { TimeDate = DateTime.UtcNow.AddHours(-7) });
        await page.GotoAsync(new Uri(host.Address, "servers").ToString());
        await Expect(page.Locator("tr[data-key=vm]")).ToContainTextAsync("connected");
        await Expect(page.Locator("tr[data-key=vm] time")).ToHaveTextAsync(new System.Text.RegularExpressions.Regex(@"^(now|\d+ s ago|\d min \d+ s ago)$"));
        long behind = await page.EvaluateAsync<long>("Date.now()");
        Assert.InRange(DateTimeOffset.UtcNow - DateTimeOffset.FromUnixTimeMilliseconds(behind), TimeSpan.FromHours(6), TimeSpan.FromHours(8));

        // Half an hour later, by the viewer's clock, it is so by the server's.
        await page.Clock.FastForwardAsync("30:00");
        await Expect(page.Locator("tr[data-key=vm] time")).ToHaveTextAsync(new System.Text.RegularExpressions.Regex(@"^[3-5]\d min \d+ s ago$"));
    }

    private static Task<DashboardHost> StartAsync(Func<FakeQmpServer> find) => DashboardHost.StartAsync(options => options.AddServer("vm", "in memory", _ => new(find().Connect())));

    private async Task<IPage> OpenAsync(DashboardHost host)
    {
        IPage page = await browser.OpenAsync();
        await page.GotoAsync(new Uri(host.Address, "servers").ToString());
        return page;
    }
}
