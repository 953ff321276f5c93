using System;
using System.Collections.Generic;
using System.Threading.Tasks;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace QapiGen.Dashboard.Tests;

/// <summary>Who works by the keyboard alone goes on near where they were, whatever a page takes away, in a real browser.</summary>
[Collection(BrowserCollection.Name)]
public sealed class FocusTests(BrowserFixture browser)
{
    [BrowserFact]
    public async Task Several_jobs_are_paused_and_resumed_by_the_keyboard_alone()
    {
        await using DashboardHost host = await DashboardHost.StartAsync();
        await host.StartJobAsync("copy-1");
        await host.StartJobAsync("copy-2");
        IPage page = await OpenAsync(host);
        await SelectAllAsync(page);

        await ConfirmAsync(page, "Pause selected");
        await Expect(page.Locator("tr.job .status[data-status=paused]")).ToHaveCountAsync(2);

        // What has no sense any more is disabled; what has comes next.
        await Expect(Button(page, "Pause selected")).ToBeDisabledAsync();
        await Expect(Button(page, "Resume selected")).ToBeFocusedAsync();
        await ConfirmAsync(page, "Resume selected");
        await Expect(page.Locator("tr.job .status[data-status=running]")).ToHaveCountAsync(2);
        await Expect(Button(page, "Pause selected")).ToBeFocusedAsync();
    }

    [BrowserFact]
    public async Task After_all_that_was_selected_is_gone_the_focus_is_on_the_table()
    {
        await using DashboardHost host = await DashboardHost.StartAsync();
        await host.StartJobAsync("copy-1", new WaitingDriver(failure: "no space"), autoDismiss: false);
        await host.StartJobAsync("copy-2", new WaitingDriver(failure: "no space"), autoDismiss: false);
        IPage page = await OpenAsync(host);
        await Expect(page.Locator("tr.job .status[data-status=failed]")).ToHaveCountAsync(2);
        await SelectAllAsync(page);

        await ConfirmAsync(page, "Dismiss selected");

        await Expect(page.Locator("tr.job")).ToHaveCountAsync(0);
        await Expect(page.GetByLabel("Select all")).ToBeFocusedAsync();
    }

    [BrowserFact]
    public async Task A_row_that_goes_leaves_the_focus_to_the_next_one_whatever_stands_between()
    {
        await using DashboardHost host = await DashboardHost.StartAsync();
        await host.StartJobAsync("copy-1");
        await host.StartJobAsync("copy-2", new WaitingDriver(failure: "no space"), autoDismiss: false);
        IPage page = await OpenAsync(host);
        await Button(page, "copy-2").ClickAsync();
        await page.Locator("tr.details").WaitForAsync();
        await Button(page, "Dismiss").FocusAsync();

        await page.Keyboard.PressAsync("Enter");

        await Expect(page.Locator("tr.job")).ToHaveCountAsync(1);
        await Expect(Button(page, "copy-1")).ToBeFocusedAsync();
    }

    [BrowserFact]
    public async Task A_notice_that_is_closed_gives_the_focus_back()
    {
        await using DashboardHost host = await DashboardHost.StartAsync();
        await host.StartJobAsync("copy-1");
        IPage page = await browser.OpenAsync();

        // Notices stay until they are closed, then, however slow the machine is.
        await page.Clock.InstallAsync();
        await page.GotoAsync(new Uri(host.Address, "jobs").ToString());
        await page.Locator("tr.job").WaitForAsync();
        await page.Clock.PauseAtAsync(DateTime.UtcNow.AddHours(1));
        await page.RouteAsync("**/api/execute", static route => route.FulfillAsync(new() { ContentType = "application/json", Body = """{"error":{"class":"GenericError","desc":"not now"}}""" }));
        ILocator pause = page.Locator("tr.job").GetByRole(AriaRole.Button, new() { Name = "Pause" });
        await pause.FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await page.Keyboard.PressAsync("Enter");
        ILocator close = Button(page, "Close notice");
        await Expect(close).ToHaveCountAsync(2);

        await close.First.FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await Expect(close).ToHaveCountAsync(1);
        await Expect(close).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Enter");

        await Expect(close).ToHaveCountAsync(0);
        await Expect(pause).ToBeFocusedAsync();
    }

    [BrowserFact]
    public async Task Who_goes_from_page_to_page_of_jobs_stays_at_the_buttons()
    {
        await using DashboardHost host = await DashboardHost.StartAsync();
        for (int i = 0; i < 201; i++)
        {
            await host.Jobs.CreateAsync(new WaitingDriver(), new QapiGen.Jobs.JobOptions { Id = $"copy-{i}" });
        }

        IPage page = await OpenAsync(host);
        await Button(page, "Older").FocusAsync();
        await page.Keyboard.PressAsync("Enter");

        // There is nothing older: that button is disabled, now.
        await Expect(page.Locator("tr.job")).ToHaveCountAsync(1);
        await Expect(Button(page, "Newest")).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator("tr.job")).ToHaveCountAsync(200);
        await Expect(Button(page, "Older")).ToBeFocusedAsync();
    }

    [BrowserFact]
    public async Task A_page_of_jobs_that_is_turned_begins_at_its_begin()
    {
        await using DashboardHost host = await DashboardHost.StartAsync();
        for (int i = 0; i < 450; i++)
        {
            await host.Jobs.CreateAsync(new WaitingDriver(), new QapiGen.Jobs.JobOptions { Id = $"copy-{i}" });
        }

        IPage page = await OpenAsync(host);
        foreach ((string button, string first) in ((string, string)[])[("Older", "copy-249"), ("Older", "copy-49"), ("Newest", "copy-449")])
        {
            await Button(page, button).ScrollIntoViewIfNeededAsync();
            Assert.True(await page.EvaluateAsync<double>("scrollY") > 0);
            await Button(page, button).ClickAsync();
            await Expect(page.Locator("tr.job .name").First).ToContainTextAsync(first);
            Assert.Equal(0, await page.EvaluateAsync<double>("scrollY"));
        }
    }

    // Bars that stay in sight stand over what is below them.
    [BrowserFact]
    public async Task What_has_the_focus_is_in_sight_whatever_stays_above()
    {
        await using DashboardHost host = await DashboardHost.StartAsync();
        for (int i = 0; i < 30; i++)
        {
            await host.StartJobAsync($"copy-{i}");
        }

        IPage page = await OpenAsync(host);
        foreach ((int width, int height) in ((int, int)[])[(1280, 800), (760, 600), (320, 640), (320, 256)])
        {
            foreach (bool isSelected in (bool[])[false, true])
            {
                await page.SetViewportSizeAsync(width, height);
                await page.EvaluateAsync("isSelected => { for (const box of [...document.querySelectorAll('tr.job input')].slice(0, 2)) if (box.checked !== isSelected) box.click(); }", isSelected);
                await page.Locator("tr.job .expander").Last.FocusAsync();
                var covered = new List<string>();
                for (int i = 0; i < 40; i++)
                {
                    await page.Keyboard.PressAsync("Shift+Tab");
                    string? over = await page.EvaluateAsync<string?>(
                        """
                        () => {
                          const element = document.activeElement;
                          const box = element.getBoundingClientRect();
                          const top = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
                          return top && (element.contains(top) || top.contains(element)) ? null : `${element.outerHTML.slice(0, 80)} under ${top?.className ?? 'nothing'}`;
                        }
                        """);
                    if (over is not null)
                    {
                        covered.Add(over);
                    }
                }

                Assert.True(covered.Count == 0, $"{width} x {height}, {(isSelected ? "two" : "none")} selected: {string.Join(Environment.NewLine, covered)}");
            }
        }
    }

    private static ILocator Button(IPage page, string name) => page.GetByRole(AriaRole.Button, new() { Name = name, Exact = true });

    private static async Task SelectAllAsync(IPage page)
    {
        await page.GetByLabel("Select all").FocusAsync();
        await page.Keyboard.PressAsync("Space");
    }

    private static async Task ConfirmAsync(IPage page, string name)
    {
        await Button(page, name).FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        ILocator dialog = page.GetByRole(AriaRole.Dialog);
        await Expect(dialog.GetByRole(AriaRole.Button, new() { Name = "Keep" })).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Tab");
        await Expect(dialog.GetByRole(AriaRole.Button).Last).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Enter");
        await Expect(dialog).ToHaveCountAsync(0);
    }

    private async Task<IPage> OpenAsync(DashboardHost host)
    {
        IPage page = await browser.OpenAsync();
        await page.GotoAsync(new Uri(host.Address, "jobs").ToString());
        await page.Locator("tr.job").First.WaitForAsync();
        return page;
    }
}
