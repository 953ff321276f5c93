using System;
using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;
using Microsoft.Playwright;
using QapiGen.Runtime.Messages;
using QapiGen.Testing;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace QapiGen.Dashboard.Tests;

/// <summary>What scrolls can be scrolled by the keyboard, and what doesn't is no stop of it, however the window changes meanwhile, in a real browser.</summary>
[Collection(BrowserCollection.Name)]
public sealed class ScrollTests(BrowserFixture browser)
{
    // Regions that scroll and can't be reached, and stops at which there is nothing to do.
    private const string FindWrong =
        """
        () => {
          const stops = 'a[href], button, input, select, textarea, summary, [tabindex="0"]';
          const scrolls = one => ['overflowX', 'overflowY'].some(side => ['auto', 'scroll'].includes(getComputedStyle(one)[side]))
            && (one.scrollWidth > one.clientWidth || one.scrollHeight > one.clientHeight);
          const name = one => `${one.localName}.${one.className}`;
          const all = [...document.querySelectorAll('main *, #notices *')].filter(one => one.checkVisibility());
          return [
            ...all.filter(one => scrolls(one) && !one.matches(stops) && !one.querySelector(stops)).map(one => `${name(one)} scrolls and is no stop`),
            ...all.filter(one => one.matches('[tabindex="0"]:not(a, button, input, select, textarea, summary, [role=log], [role=tab])') && !scrolls(one)).map(one => `${name(one)} is a stop and doesn't scroll`),
          ];
        }
        """;

    private static readonly int[] s_widths = [1280, 320, 400, 801, 1280, 3840, 320];

    [BrowserFact]
    public async Task The_states_of_a_job_are_a_stop_while_there_is_more_of_them_than_is_seen()
    {
        await using DashboardHost host = await DashboardHost.StartAsync();
        await host.StartJobAsync("copy-1");
        foreach (int first in (int[])[1280, 320])
        {
            IPage page = await OpenAsync(host, "jobs", first);
            await page.GetByRole(AriaRole.Button, new() { Name = "copy-1", Exact = true }).ClickAsync();
            await page.Locator(".picture svg").WaitForAsync();
            await CheckAsync(page);
            await page.SetViewportSizeAsync(320, 800);
            await Expect(page.Locator(".picture")).ToHaveAttributeAsync("tabindex", "0");
            await page.Locator(".picture").FocusAsync();
            await page.SetViewportSizeAsync(1280, 800);
            await Expect(page.Locator(".picture")).Not.ToHaveAttributeAsync("tabindex", "0");

            // Who stands there isn't sent to the top of the page.
            await Expect(page.Locator(".picture")).ToBeFocusedAsync();
            await page.Context.CloseAsync();
        }
    }

    [BrowserFact]
    public async Task JSON_and_results_are_stops_while_there_is_more_of_them_than_is_seen()
    {
        await using FakeQmpServer server = Make();
        await using DashboardHost host = await DashboardHost.StartAsync(options => options.AddServer("fake", "in memory", _ => new(server.Connect())));
        IPage page = await OpenAsync(host, "commands?server=fake&command=write", 1280);
        await page.GetByLabel("text", new() { Exact = true }).FillAsync("short");
        await CheckAsync(page);
        await Expect(page.GetByLabel("JSON to be sent")).Not.ToHaveAttributeAsync("tabindex", "0");
        await page.GetByLabel("text", new() { Exact = true }).FillAsync(new string('x', 5000));
        await Expect(page.GetByLabel("JSON to be sent")).ToHaveAttributeAsync("tabindex", "0");
        await page.GetByLabel("text", new() { Exact = true }).FillAsync("list");
        await Expect(page.GetByLabel("JSON to be sent")).Not.ToHaveAttributeAsync("tabindex", "0");
        foreach (string text in (string[])["list", "word"])
        {
            await page.GetByLabel("text", new() { Exact = true }).FillAsync(text);
            await page.GetByRole(AriaRole.Button, new() { Name = "Send" }).ClickAsync();
            await page.GetByRole(AriaRole.Button, new() { Name = "Text", Exact = true }).ClickAsync();
            await Expect(page.GetByLabel("Result as text")).ToContainTextAsync(text);
            await CheckAsync(page);
        }
    }

    [BrowserFact]
    public async Task A_long_notice_can_be_read_to_its_end_by_the_keyboard()
    {
        await using FakeQmpServer server = Make();
        await using DashboardHost host = await DashboardHost.StartAsync(options => options.AddServer("fake", "in memory", _ => new(server.Connect())));
        IPage page = await OpenAsync(host, "jobs?server=fake", 320);
        await page.GetByRole(AriaRole.Button, new() { Name = "Pause" }).ClickAsync();
        await page.Locator(".notice p").WaitForAsync();

        await CheckAsync(page);
        await page.Locator(".notice p").FocusAsync();
        await page.Keyboard.PressAsync("End");
        await page.WaitForFunctionAsync("() => document.querySelector('.notice p').scrollTop > 0");
    }

    private static async Task CheckAsync(IPage page)
    {
        foreach (int width in s_widths)
        {
            await page.SetViewportSizeAsync(width, 800);
            try
            {
                await page.WaitForFunctionAsync($"() => ({FindWrong})().length === 0", null, new() { Timeout = 5000 });
            }
            catch (TimeoutException)
            {
                Assert.Fail($"at {width}: {string.Join("; ", await page.EvaluateAsync<string[]>(FindWrong))}");
            }
        }
    }

    private static FakeQmpServer Make()
    {
        var server = new FakeQmpServer();
        server.On("query-commands").Returns(JsonSerializer.Serialize(((string[])["query-commands", "query-jobs", "query-qmp-schema", "job-pause", "write"]).Select(static name => new { name })));
        server.On("query-jobs").Returns("""[{"id":"copy-1","type":"backup","status":"running","current-progress":5,"total-progress":10}]""");
        server.On("job-pause").Fails(QmpErrorClass.GenericError, string.Join(' ', Enumerable.Repeat("It can't be paused.", 200)));
        server.On("write").Answers(static call => call.ReturnAsync(JsonSerializer.Serialize(call.Arguments.GetProperty("text").GetString() == "list" ? Enumerable.Range(0, 200).Select(static i => $"list {i}") : ["word"])));
        server.On("query-qmp-schema").Returns(
            """
            [
              { "name": "write", "meta-type": "command", "arg-type": "0", "ret-type": "[str]" },
              { "name": "[str]", "meta-type": "array", "element-type": "str" },
              { "name": "str", "meta-type": "builtin", "json-type": "string" },
              { "name": "0", "meta-type": "object", "members": [{ "name": "text", "type": "str" }] }
            ]
            """);
        return server;
    }

    private async Task<IPage> OpenAsync(DashboardHost host, string path, int width)
    {
        IPage page = await browser.OpenAsync(width);
        await page.GotoAsync(new Uri(host.Address, path).ToString());
        return page;
    }
}
