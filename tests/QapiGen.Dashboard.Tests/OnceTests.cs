using System;
using System.Collections.Concurrent;
using System.Threading.Tasks;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace QapiGen.Dashboard.Tests;

/// <summary>What somebody wants of jobs happens once, and to those that were meant.</summary>
[Collection(BrowserCollection.Name)]
public sealed class OnceTests(BrowserFixture browser)
{
    private readonly ConcurrentQueue<string> _sent = new();

    // Where Pause stood, Resume stands by the second click.
    [BrowserFact]
    public async Task The_second_click_of_a_double_click_is_no_other_wish()
    {
        await using DashboardHost host = await StartAsync();
        await host.StartJobAsync("copy-1");
        IPage page = await OpenAsync(host);
        LocatorBoundingBoxResult place = (await page.GetByRole(AriaRole.Button, new() { Name = "Pause", Exact = true }).BoundingBoxAsync())!;
        await page.Mouse.MoveAsync(place.X + (place.Width / 2), place.Y + (place.Height / 2));
        await page.Mouse.DownAsync();
        await page.Mouse.UpAsync();
        ILocator resume = page.GetByRole(AriaRole.Button, new() { Name = "Resume", Exact = true });
        await resume.WaitForAsync();
        await page.Mouse.DownAsync(new() { ClickCount = 2 });
        await page.Mouse.UpAsync(new() { ClickCount = 2 });
        await resume.ClickAsync();

        await Expect(page.Locator("tr.job .status")).ToHaveTextAsync("running");
        Assert.Equal(["job-pause", "job-resume"], _sent);
    }

    [BrowserFact]
    public async Task A_key_that_is_held_down_is_one_wish()
    {
        await using DashboardHost host = await StartAsync();
        await host.StartJobAsync("copy-1");
        IPage page = await OpenAsync(host);
        await page.GetByRole(AriaRole.Button, new() { Name = "Pause", Exact = true }).FocusAsync();
        await page.Keyboard.DownAsync("Enter");
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Resume", Exact = true })).ToBeFocusedAsync();
        await page.Keyboard.DownAsync("Enter");
        await page.Keyboard.UpAsync("Enter");
        await page.Keyboard.PressAsync("Enter");

        await Expect(page.Locator("tr.job .status")).ToHaveTextAsync("running");
        Assert.Equal(["job-pause", "job-resume"], _sent);
    }

    [BrowserFact]
    public async Task Of_a_job_that_goes_while_the_question_stands_the_server_tells()
    {
        await using DashboardHost host = await StartAsync();
        var short_ = new WaitingDriver();
        await host.StartJobAsync("a");
        await host.StartJobAsync("b", short_);
        await host.StartJobAsync("c");
        IPage page = await OpenAsync(host);
        await Expect(page.Locator("tr.job")).ToHaveCountAsync(3);
        await page.GetByLabel("Select all").CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Pause selected" }).ClickAsync();
        ILocator dialog = page.GetByRole(AriaRole.Dialog);
        await Expect(dialog).ToContainTextAsync("Pause 3 jobs?");
        short_.End();
        await Expect(page.Locator("tr.job")).ToHaveCountAsync(2);
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Pause" }).ClickAsync();

        await Expect(page.GetByText("Pause: 2 of 3 accepted")).ToBeVisibleAsync();
        await Expect(page.GetByText("Pause b: Job not found")).ToBeVisibleAsync();
    }

    private Task<DashboardHost> StartAsync() => DashboardHost.StartAsync(options => options.Audit = entry =>
    {
        _sent.Enqueue(entry.Command);
        return default;
    });

    private async Task<IPage> OpenAsync(DashboardHost host)
    {
        IPage page = await browser.OpenAsync();
        await page.GotoAsync(new Uri(host.Address, "jobs").ToString());
        await page.Locator("tr.job").First.WaitForAsync();
        return page;
    }
}
