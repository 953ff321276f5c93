using System;
using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using QapiGen.Runtime.Messages;
using QapiGen.Testing;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace QapiGen.Dashboard.Tests;

/// <summary>A server that says whatever it likes, at great length.</summary>
[Collection(BrowserCollection.Name)]
public sealed class HostileServerTests(BrowserFixture browser)
{
    private const string Evil = "<img src=x onerror=document.title='owned'>";
    private static readonly string s_long = new('x', 3000);

    [BrowserFact]
    public async Task No_text_of_a_server_makes_a_page_wider_or_hides_it()
    {
        await using FakeQmpServer server = Make();
        await using DashboardHost host = await StartAsync(server);
        foreach (int width in (int[])[320, 1280])
        {
            IPage page = await browser.OpenAsync(width);
            await OpenAsync(page, host, "jobs?server=fake", "tr.job >> nth=3");
            await page.Locator("tr.job .expander").Last.ClickAsync();
            await page.GetByRole(AriaRole.Button, new() { Name = "Pause" }).First.ClickAsync();
            await page.Locator(".notice").WaitForAsync();
            Assert.InRange(await page.Locator(".notice").EvaluateAsync<double>("one => one.offsetHeight"), 20, 400);
            Assert.InRange(await page.Locator("tr.job").First.EvaluateAsync<double>("one => one.offsetHeight"), 20, 300);
            await CheckAsync(page, width, "jobs");
            await OpenAsync(page, host, "servers", "tr[data-key=fake] .status[data-status=connected]");
            Assert.InRange(await page.Locator("tr[data-key=fake]").EvaluateAsync<double>("one => one.offsetHeight"), 20, 700);
            await CheckAsync(page, width, "servers");
            await OpenAsync(page, host, $"commands?server=fake&command={Uri.EscapeDataString(Evil)}", "form");
            Assert.True(await page.Locator("form").EvaluateAsync<bool>("one => [...one.querySelectorAll('button, input, select')].every(each => each.getBoundingClientRect().right <= innerWidth)"), $"at {width}");
            await CheckAsync(page, width, "commands");
            await OpenAsync(page, host, "events", "#link[data-state=on]");
            await server.EmitAsync(Evil + s_long, JsonSerializer.Serialize(s_long) is var text ? $$"""{"a":{{text}}}""" : null);
            await page.Locator(".log .item").First.WaitForAsync();
            await CheckAsync(page, width, "events");
            await page.Context.CloseAsync();
        }
    }

    [BrowserFact]
    public async Task A_type_that_needs_itself_is_written_as_JSON()
    {
        await using FakeQmpServer server = Make();
        await using DashboardHost host = await StartAsync(server);
        IPage page = await browser.OpenAsync();
        await OpenAsync(page, host, "commands?server=fake&command=endless", "form");
        await page.GetByLabel("self", new() { Exact = true }).FillAsync("""{"self":null}""");

        await Expect(page.GetByLabel("JSON to be sent")).ToContainTextAsync("\"self\": null");
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "query-jobs" })).ToBeVisibleAsync();
    }

    [BrowserFact]
    public async Task Data_in_a_thousand_boxes_and_data_of_many_parts_are_opened_without_harm()
    {
        await using FakeQmpServer server = Make();
        await using DashboardHost host = await StartAsync(server);
        foreach (int width in (int[])[320, 1280])
        {
            IPage page = await browser.OpenAsync(width);
            await OpenAsync(page, host, "events", "#link[data-state=on]");
            await page.WaitForServerAsync("fake");
            await server.EmitAsync($"DEEP{width}", string.Concat(Enumerable.Repeat("{\"a\":", 1000)) + "\"bottom\"" + new string('}', 1000));
            string part = "1";
            for (int level = 0; level < 4; level++)
            {
                part = $"[{string.Join(',', Enumerable.Repeat(part, 15))}]";
            }

            await server.EmitAsync($"WIDE{width}", $$"""{"parts":{{part}}}""");
            await page.Locator(".log .item", new() { HasText = $"DEEP{width}" }).Locator("summary").ClickAsync();
            await Expect(page.Locator(".log .tree").Last).ToContainTextAsync("\"bottom\"");
            await page.Locator(".log .item", new() { HasText = $"WIDE{width}" }).Locator("summary").ClickAsync();
            await Expect(page.Locator(".log .tree").Last).ToContainTextAsync("parts: ");

            Assert.InRange(await page.Locator(".log .tree *").CountAsync(), 100, 20_000);
            await CheckAsync(page, width, "deep");
            await page.Context.CloseAsync();
        }
    }

    // Its key is the server's name and nothing; of what can't be seen a button has no more.
    [BrowserFact]
    public async Task A_job_without_a_name_can_be_looked_at_and_acted_on()
    {
        await using FakeQmpServer server = StillnessTests.MakeServer(static () => [StillnessTests.Job("", "running", 5, 10, null), StillnessTests.Job("\u200b ", "concluded", 5, 10, "no space")]);
        await using DashboardHost host = await StartAsync(server);
        foreach (int width in (int[])[320, 1280])
        {
            IPage page = await browser.OpenAsync(width, bypassesPolicy: true);
            await OpenAsync(page, host, "jobs?server=fake", "tr.job >> nth=1");
            ILocator names = page.GetByRole(AriaRole.Button, new() { Name = "(no name)", Exact = true });
            await Expect(names).ToHaveCountAsync(2);
            await names.First.ClickAsync();
            await Expect(page.GetByRole(AriaRole.Img, new() { Name = "States of (no name): running", Exact = true })).ToBeVisibleAsync();
            await Expect(page.GetByRole(AriaRole.List, new() { Name = "Way of (no name)" })).ToBeVisibleAsync();
            await page.GetByLabel("Select (no name)", new() { Exact = true }).First.CheckAsync();
            await page.GetByRole(AriaRole.Button, new() { Name = "Pause selected" }).ClickAsync();
            await Expect(page.GetByRole(AriaRole.Dialog)).ToContainTextAsync("(no name)");
            await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Pause" }).ClickAsync();
            FakeCall call = await server.NextCallAsync("job-pause");
            Assert.Equal("", call.Arguments.GetProperty("id").GetString());
            Assert.Empty((await page.RunAxe()).Violations.Select(static item => $"{item.Id} {string.Join(" ", item.Nodes.Select(static node => node.Html))}"));
            await page.Context.CloseAsync();
        }
    }

    private static async Task CheckAsync(IPage page, int width, string name)
    {
        Assert.True(await page.EvaluateAsync<int>("document.documentElement.scrollWidth - window.innerWidth") <= 0, $"{name} at {width}");
        Assert.NotEqual("owned", await page.TitleAsync());
        Assert.Equal(0, await page.Locator("img").CountAsync());
        await Picture.TakeAsync(page, $"hostile-{name}-{width}");
    }

    private static async Task OpenAsync(IPage page, DashboardHost host, string path, string ready)
    {
        await page.GotoAsync(new Uri(host.Address, path).ToString());
        await page.Locator(ready).First.WaitForAsync();
    }

    private static Task<DashboardHost> StartAsync(FakeQmpServer server) => DashboardHost.StartAsync(options => options.AddServer("fake", "in memory", _ => new(server.Connect())));

    private static FakeQmpServer Make()
    {
        var server = new FakeQmpServer();
        server.On("query-commands").Returns(JsonSerializer.Serialize(((string[])["query-commands", "query-jobs", "query-qmp-schema", "query-status", "query-name", "job-pause", "endless", Evil]).Select(static name => new { name })));
        server.On("query-status").Returns(JsonSerializer.Serialize(new { status = Evil + s_long }));
        server.On("query-name").Returns(JsonSerializer.Serialize(new { name = $"\u202e{Evil}{s_long}" }));
        server.On("job-pause").Fails(QmpErrorClass.GenericError, Evil + s_long);
        server.On("query-jobs").Returns($$"""
            [
              { "id": "{{s_long}}", "type": "{{s_long}}", "status": "running", "current-progress": 5, "total-progress": 10 },
              { "id": "\u202egnp.exe", "type": "{{Evil}}", "status": "{{Evil}} {{s_long}}", "current-progress": -5, "total-progress": 3 },
              { "id": "__proto__", "type": "constructor", "status": "paused", "current-progress": 50, "total-progress": 3 },
              { "id": "last", "type": "backup", "status": "concluded", "current-progress": 1, "total-progress": 3, "error": "{{Evil}} {{s_long}}" }
            ]
            """);
        server.On("query-qmp-schema").Returns($$"""
            [
              { "name": "endless", "meta-type": "command", "arg-type": "1", "ret-type": "0" },
              { "name": "query-jobs", "meta-type": "command", "arg-type": "0", "ret-type": "0" },
              { "name": "{{Evil}}", "meta-type": "command", "arg-type": "2", "ret-type": "0" },
              { "name": "0", "meta-type": "object", "members": [] },
              { "name": "1", "meta-type": "object", "members": [{ "name": "self", "type": "1" }] },
              { "name": "2", "meta-type": "object", "members": [{ "name": "{{Evil}}", "type": "3" }, { "name": "{{s_long}}", "type": "str" }, { "name": "{{s_long}}s", "type": "str", "default": null }] },
              { "name": "3", "meta-type": "enum", "values": ["{{Evil}}", "{{s_long}}"] }
            ]
            """);
        return server;
    }
}
