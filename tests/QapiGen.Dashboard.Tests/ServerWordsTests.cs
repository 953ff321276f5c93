using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;
using Microsoft.Playwright;
using QapiGen.Testing;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace QapiGen.Dashboard.Tests;

/// <summary>Whatever pages say of servers and of their own connection, all else stays where it is, at every width, in a real browser.</summary>
[Collection(BrowserCollection.Name)]
public sealed class ServerWordsTests(BrowserFixture browser)
{
    private static readonly int[] s_widths = [320, 360, 400, 480, 640, 760, 801, 900, 1000, 1184, 1190, 1280, 1440, 1920, 3840];

    // Of each page, what stands beside or below what is said.
    private static readonly (string Path, string Others)[] s_pages =
    [
        ("commands", ".list ul, .tabs button, .work, .work form"), ("screen", ".screen, .keys, .filter select"), ("jobs", "table.jobs, tr.job, .pages"), ("events", ".log, .filter select, .filter button"),
        ("servers", "table.servers, table.servers tr"),
    ];

    // A stream that says what the test says.
    private const string Stream =
        """
        globalThis.EventSource = class extends EventTarget {
          static CLOSED = 2;
          static OPEN = 1;
          readyState = 1;
          constructor() {
            super();
            globalThis.stream = this;
          }
          close() {}
          say(name, data) { this.dispatchEvent(new MessageEvent(name, { data: JSON.stringify(data) })); }
        };
        """;

    [BrowserFact]
    public Task What_is_said_of_servers_moves_nothing() => CheckAsync(isReadOnly: false);

    [BrowserFact]
    public Task What_is_said_of_servers_moves_nothing_for_who_may_only_look() => CheckAsync(isReadOnly: true);

    private async Task CheckAsync(bool isReadOnly)
    {
        string longReason = string.Join(' ', Enumerable.Repeat("it has not taken the connection within 10 seconds, nor said why", 8));
        await using DashboardHost host = await DashboardHost.StartAsync(options => options.IsReadOnly = isReadOnly);
        object[] rest = [.. Enumerable.Range(0, 12).Select(static i => Server("connected", null, $"other-{i}"))];
        object[][] states =
        [
            .. new (string State, string? Reason)[] { ("connected", null), ("gone", "There is no such socket."), ("silent", "no answer for 12 s"), ("gone", longReason), ("connected", longReason) }
                .Select(object[] (state) => [Server(state.State, state.Reason), .. rest]),
            [Server("connected", null), .. Enumerable.Range(0, 12).Select(static i => Server("gone", "away", $"other-{i}"))],
        ];
        var moved = new List<string>();
        foreach ((string path, string others) in s_pages)
        {
            IPage page = await browser.OpenAsync();
            await page.AddInitScriptAsync(Stream);
            await page.RouteAsync("**/api/screen*", static _ => Task.CompletedTask);
            await page.GotoAsync(new Uri(host.Address, $"{path}{(path == "commands" ? "?server=host&command=query-jobs" : "")}").ToString());
            await SayAsync(page, states[0]);
            if (path == "commands")
            {
                await page.Locator(".work .card").First.WaitForAsync();
            }

            if (path == "jobs")
            {
                await page.EvaluateAsync(
                    """stream.say('jobs', { rows: [{ key: 'k', server: 'host', id: 'copy-1', type: 'backup', status: 'running', verbs: [], way: [{ status: 'running', time: 1700000000000 }], current: 5, total: 10 }], order: ['k'], unknown: [], after: '', next: 'n', summary: { total: 1, failed: 0, statuses: { running: 1 } } })""");
                await Expect(page.Locator("tr.job")).ToHaveCountAsync(1);
                await Expect(page.Locator(".pages")).ToBeVisibleAsync();
            }

            string[] first = await MeasureAsync(page, others);
            for (int i = 1; i <= states.Length; i++)
            {
                // At last the dashboard itself is away.
                await (i < states.Length ? SayAsync(page, states[i]) : page.EvaluateAsync("stream.onerror()"));
                string[] now = await MeasureAsync(page, others);
                moved.AddRange(s_widths.Select((width, j) => first[j] == now[j] ? "" : $"{path} {width}, state {i}: {first[j]} to {now[j]}").Where(static words => words.Length > 0));
            }

            await page.Context.CloseAsync();
        }

        Assert.True(moved.Count == 0, string.Join(Environment.NewLine, moved));
    }

    // What one wanted to click next isn't pulled away; it goes when one selects again.
    [BrowserFact]
    public async Task The_last_selected_job_that_goes_by_itself_moves_no_other()
    {
        string[] jobs = [StillnessTests.Job("copy-1", "running", 5, 10, null), StillnessTests.Job("copy-2", "running", 5, 10, null)];
        await using FakeQmpServer server = StillnessTests.MakeServer(() => jobs);
        await using DashboardHost host = await DashboardHost.StartAsync(options => options.AddServer("fake", "in memory", _ => new(server.Connect())));
        IPage page = await browser.OpenAsync();
        await page.GotoAsync(new Uri(host.Address, "jobs").ToString());
        await page.Locator("tr.job").Last.GetByRole(AriaRole.Checkbox).CheckAsync();
        LocatorBoundingBoxResult? before = await page.Locator("tr.job").First.BoundingBoxAsync();

        jobs = jobs[..1];
        await server.EmitAsync("JOB_STATUS_CHANGE", """{"id":"copy-2","status":"null"}""");
        await Expect(page.Locator("tr.job")).ToHaveCountAsync(1);

        Assert.Equal(before!.Y, (await page.Locator("tr.job").First.BoundingBoxAsync())!.Y);
        await Expect(page.GetByText("0 selected")).ToBeVisibleAsync();
        await page.Locator("tr.job").First.GetByRole(AriaRole.Checkbox).CheckAsync();
        await page.Locator("tr.job").First.GetByRole(AriaRole.Checkbox).UncheckAsync();
        await Expect(page.Locator(".bulk")).ToBeHiddenAsync();
    }

    private static object Server(string state, string? reason, string name = "host") => new
    {
        name,
        state,
        reason,
        address = "in memory",
        since = 1_700_000_000_000,
        hasScreen = name == "host",
        hasKeys = name == "host",
        commands = 12,
        version = "10.1.0",
        capabilities = (string[])["oob"],
    };

    private static async Task SayAsync(IPage page, object[] servers) => await page.EvaluateAsync("servers => stream.say('servers', JSON.parse(servers))", JsonSerializer.Serialize(servers));

    private static async Task<string[]> MeasureAsync(IPage page, string others)
    {
        var places = new List<string>();
        foreach (int width in s_widths)
        {
            await page.SetViewportSizeAsync(width, 900);
            places.Add(await page.EvaluateAsync<string>(
                """
                async others => {
                  await new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)));
                  const known = [...document.querySelectorAll(`nav a, #theme, ${others}`)].filter(one => !one.dataset.key?.startsWith('other-'));
                  return known.map(one => [one, one.getBoundingClientRect()]).map(([one, { x, y }]) => `${one.id || one.localName} ${Math.round(x)},${Math.round(y + scrollY)}`).join('; ');
                }
                """,
                others));
        }

        return [.. places];
    }
}
