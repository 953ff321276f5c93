using System;
using System.Linq;
using System.Text.RegularExpressions;
using System.Threading;
using System.Threading.Tasks;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using QapiGen.Testing;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace QapiGen.Dashboard.Tests;

/// <summary>A server that is gone for a moment takes nothing away from the page of its jobs, in a real browser.</summary>
[Collection(BrowserCollection.Name)]
public sealed class ShortBreakTests(BrowserFixture browser)
{
    [BrowserFact]
    public async Task Page_selection_and_details_stay_while_a_server_is_gone_and_back()
    {
        await using var vm = new Machine(450);
        await using DashboardHost host = await StartAsync(vm);
        IPage page = await OpenAsync(host, "jobs?server=vm");
        await page.GetByRole(AriaRole.Button, new() { Name = "Older" }).ClickAsync();
        await Row(page, "job-249").WaitForAsync();
        await page.GetByLabel("Select job-200", new() { Exact = true }).CheckAsync();
        await page.GetByLabel("Select job-199", new() { Exact = true }).CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "job-200", Exact = true }).ClickAsync();
        await page.Locator("tr.details").WaitForAsync();
        ILocator pause = Row(page, "job-200").GetByRole(AriaRole.Button, new() { Name = "Pause" });
        await pause.FocusAsync();

        await vm.GoAsync();
        await Expect(Row(page, "job-200").Locator(".status")).ToHaveTextAsync("gone");
        await Expect(Row(page, "job-200").Locator(".status")).ToHaveAttributeAsync("title", "running when it was last seen");
        await Expect(page.Locator("tr.job")).ToHaveCountAsync(200);
        await Expect(page.Locator(".summary")).ToHaveTextAsync("200 as last seen");
        await Expect(page.Locator(".missing")).ToContainTextAsync("vm is gone: nobody is there");
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Pause selected" })).ToBeDisabledAsync();

        // What nobody would answer isn't sent.
        await page.Keyboard.PressAsync("Enter");
        Assert.Equal(0, await page.Locator(".notice").CountAsync());

        // The job before the page ends meanwhile.
        vm.Remove("job-250");
        vm.Come();
        await Expect(Row(page, "job-200").Locator(".status")).ToHaveTextAsync("running");
        await Expect(page).ToHaveURLAsync(new Regex("after=vm%2Fjob-249$"));
        await Expect(Row(page, "job-248")).ToHaveCountAsync(1);
        await Expect(page.GetByText("2 selected")).ToBeVisibleAsync();
        await Expect(page.GetByLabel("Select job-200", new() { Exact = true })).ToBeCheckedAsync();
        await Expect(page.Locator("tr.details")).ToHaveCountAsync(1);
        await Expect(pause).ToBeFocusedAsync();
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Pause selected" })).ToBeEnabledAsync();
    }

    [BrowserFact]
    public async Task Jobs_that_a_server_has_no_more_when_it_is_back_are_no_more_shown()
    {
        await using var vm = new Machine(3);
        await using DashboardHost host = await StartAsync(vm);
        await host.StartJobAsync("of-host");
        IPage page = await OpenAsync(host, "jobs");
        await Row(page, "job-1").WaitForAsync();
        await page.GetByLabel("Select job-1", new() { Exact = true }).CheckAsync();
        await page.GetByLabel("Select job-2", new() { Exact = true }).CheckAsync();
        await vm.GoAsync();
        await Expect(Row(page, "job-1").Locator(".status")).ToHaveTextAsync("gone");

        // Rows stand where they stood.
        Assert.Equal(["of-host", "job-2", "job-1", "job-0"], await page.Locator("tr.job .expander").AllTextContentsAsync());
        vm.Remove("job-2");
        vm.Come();

        await Expect(Row(page, "job-2")).ToHaveCountAsync(0);
        await Expect(Row(page, "job-1").Locator(".status")).ToHaveTextAsync("running");
        await Expect(page.GetByText("1 selected")).ToBeVisibleAsync();

        // All of them.
        await vm.GoAsync();
        await Expect(Row(page, "job-1").Locator(".status")).ToHaveTextAsync("gone");
        vm.Remove("job-1");
        vm.Remove("job-0");
        vm.Come();
        await Expect(page.Locator("tr.job")).ToHaveCountAsync(1);
    }

    [BrowserFact]
    public async Task Axe_finds_nothing_where_jobs_are_shown_as_they_were_last_seen()
    {
        await using var vm = new Machine(3);
        await using DashboardHost host = await StartAsync(vm);
        foreach (ColorScheme theme in (ColorScheme[])[ColorScheme.Light, ColorScheme.Dark])
        {
            vm.Come();
            IPage page = await browser.OpenAsync(theme: theme, bypassesPolicy: true);
            await page.GotoAsync(new Uri(host.Address, "jobs").ToString());
            await Row(page, "job-1").WaitForAsync();
            await vm.GoAsync();
            await Expect(page.Locator("tr.job.lost")).ToHaveCountAsync(3);

            Assert.Empty((await page.RunAxe()).Violations.Select(static item => $"{item.Id} {string.Join(" ", item.Nodes.Select(static node => node.Html))}"));
            await page.Context.CloseAsync();
        }
    }

    // A page that was kept in a bookmark, or whose tab was hidden for long.
    [BrowserFact]
    public async Task An_older_page_that_is_opened_before_the_server_has_answered_is_the_one_that_is_shown()
    {
        await using var vm = new Machine(450);
        await vm.GoAsync();
        await using DashboardHost host = await StartAsync(vm);
        IPage page = await OpenAsync(host, "jobs?after=vm%2Fjob-250");
        await Expect(page.Locator(".empty")).ToContainTextAsync("vm is gone.");
        vm.Come();

        await Expect(page.Locator("tr.job")).ToHaveCountAsync(200);
        await Expect(page.Locator("tr.job .expander").First).ToHaveTextAsync("job-249");
        await Expect(page).ToHaveURLAsync(new Regex("after=vm%2Fjob-250$"));
    }

    [BrowserFact]
    public async Task Another_filter_while_a_server_is_gone_shows_nothing_of_the_one_before()
    {
        await using var vm = new Machine(3);
        await using DashboardHost host = await StartAsync(vm);
        IPage page = await OpenAsync(host, "jobs?server=vm");
        await Row(page, "job-1").WaitForAsync();
        await vm.GoAsync();
        await Expect(Row(page, "job-1").Locator(".status")).ToHaveTextAsync("gone");

        await page.GetByLabel("Filter").FillAsync("job-2");

        await Expect(page.Locator("tr.job")).ToHaveCountAsync(0);
        await Expect(page.Locator(".empty")).ToContainTextAsync("vm is gone.");
    }

    private static ILocator Row(IPage page, string id) =>
        page.Locator("tr.job").Filter(new() { Has = page.GetByRole(AriaRole.Button, new() { Name = id, Exact = true }) });

    private static Task<DashboardHost> StartAsync(Machine vm) => DashboardHost.StartAsync(options => options.AddServer("vm", "in memory", _ => new(vm.Connect())));

    private async Task<IPage> OpenAsync(DashboardHost host, string path)
    {
        IPage page = await browser.OpenAsync();
        await page.GotoAsync(new Uri(host.Address, path).ToString());
        return page;
    }

    /// <summary>A server with jobs that run, newest first, which can't be reached at times.</summary>
    private sealed class Machine : IAsyncDisposable
    {
        private readonly FakeQmpServer _server = new();
        private string[] _jobs;
        private bool _isGone;

        public Machine(int count)
        {
            _jobs = [.. Enumerable.Range(0, count).Reverse().Select(static i => $"job-{i}")];
            _server.On("query-commands").Returns("""[{"name":"query-jobs"},{"name":"job-pause"},{"name":"job-cancel"},{"name":"query-commands"}]""");
            _server.On("query-jobs").Answers(call => call.ReturnAsync(
                $"[{string.Join(',', Volatile.Read(ref _jobs).Select(static id => $$"""{"id":"{{id}}","type":"backup","status":"running","current-progress":1,"total-progress":9}"""))}]"));
        }

        public QapiGen.Runtime.Transport.IQmpTransport Connect() => Volatile.Read(ref _isGone) ? throw new TimeoutException("nobody is there") : _server.Connect();

        public async Task GoAsync()
        {
            Volatile.Write(ref _isGone, true);
            await _server.DisconnectAsync();
        }

        public void Come() => Volatile.Write(ref _isGone, false);

        public void Remove(string id) => Volatile.Write(ref _jobs, [.. _jobs.Where(other => other != id)]);

        public ValueTask DisposeAsync() => _server.DisposeAsync();
    }
}
