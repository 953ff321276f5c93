using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Playwright;
using QapiGen.Runtime.Transport;
using QapiGen.Testing;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace QapiGen.Dashboard.Tests;

/// <summary>Before a server has answered, no page says that it has nothing, in a real browser.</summary>
[Collection(BrowserCollection.Name)]
public sealed class FirstAnswerTests(BrowserFixture browser)
{
    // Whatever stands there for a moment only, too.
    private const string NoteAll = """
        window.said = new Set();
        const note = () => {
          for (const element of document.querySelectorAll('.empty, .summary, [role=status], [data-label]')) {
            if (!element.closest('[hidden]') && element.textContent) window.said.add(element.textContent);
          }
        };
        new MutationObserver(note).observe(document, { childList: true, subtree: true, characterData: true, attributes: true });
        """;

    [BrowserFact]
    public async Task A_page_says_that_it_asks_until_it_has_an_answer()
    {
        foreach ((string path, string before, string after) in ((string, string, string)[])
            [
                ("jobs", "Asking slow …", "No jobs right now."), ("jobs?server=slow", "Asking slow …", "slow has no jobs right now."), ("jobs?q=x", "Asking slow …", "No job fits the filter."),
                ("events", "Asking slow …", "Nothing yet."), ("commands", "Asking slow for its schema …", "Choose a command."), ("screen", "Asking slow …", "No machine with a screen."),
            ])
        {
            await using var slow = new SlowServer();
            await using DashboardHost host = await DashboardHost.StartAsync(options =>
            {
                options.ShowOwnServices = false;
                options.AddServer("slow", "in memory", slow.ConnectAsync);
            });
            IPage page = await OpenAsync(host, path);
            await Expect(page.GetByText(before)).ToBeVisibleAsync();
            await Expect(page.Locator("#link")).ToHaveTextAsync("Live");
            string[] nothing = [.. (await SaidAsync(page)).Where(IsNothing)];
            Assert.True(nothing.Length == 0, $"{path}: {string.Join(" | ", nothing)}");

            slow.Answer();
            await Expect(page.GetByText(after)).ToBeVisibleAsync();
            await Expect(page.GetByText(before)).ToHaveCountAsync(0);
            await page.Context.CloseAsync();
        }
    }

    [BrowserFact]
    public async Task The_page_of_servers_says_nothing_of_what_one_has_before_it_is_asked()
    {
        await using var slow = new SlowServer();
        await using DashboardHost host = await DashboardHost.StartAsync(options => options.AddServer("slow", "in memory", slow.ConnectAsync));
        IPage page = await OpenAsync(host, "servers");
        ILocator row = page.Locator("tr[data-key=slow]");
        await Expect(row).ToContainTextAsync("connecting");
        await Expect(page.Locator(".summary")).ToHaveTextAsync("1 of 2 connected, 1 connecting");
        foreach (string column in (string[])["Version", "Status", "Capabilities", "Commands"])
        {
            await Expect(row.Locator($"td[data-label={column}]")).ToHaveTextAsync("…");
        }

        slow.Answer();
        await Expect(row.Locator("td[data-label=Status]")).ToHaveTextAsync("–");
        await Expect(page.Locator(".summary")).ToHaveTextAsync("2 of 2 connected");
    }

    // The word that there is none came with the servers, the jobs after it.
    [BrowserFact]
    public async Task Where_there_are_jobs_it_is_never_said_that_there_are_none()
    {
        await using DashboardHost host = await DashboardHost.StartAsync();
        await host.StartJobAsync("copy-1");
        for (int i = 0; i < 5; i++)
        {
            IPage page = await OpenAsync(host, "jobs");
            await page.Locator("tr.job").WaitForAsync();
            await Expect(page.Locator(".summary")).ToHaveTextAsync("1 job: 1 running");
            Assert.DoesNotContain(await SaidAsync(page), text => IsNothing(text));
            await page.Context.CloseAsync();
        }
    }

    // Connected, and without a word on its jobs.
    [BrowserFact]
    public async Task A_server_that_has_not_told_its_jobs_is_not_said_to_have_none()
    {
        await using var server = new FakeQmpServer();
        server.On("query-commands").Returns("""[{"name":"query-jobs"},{"name":"query-commands"}]""");
        server.On("query-jobs").NeverAnswers();
        await using DashboardHost host = await DashboardHost.StartAsync(options => options.AddServer("silent", "in memory", _ => new(server.Connect())));
        IPage page = await OpenAsync(host, "jobs?server=silent");

        await Expect(page.Locator(".empty")).ToContainTextAsync("silent doesn’t answer: nothing has come for 10 seconds");
        await Expect(page.Locator(".empty")).ToContainTextAsync("Asking silent …");
        Assert.DoesNotContain(await SaidAsync(page), text => IsNothing(text));
    }

    [BrowserFact]
    public async Task A_log_that_is_paused_does_not_say_that_nothing_came()
    {
        await using var server = new FakeQmpServer();
        await using DashboardHost host = await DashboardHost.StartAsync(options => options.AddServer("vm", "in memory", _ => new(server.Connect())));
        IPage page = await OpenAsync(host, "events");
        await page.GetByRole(AriaRole.Button, new() { Name = "Pause" }).ClickAsync();
        await page.WaitForServerAsync("vm");
        await server.EmitAsync("STOP");

        await Expect(page.Locator(".summary")).ToContainTextAsync("1 waiting");
        await Expect(page.Locator(".empty")).ToContainTextAsync("Paused.");
        await Expect(page.Locator(".empty")).Not.ToContainTextAsync("Nothing");
    }

    // Another server is chosen: its commands aren't those of the one before.
    [BrowserFact]
    public async Task The_schema_of_one_server_is_not_shown_as_that_of_another_that_is_asked()
    {
        await using var slow = new SlowServer();
        await using DashboardHost host = await DashboardHost.StartAsync(options => options.AddServer("slow", "in memory", slow.ConnectAsync));
        IPage page = await OpenAsync(host, "commands?server=host&command=job-pause");
        await page.GetByRole(AriaRole.Form, new() { Name = "job-pause" }).WaitForAsync();
        await page.GetByLabel("Server").FocusAsync();
        await page.GetByLabel("Server").SelectOptionAsync("slow");

        await Expect(page.GetByText("Asking slow for its schema …")).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Form, new() { Name = "job-pause" })).ToHaveCountAsync(0);
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "job-pause" })).ToHaveCountAsync(0);
        await Expect(page.GetByLabel("Server")).ToBeFocusedAsync();
        slow.Answer();
        await Expect(page.GetByText("slow has no command 'job-pause'.")).ToBeVisibleAsync();
    }

    private static bool IsNothing(string text) =>
        text.Contains("No ", StringComparison.Ordinal) || text.Contains("no ", StringComparison.Ordinal) || text.Contains("Nothing", StringComparison.Ordinal)
        || text.Contains("Waiting for a server", StringComparison.Ordinal) || text.StartsWith("0 ", StringComparison.Ordinal);

    private static Task<string[]> SaidAsync(IPage page) => page.EvaluateAsync<string[]>("[...window.said]");

    private async Task<IPage> OpenAsync(DashboardHost host, string path)
    {
        IPage page = await browser.OpenAsync();
        await page.AddInitScriptAsync(NoteAll);
        await page.GotoAsync(new Uri(host.Address, path).ToString());
        return page;
    }

    /// <summary>A server that takes connections when it is told to.</summary>
    private sealed class SlowServer : IAsyncDisposable
    {
        private readonly FakeQmpServer _server = new();
        private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public SlowServer()
        {
            _server.On("query-commands").Returns("""[{"name":"query-jobs"},{"name":"query-qmp-schema"},{"name":"query-commands"}]""");
            _server.On("query-jobs").Returns("[]");
            _server.On("query-qmp-schema").Returns("""[{"name":"query-jobs","meta-type":"command","arg-type":"0","ret-type":"0"},{"name":"0","meta-type":"object","members":[]}]""");
        }

        public async ValueTask<IQmpTransport> ConnectAsync(CancellationToken cancellationToken)
        {
            await _ready.Task.WaitAsync(cancellationToken);
            return _server.Connect();
        }

        public void Answer() => _ready.TrySetResult();

        public ValueTask DisposeAsync() => _server.DisposeAsync();
    }
}
