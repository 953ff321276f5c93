using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using Microsoft.Playwright;
using QapiGen.Jobs;
using QapiGen.Jobs.Core;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace QapiGen.Dashboard.Tests;

/// <summary>The page of jobs, in a real browser.</summary>
[Collection(BrowserCollection.Name)]
public sealed class JobsPageTests(BrowserFixture browser)
{
    [BrowserFact]
    public async Task A_job_is_paused_resumed_completed_and_dismissed_by_the_mouse()
    {
        await using DashboardHost host = await DashboardHost.StartAsync();
        Job job = await host.StartJobAsync("copy-1", new WaitingDriver(becomesReady: true), autoDismiss: false);
        IPage page = await OpenAsync(host);
        ILocator row = Row(page, "copy-1");

        await Expect(row).ToContainTextAsync("backup");
        await Expect(row.GetByRole(AriaRole.Progressbar)).ToHaveJSPropertyAsync("value", 0.5);
        await row.GetByRole(AriaRole.Button, new() { Name = "Pause" }).ClickAsync();
        await Expect(row).ToContainTextAsync("standby");
        Assert.Equal(JobStatus.Standby, job.Status);
        await row.GetByRole(AriaRole.Button, new() { Name = "Resume" }).ClickAsync();
        await Expect(row).ToContainTextAsync("ready");
        await row.GetByRole(AriaRole.Button, new() { Name = "Complete" }).ClickAsync();
        await Expect(row).ToContainTextAsync("concluded");
        await row.GetByRole(AriaRole.Button, new() { Name = "Dismiss" }).ClickAsync();
        await Expect(row).ToHaveCountAsync(0);
        await Expect(page.GetByText("No jobs right now.")).ToBeVisibleAsync();
    }

    [BrowserFact]
    public async Task A_job_is_paused_resumed_cancelled_and_dismissed_by_the_keyboard_alone()
    {
        await using DashboardHost host = await DashboardHost.StartAsync();
        Job job = await host.StartJobAsync("copy-1", autoDismiss: false);
        IPage page = await OpenAsync(host);
        ILocator row = Row(page, "copy-1");
        await Expect(row).ToContainTextAsync("running");

        await PressAsync(page, "Pause");
        await Expect(row).ToContainTextAsync("paused");

        // The button is gone, and the focus is on the one in its place.
        await Expect(row.GetByRole(AriaRole.Button, new() { Name = "Resume" })).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Enter");
        await Expect(row).ToContainTextAsync("running");
        await PressAsync(page, "Cancel");
        await Expect(row).ToContainTextAsync("Operation canceled");
        Assert.Equal(JobStatus.Concluded, job.Status);
        await PressAsync(page, "Dismiss");
        await Expect(row).ToHaveCountAsync(0);
    }

    [BrowserFact]
    public async Task A_job_that_waits_for_it_is_finalized()
    {
        await using DashboardHost host = await DashboardHost.StartAsync();
        var driver = new WaitingDriver();
        Job job = await host.StartJobAsync("copy-1", driver, autoFinalize: false);
        IPage page = await OpenAsync(host);
        driver.End();

        await Row(page, "copy-1").GetByRole(AriaRole.Button, new() { Name = "Finalize" }).ClickAsync();

        await Expect(Row(page, "copy-1")).ToHaveCountAsync(0);
        Assert.Equal(JobOutcome.Succeeded, (await job.Completion).Outcome);
    }

    [BrowserFact]
    public async Task Several_jobs_are_cancelled_at_once_after_a_question()
    {
        await using DashboardHost host = await DashboardHost.StartAsync();
        foreach (string id in (string[])["a", "b", "c"])
        {
            await host.StartJobAsync(id, autoDismiss: false);
        }

        IPage page = await OpenAsync(host);
        await page.GetByLabel("Select a", new() { Exact = true }).CheckAsync();
        await page.GetByLabel("Select b", new() { Exact = true }).CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Cancel selected" }).ClickAsync();
        ILocator dialog = page.GetByRole(AriaRole.Dialog);
        await Expect(dialog.Locator("bdi")).ToHaveCountAsync(2);
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Keep" }).ClickAsync();
        await Expect(Row(page, "a")).ToContainTextAsync("running");
        await page.GetByRole(AriaRole.Button, new() { Name = "Cancel selected" }).ClickAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Cancel" }).ClickAsync();

        await Expect(Row(page, "a")).ToContainTextAsync("concluded");
        await Expect(Row(page, "b")).ToContainTextAsync("concluded");
        await Expect(Row(page, "c")).ToContainTextAsync("running");
        await Expect(page.GetByText("Cancel: 2 of 2 accepted")).ToBeVisibleAsync();
    }

    [BrowserFact]
    public async Task The_filter_is_in_the_address_and_works_from_there()
    {
        await using DashboardHost host = await DashboardHost.StartAsync();
        await host.StartJobAsync("disk-1");
        await host.StartJobAsync("disk-2");
        await host.StartJobAsync("other", new WaitingDriver(becomesReady: true));
        IPage page = await OpenAsync(host, "jobs?q=DISK");

        await Expect(page.Locator("tr.job")).ToHaveCountAsync(2);
        await page.GetByLabel("Filter").FillAsync("other");
        await Expect(page.Locator("tr.job")).ToHaveCountAsync(1);
        await page.GetByLabel("Status").SelectOptionAsync("ready");
        await Expect(page).ToHaveURLAsync(new Uri(host.Address, "jobs?q=other&status=ready").ToString());
        await page.ReloadAsync();
        await Expect(Row(page, "other")).ToHaveCountAsync(1);
        await page.GetByLabel("Status").SelectOptionAsync("paused");
        await page.GetByRole(AriaRole.Button, new() { Name = "Clear filter" }).ClickAsync();
        await Expect(page.Locator("tr.job")).ToHaveCountAsync(3);
    }

    [BrowserFact]
    public async Task Back_leads_to_the_page_and_the_filter_before()
    {
        await using DashboardHost host = await DashboardHost.StartAsync();
        for (int i = 0; i < 450; i++)
        {
            await host.Jobs.CreateAsync(new WaitingDriver(), new JobOptions { Id = $"job-{i}" });
        }

        IPage page = await OpenAsync(host, "events");
        await page.GetByRole(AriaRole.Link, new() { Name = "Jobs", Exact = true }).ClickAsync();
        await Row(page, "job-449").WaitForAsync();
        await Expect(page.Locator(".summary")).ToHaveTextAsync("450 jobs: 450 created");
        await page.GetByRole(AriaRole.Button, new() { Name = "Older" }).ClickAsync();
        await Row(page, "job-249").WaitForAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Older" }).ClickAsync();
        await Row(page, "job-49").WaitForAsync();
        await page.GoBackAsync();
        await Row(page, "job-249").WaitForAsync();
        await page.GetByLabel("Filter").PressSequentiallyAsync("job-44", new() { Delay = 200 });
        await Expect(page.Locator("tr.job")).ToHaveCountAsync(11);
        await Expect(page.Locator(".summary")).ToHaveTextAsync("11 of 450 jobs: 11 created");
        await page.GetByLabel("Status").SelectOptionAsync("failed");
        await Expect(page.Locator("tr.job")).ToHaveCountAsync(0);

        await page.GoBackAsync();
        await Expect(page.Locator("tr.job")).ToHaveCountAsync(11);
        await Expect(page.GetByLabel("Status")).ToHaveValueAsync("");
        await page.GoBackAsync();
        await Row(page, "job-249").WaitForAsync();
        await Expect(page.GetByLabel("Filter")).ToHaveValueAsync("");
        await page.GoBackAsync();
        await Row(page, "job-449").WaitForAsync();
        await page.GoBackAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Events" })).ToBeVisibleAsync();
    }

    // The stream was opened for a page that has moved on since.
    [BrowserFact]
    public async Task A_page_whose_first_jobs_have_gone_stays_when_the_connection_is_cut()
    {
        await using DashboardHost host = await DashboardHost.StartAsync();
        await using var relay = new Relay(host.Address.Port);
        var jobs = new List<Job>();
        for (int i = 0; i < 450; i++)
        {
            jobs.Add(await host.Jobs.CreateAsync(new WaitingDriver(), new JobOptions { Id = $"job-{i}" }));
        }

        IPage page = await browser.OpenAsync();
        await page.GotoAsync($"http://127.0.0.1:{relay.Port}/qmp/jobs");
        await page.GetByRole(AriaRole.Button, new() { Name = "Older" }).ClickAsync();
        await Row(page, "job-249").WaitForAsync();
        await page.GetByLabel("Select job-200", new() { Exact = true }).CheckAsync();
        await jobs[250].CancelAsync();
        await Expect(page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("after=host%2Fjob-249$"));
        relay.Cut();
        await Expect(page.Locator("#link")).ToHaveTextAsync("Reconnecting");
        foreach (int gone in (int[])[249, 248, 100])
        {
            await jobs[gone].CancelAsync();
        }

        relay.Mend();
        await Expect(Row(page, "job-100")).ToHaveCountAsync(0);

        await Expect(page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("after=host%2Fjob-247$"));
        await Expect(page.GetByLabel("Select job-200", new() { Exact = true })).ToBeCheckedAsync();
        await Expect(Row(page, "job-246")).ToHaveCountAsync(1);
    }

    [BrowserFact]
    public async Task The_way_of_a_job_is_drawn_and_told()
    {
        await using DashboardHost host = await DashboardHost.StartAsync();
        IPage page = await OpenAsync(host);
        await Expect(page.GetByText("No jobs right now.")).ToBeVisibleAsync();
        Job job = await host.StartJobAsync("copy-1", autoDismiss: false);
        await page.GetByRole(AriaRole.Button, new() { Name = "copy-1", Exact = true }).ClickAsync();
        await job.PauseAsync();
        await Expect(Row(page, "copy-1")).ToContainTextAsync("paused");
        await job.CancelAsync();

        ILocator way = page.GetByRole(AriaRole.List, new() { Name = "Way of copy-1" }).GetByRole(AriaRole.Listitem);
        await Expect(way).ToContainTextAsync(["created", "running", "paused", "running", "aborting", "concluded"]);
        await Expect(page.Locator(".states .move.taken")).ToHaveCountAsync(5);
        await Expect(page.Locator(".states .here")).ToHaveAttributeAsync("data-status", "concluded");
    }

    [BrowserFact]
    public async Task Focus_and_selection_survive_updates()
    {
        await using DashboardHost host = await DashboardHost.StartAsync();
        await host.StartJobAsync("copy-1");
        IPage page = await OpenAsync(host);
        ILocator box = page.GetByLabel("Select copy-1");
        await box.CheckAsync();
        await box.FocusAsync();
        for (int i = 2; i < 8; i++)
        {
            await host.StartJobAsync($"copy-{i}");
        }

        await Expect(page.Locator("tr.job")).ToHaveCountAsync(7);
        await Expect(box).ToBeFocusedAsync();
        await Expect(box).ToBeCheckedAsync();
        Assert.Equal(["copy-7", "copy-6", "copy-5", "copy-4", "copy-3", "copy-2", "copy-1"], await page.Locator("tr.job .expander").AllTextContentsAsync());
    }

    [BrowserFact]
    public async Task What_a_hostile_server_says_is_text()
    {
        const string Evil = "<img src=x onerror=document.title='owned'><script>document.title='owned'</script>";
        await using DashboardHost host = await DashboardHost.StartAsync(options => options.AddServer($"evil {Evil}", "tcp:127.0.0.1:9"));
        await host.StartJobAsync("copy-1", new WaitingDriver(failure: Evil), autoDismiss: false);
        IPage page = await OpenAsync(host);
        await Expect(Row(page, "copy-1")).ToContainTextAsync(Evil);
        await page.GetByRole(AriaRole.Button, new() { Name = "copy-1", Exact = true }).ClickAsync();
        await Expect(page.Locator(".whole")).ToHaveTextAsync(Evil);
        await page.GetByRole(AriaRole.Link, new() { Name = "Servers" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Row).Filter(new() { HasText = Evil })).ToContainTextAsync("gone");

        Assert.Equal("Servers · QapiGen", await page.TitleAsync());
        Assert.Equal(0, await page.Locator("img").CountAsync());
    }

    [BrowserFact]
    public async Task Who_may_only_look_has_no_buttons()
    {
        await using DashboardHost host = await DashboardHost.StartAsync(static options => options.IsReadOnly = true);
        await host.StartJobAsync("copy-1");
        IPage page = await OpenAsync(host);

        await Expect(Row(page, "copy-1")).ToContainTextAsync("running");
        await Expect(page.GetByText("Read-only")).ToBeVisibleAsync();
        Assert.Equal(["copy-1"], await page.Locator("tbody button").AllTextContentsAsync());
    }

    [BrowserFact]
    public async Task A_group_is_one_block()
    {
        await using DashboardHost host = await DashboardHost.StartAsync();
        await host.StartJobAsync("before");
        await using (JobTransaction group = host.Jobs.BeginTransaction())
        {
            await group.CreateAsync(new WaitingDriver(), new JobOptions { Id = "a" });
            await group.CreateAsync(new WaitingDriver(), new JobOptions { Id = "b" });
            await group.StartAsync();
        }

        await host.StartJobAsync("after");
        IPage page = await OpenAsync(host);

        await Expect(page.Locator("tr.group")).ToHaveTextAsync("Group a: 2 jobs that succeed or fail together");
        Assert.Equal(["after", "b", "a", "before"], await page.Locator("tr.job .expander").AllTextContentsAsync());
        Assert.Equal(["b", "a"], await page.Locator("tr.member .expander").AllTextContentsAsync());
    }

    [BrowserFact]
    public async Task A_part_of_a_group_is_not_said_to_be_all_of_it()
    {
        await using DashboardHost host = await DashboardHost.StartAsync();
        await using (JobTransaction group = host.Jobs.BeginTransaction())
        {
            await group.CreateAsync(new WaitingDriver(), new JobOptions { Id = "a" });
            await group.CreateAsync(new WaitingDriver(), new JobOptions { Id = "b" });
            await group.StartAsync();
        }

        IPage page = await OpenAsync(host, "jobs?q=b");

        await Expect(page.Locator("tr.group")).ToHaveTextAsync("Group a: 1 shown of the jobs that succeed or fail together");
    }

    [BrowserFact]
    public async Task Of_very_many_jobs_those_that_have_not_been_searched_are_offered()
    {
        await using DashboardHost host = await DashboardHost.StartAsync();
        for (int i = 0; i < 20_600; i++)
        {
            await host.Jobs.CreateAsync(new WaitingDriver(), new JobOptions { Id = $"j{i}" });
        }

        IPage page = await OpenAsync(host, "jobs?q=j17");
        await Expect(page.Locator(".summary")).ToHaveTextAsync("20\u202f600 jobs in all");
        await page.GotoAsync(new Uri(host.Address, "jobs?q=j7x").ToString());
        await Expect(page.Locator(".empty")).ToContainTextAsync("There are older jobs that haven’t been searched yet.");
        await page.GetByRole(AriaRole.Button, new() { Name = "Search older" }).ClickAsync();
        await Expect(page.Locator(".empty")).ToContainTextAsync("No job fits the filter.");
    }

    [BrowserFact]
    public async Task A_status_in_the_address_that_is_not_known_is_the_one_that_is_looked_for()
    {
        await using DashboardHost host = await DashboardHost.StartAsync();
        IPage page = await OpenAsync(host, "jobs?status=odd");

        await Expect(page.Locator("#status")).ToHaveValueAsync("odd");
        await Expect(page.Locator(".empty")).ToContainTextAsync("No job fits the filter.");
    }

    // Cookies don't know ports: what the other dashboard has set is what the browser sends to this one.
    [BrowserFact]
    public async Task A_page_acts_on_after_another_dashboard_of_this_machine_was_looked_at()
    {
        await using DashboardHost host = await DashboardHost.StartAsync();
        await using DashboardHost other = await DashboardHost.StartAsync();
        Job job = await host.StartJobAsync("copy-1");
        IPage page = await OpenAsync(host);
        await Row(page, "copy-1").WaitForAsync();
        IPage second = await page.Context.NewPageAsync();
        await second.GotoAsync(new Uri(other.Address, "jobs").ToString());
        await page.BringToFrontAsync();

        await Row(page, "copy-1").GetByRole(AriaRole.Button, new() { Name = "Pause" }).ClickAsync();

        await Expect(Row(page, "copy-1").Locator(".status")).ToHaveTextAsync("paused");
        Assert.Equal(0, await page.Locator(".notice").CountAsync());
        await job.CancelAsync();
    }

    // Each of many requests finds that the token is too old; one new one has to do for all of them.
    [BrowserFact]
    public async Task Several_jobs_are_paused_at_once_after_another_dashboard_of_this_machine_was_looked_at()
    {
        await using DashboardHost host = await DashboardHost.StartAsync();
        await using DashboardHost other = await DashboardHost.StartAsync();
        for (int i = 0; i < 12; i++)
        {
            await host.StartJobAsync($"copy-{i}");
        }

        IPage page = await OpenAsync(host);
        await Expect(page.Locator("tr.job")).ToHaveCountAsync(12);
        IPage second = await page.Context.NewPageAsync();
        await second.GotoAsync(new Uri(other.Address, "jobs").ToString());
        await page.BringToFrontAsync();
        await page.GetByLabel("Select all").CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Pause selected" }).ClickAsync();
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Pause" }).ClickAsync();

        await Expect(page.GetByText("Pause: 12 of 12 accepted")).ToBeVisibleAsync();
        await Expect(page.Locator("tr.job .status[data-status=paused]")).ToHaveCountAsync(12);
    }

    [BrowserFact]
    public async Task The_picture_of_states_has_every_way_there_is()
    {
        await using DashboardHost host = await DashboardHost.StartAsync();
        await host.StartJobAsync("copy-1");
        IPage page = await OpenAsync(host);
        await page.GetByRole(AriaRole.Button, new() { Name = "copy-1", Exact = true }).ClickAsync();

        var ways = from before in Enum.GetValues<JobStatus>()
                   from after in Enum.GetValues<JobStatus>()
                   where before != JobStatus.Undefined && before != after && JobTransitions.IsAllowed(before, after)
                   select $"{before.ToWire()}>{after.ToWire()}";
        Assert.Equal(ways.Order(StringComparer.Ordinal), (await page.Locator(".states path.move").EvaluateAllAsync<string[]>("all => all.map(one => one.dataset.move)")).Order(StringComparer.Ordinal));
    }

    [BrowserFact]
    public async Task Two_hundred_rows_that_change_at_once_are_all_brought_up_to_date()
    {
        await using DashboardHost host = await DashboardHost.StartAsync();
        var drivers = new List<WaitingDriver>();
        for (int i = 0; i < 200; i++)
        {
            drivers.Add(new WaitingDriver());
            await host.StartJobAsync($"copy-{i}", drivers[^1], autoDismiss: false);
        }

        IPage page = await OpenAsync(host);
        await Expect(page.Locator("tr.job .status[data-status=running]")).ToHaveCountAsync(200);
        drivers.ForEach(static driver => driver.End());

        await Expect(page.Locator("tr.job .status[data-status=concluded]")).ToHaveCountAsync(200);
        await Expect(page.Locator("tr.job .percent").Filter(new() { HasText = "100" })).ToHaveCountAsync(200);
    }

    [BrowserFact]
    public async Task Two_viewers_see_the_same()
    {
        await using DashboardHost host = await DashboardHost.StartAsync();
        await host.StartJobAsync("copy-1");
        IPage first = await OpenAsync(host);
        IPage second = await OpenAsync(host);

        await Row(first, "copy-1").GetByRole(AriaRole.Button, new() { Name = "Pause" }).ClickAsync();

        await Expect(Row(first, "copy-1")).ToContainTextAsync("paused");
        await Expect(Row(second, "copy-1")).ToContainTextAsync("paused");
    }

    private static ILocator Row(IPage page, string id) =>
        page.GetByRole(AriaRole.Table, new() { Name = "Jobs" }).GetByRole(AriaRole.Row).Filter(new() { Has = page.GetByRole(AriaRole.Button, new() { Name = id, Exact = true }) });

    // Goes there by Tab, from where the focus is.
    private static async Task PressAsync(IPage page, string name)
    {
        for (int i = 0; i < 60; i++)
        {
            await page.Keyboard.PressAsync("Tab");
            if (await page.EvaluateAsync<string>("document.activeElement.textContent") == name)
            {
                await page.Keyboard.PressAsync("Enter");
                return;
            }
        }

        Assert.Fail($"There is no way to '{name}' by Tab");
    }

    private async Task<IPage> OpenAsync(DashboardHost host, string path = "jobs")
    {
        IPage page = await browser.OpenAsync();
        await page.GotoAsync(new Uri(host.Address, path).ToString());
        return page;
    }
}
