using System;
using System.Linq;
using System.Threading.Tasks;
using Microsoft.Playwright;
using QapiGen.Jobs;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace QapiGen.Dashboard.Tests;

/// <summary>Whoever reads is left in peace, and can: in a real browser.</summary>
[Collection(BrowserCollection.Name)]
public sealed class ReadingTests(BrowserFixture browser)
{
    [BrowserFact]
    public async Task What_is_read_stays_where_it_is_while_others_come()
    {
        await using DashboardHost host = await DashboardHost.StartAsync();
        IPage page = await browser.OpenAsync();
        await page.GotoAsync(new Uri(host.Address, "events").ToString());
        await page.WaitForServerAsync("host");
        var events = new JobEventEmitter(host.Service);
        Send(100);
        await Expect(page.Locator(".log .item")).ToHaveCountAsync(100);
        ILocator last = page.Locator(".log summary").Last;
        await last.FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        ILocator read = page.Locator(".log .item > details[open] > summary");
        double top = (await read.BoundingBoxAsync())!.Y;
        Send(30);
        await Expect(page.Locator(".log .item")).ToHaveCountAsync(130);
        Assert.Equal(top, (await read.BoundingBoxAsync())!.Y);

        // Whoever has closed it and gone on sees what comes.
        await page.Keyboard.PressAsync("Enter");
        await page.GetByLabel("Filter").FocusAsync();
        await page.Locator(".log").EvaluateAsync("log => log.scrollTop = log.scrollHeight");
        Send(30);
        await Expect(page.Locator(".log .item")).ToHaveCountAsync(160);
        await Expect(page.Locator(".log .item").Last).ToBeInViewportAsync();

        void Send(int count)
        {
            for (int i = 0; i < count; i++)
            {
                events.JobStatusChange($"n-{i}", JobStatus.Created);
            }
        }
    }

    [BrowserFact]
    public async Task Forced_colors_tell_progress_and_the_current_page()
    {
        await using DashboardHost host = await DashboardHost.StartAsync();
        IPage page = await browser.OpenAsync();
        await page.EmulateMediaAsync(new() { ForcedColors = ForcedColors.Active });
        await page.GotoAsync(new Uri(host.Address, "jobs").ToString());
        await page.EvaluateAsync("""
            () => document.querySelector('main').append(...[10, 90].map(value => Object.assign(document.createElement('progress'), { id: `p${value}`, max: 100, value })))
            """);

        Assert.NotEqual(await page.Locator("#p10").ScreenshotAsync(), await page.Locator("#p90").ScreenshotAsync());
        string[] lines = await page.Locator("nav a").EvaluateAllAsync<string[]>("all => all.map(one => getComputedStyle(one).borderBottomColor)");
        Assert.Equal([1, 4], lines.GroupBy(static line => line).Select(static same => same.Count()).Order());
    }
}
