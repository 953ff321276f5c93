using System.Threading.Tasks;
using Microsoft.Playwright;
using QapiGen.Jobs;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace QapiGen.Dashboard.Tests;

/// <summary>A live connection over which nothing comes any more, though nobody has closed it.</summary>
[Collection(BrowserCollection.Name)]
public sealed class DeadConnectionTests(BrowserFixture browser)
{
    [BrowserFact]
    public async Task A_connection_that_is_dead_without_a_word_is_made_anew()
    {
        await using DashboardHost host = await DashboardHost.StartAsync();
        await using var relay = new Relay(host.Address.Port);
        IPage page = await browser.OpenAsync();
        await page.Clock.InstallAsync();
        await page.GotoAsync($"http://127.0.0.1:{relay.Port}/qmp/events");
        await page.WaitForServerAsync("host");
        var events = new JobEventEmitter(host.Service);
        events.JobStatusChange("before", JobStatus.Created);
        await Expect(page.Locator(".log .item")).ToHaveCountAsync(1);

        relay.Forget();
        events.JobStatusChange("after", JobStatus.Created);
        await Task.Delay(500);
        await Expect(page.Locator(".log .item")).ToHaveCountAsync(1);
        await page.Clock.FastForwardAsync(36_000);

        // The browser may try connections that it has kept, and that are as dead.
        for (int i = 0; i < 20 && await page.Locator(".log .item").CountAsync() < 2; i++)
        {
            await Task.Delay(1000);
            await page.Clock.FastForwardAsync(11_000);
        }

        await Expect(page.Locator(".log .item")).ToHaveCountAsync(2);
        await Expect(page.Locator("#link")).ToHaveTextAsync("Live");
    }

    [BrowserFact]
    public async Task A_server_that_is_heard_of_is_not_connected_to_anew()
    {
        await using DashboardHost host = await DashboardHost.StartAsync();
        using LiveReader reader = await LiveReader.OpenAsync(host, "events=1");

        await reader.NextAsync("beat", static _ => true);
    }
}
