using System;
using System.Linq;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using Microsoft.Playwright;
using QapiGen.Testing;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace QapiGen.Dashboard.Tests;

/// <summary>What pages show of servers that go and come back, in a real browser.</summary>
[Collection(BrowserCollection.Name)]
public sealed class GoneServerTests(BrowserFixture browser)
{
    [BrowserFact]
    public async Task Jobs_of_a_server_that_is_gone_are_not_said_to_be_missed_by_the_filter()
    {
        await using DashboardHost host = await StartAsync();
        await host.StartJobAsync("copy-1");
        IPage page = await OpenAsync(host, "jobs?server=away");

        await Expect(page.Locator(".empty")).ToContainTextAsync("away is gone.");
        await Expect(page.Locator(".empty")).ToContainTextAsync("no such socket");
        await page.GetByRole(AriaRole.Button, new() { Name = "Clear filter" }).ClickAsync();
        await Expect(page.Locator("tr.job")).ToHaveCountAsync(1);
        await Expect(page.Locator(".missing")).ToContainTextAsync("away is gone: There is no such socket");
    }

    // A machine that is switched off, or a firewall that drops: the system would wait for minutes.
    [BrowserFact]
    public async Task A_server_that_does_not_take_the_connection_is_gone()
    {
        await using DashboardHost host = await DashboardHost.StartAsync(static options => options.AddServer("hole", "tcp:192.0.2.1:4444", static async token =>
        {
            await Task.Delay(System.Threading.Timeout.Infinite, token);
            throw new InvalidOperationException();
        }));
        IPage page = await OpenAsync(host, "servers");

        await Expect(page.Locator("#gone")).ToHaveAttributeAsync("title", "hole is gone: it hasn't taken the connection within 10 seconds", new() { Timeout = 120_000 });
    }

    [BrowserFact]
    public async Task Where_one_server_is_asked_for_nothing_is_said_of_others()
    {
        await using DashboardHost host = await StartAsync();
        IPage page = await OpenAsync(host, "jobs?server=host");

        await Expect(page.Locator("#gone")).ToHaveTextAsync("1 gone");
        await Expect(page.Locator(".empty")).ToContainTextAsync("host has no jobs right now.");
        await Expect(page.Locator(".empty")).Not.ToContainTextAsync("away");
    }

    [BrowserFact]
    public async Task Every_page_says_how_many_servers_are_gone()
    {
        await using DashboardHost host = await StartAsync();
        foreach (string path in (string[])["jobs", "events", "commands", "screen", "servers"])
        {
            IPage page = await OpenAsync(host, path);

            ILocator gone = page.Locator("#gone");
            await Expect(gone).ToHaveTextAsync("1 gone");
            await Expect(gone).ToHaveAttributeAsync("title", new Regex("^away is gone: There is no such socket"));
            await page.Context.CloseAsync();
        }
    }

    [BrowserFact]
    public async Task Many_servers_that_are_gone_are_a_few_lines_and_a_number()
    {
        await using DashboardHost host = await DashboardHost.StartAsync(static options =>
        {
            for (int i = 0; i < 30; i++)
            {
                options.AddServer($"away-{i}", "unix:/run/qapigen-nobody-listens.sock");
            }
        });
        await host.StartJobAsync("copy-1");
        IPage page = await OpenAsync(host, "jobs");

        await Expect(page.Locator("#gone")).ToHaveTextAsync("30 gone");
        await Expect(page.Locator(".missing p")).ToHaveCountAsync(6);
        await Expect(page.Locator(".missing").GetByRole(AriaRole.Link, new() { Name = "… and 25 more" })).ToHaveAttributeAsync("href", "servers");
    }

    [BrowserFact]
    public async Task Commands_of_a_server_that_comes_back_as_another_are_the_other_ones()
    {
        await using FakeQmpServer before = Make("old-command");
        await using FakeQmpServer after = Make("new-command");
        FakeQmpServer? now = before;
        await using DashboardHost host = await DashboardHost.StartAsync(options =>
            options.AddServer("fake", "in memory", _ => new((now ?? throw new TimeoutException("nobody is there")).Connect())));
        IPage page = await OpenAsync(host, "commands?server=fake&command=old-command");
        await page.GetByRole(AriaRole.Form, new() { Name = "old-command" }).WaitForAsync();

        now = null;
        await before.DisconnectAsync();
        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "Schema" })).ToContainTextAsync("fake is gone: ");
        await Expect(page.GetByRole(AriaRole.Form, new() { Name = "old-command" })).ToBeVisibleAsync();

        now = after;
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "new-command" })).ToBeVisibleAsync();
        await Expect(page.GetByText("fake has no command 'old-command'")).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "Schema" })).Not.ToContainTextAsync("gone");
    }

    // Nothing that has been filled in is lost because a server was away.
    [BrowserFact]
    public async Task A_form_stays_as_it_is_while_its_server_goes_and_comes_back()
    {
        await using FakeQmpServer server = Make("write-down", "[{\"name\":\"text\",\"type\":\"str\"}]");
        await using DashboardHost host = await DashboardHost.StartAsync(options => options.AddServer("fake", "in memory", _ => new(server.Connect())));
        IPage page = await OpenAsync(host, "commands?server=fake&command=write-down");
        await page.GetByLabel("text", new() { Exact = true }).FillAsync("half a thought");

        // However shortly it was away, the page asks whether the schema is still the same.
        await server.DisconnectAsync();
        while (!IsAskedAnew(server))
        {
            await Task.Delay(20);
        }

        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "Schema" })).Not.ToContainTextAsync("gone");
        await Expect(page.GetByLabel("text", new() { Exact = true })).ToHaveValueAsync("half a thought");
    }

    [BrowserFact]
    public async Task What_has_been_filled_in_goes_on_when_the_server_comes_back_with_another_schema()
    {
        await using FakeQmpServer server = Make("write-down", "[{\"name\":\"text\",\"type\":\"str\"}]");
        await using DashboardHost host = await DashboardHost.StartAsync(options => options.AddServer("fake", "in memory", _ => new(server.Connect())));
        IPage page = await OpenAsync(host, "commands?server=fake&command=write-down");
        await page.GetByLabel("text", new() { Exact = true }).FillAsync("half a thought");
        Describe(server, "write-down", "[{\"name\":\"text\",\"type\":\"str\"},{\"name\":\"more\",\"type\":\"str\"}]");
        await server.DisconnectAsync();

        await Expect(page.GetByLabel("more", new() { Exact = true })).ToBeVisibleAsync();
        await Expect(page.GetByLabel("text", new() { Exact = true })).ToHaveValueAsync("half a thought");
    }

    [BrowserFact]
    public async Task A_page_of_screens_says_which_servers_are_gone()
    {
        await using DashboardHost host = await StartAsync();
        IPage page = await OpenAsync(host, "screen");

        await Expect(page.GetByText("No machine with a screen.")).ToBeVisibleAsync();
        await Expect(page.Locator(".empty")).ToContainTextAsync("away is gone: ");
    }

    // On the second connection.
    private static bool IsAskedAnew(FakeQmpServer server)
    {
        string[] calls = [.. server.Calls.Select(static call => call.Command)];
        return calls.Count(static name => name == "qmp_capabilities") > 1 && Array.LastIndexOf(calls, "query-qmp-schema") > Array.LastIndexOf(calls, "qmp_capabilities");
    }

    // A question that the server didn't answer, since it went, is no reason either.
    [BrowserFact]
    public async Task A_form_stays_as_it_is_when_its_server_goes_before_it_has_told_its_schema_again()
    {
        await using FakeQmpServer server = Make("write-down", "[{\"name\":\"text\",\"type\":\"str\"}]");
        bool isHere = true;
        await using DashboardHost host = await DashboardHost.StartAsync(options =>
            options.AddServer("fake", "in memory", _ => new(isHere ? server.Connect() : throw new TimeoutException("nobody is there"))));
        IPage page = await OpenAsync(host, "commands?server=fake&command=write-down");
        await page.GetByLabel("text", new() { Exact = true }).FillAsync("half a thought");
        server.On("query-qmp-schema").Answers(async _ =>
        {
            isHere = false;
            await server.DisconnectAsync();
        });
        await server.DisconnectAsync();

        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "Schema" })).ToContainTextAsync("fake is gone: nobody is there");
        await Expect(page.GetByLabel("text", new() { Exact = true })).ToHaveValueAsync("half a thought");
    }

    private static FakeQmpServer Make(string command, string members = "[]")
    {
        var server = new FakeQmpServer();
        server.On("query-commands").Returns($$"""[{"name":"{{command}}"},{"name":"query-qmp-schema"},{"name":"query-commands"}]""");
        Describe(server, command, members);
        return server;
    }

    private static void Describe(FakeQmpServer server, string command, string members) => server.On("query-qmp-schema").Returns(
        $$"""[{"name":"{{command}}","meta-type":"command","arg-type":"7","ret-type":"8"},{"name":"7","meta-type":"object","members":{{members}}},{"name":"8","meta-type":"object","members":[]}]""");

    private static Task<DashboardHost> StartAsync() => DashboardHost.StartAsync(static options => options.AddServer("away", "unix:/run/qapigen-nobody-listens.sock"));

    private async Task<IPage> OpenAsync(DashboardHost host, string path)
    {
        IPage page = await browser.OpenAsync();
        await page.GotoAsync(new Uri(host.Address, path).ToString());
        return page;
    }
}
