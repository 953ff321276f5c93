using System;
using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;
using Microsoft.Playwright;
using QapiGen.Testing;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace QapiGen.Dashboard.Tests;

/// <summary>The way from a form to JSON and back loses nothing that somebody has written, in a real browser.</summary>
[Collection(BrowserCollection.Name)]
public sealed class EditAsJsonTests(BrowserFixture browser)
{
    [BrowserFact]
    public async Task What_is_flawed_stays_in_the_form_with_a_sentence_at_its_field()
    {
        await using FakeQmpServer server = Make();
        await using DashboardHost host = await StartAsync(server);
        IPage page = await OpenAsync(host);
        ILocator form = page.GetByRole(AriaRole.Form, new() { Name = "write" });
        ILocator asJson = form.GetByRole(AriaRole.Button, new() { Name = "Edit as JSON" });
        await form.GetByLabel("text", new() { Exact = true }).FillAsync("/tmp/x");
        await form.GetByRole(AriaRole.Button, new() { Name = "Add head" }).ClickAsync();
        ILocator head = form.GetByLabel("head", new() { Exact = true });
        await head.FillAsync("12x");
        await form.GetByRole(AriaRole.Button, new() { Name = "Add more" }).ClickAsync();
        ILocator more = form.GetByLabel("more", new() { Exact = true });
        await more.FillAsync("{");

        await asJson.ClickAsync();

        await Expect(head).ToHaveValueAsync("12x");
        await Expect(head).ToHaveAttributeAsync("aria-invalid", "true");
        await Expect(head).ToBeFocusedAsync();
        await Expect(form.Locator(".flaw").First).ToHaveTextAsync("head: a whole number is needed, not '12x'");
        await Expect(form.GetByRole(AriaRole.Alert)).ToContainTextAsync("This stays a form");
        await Expect(asJson).ToHaveAttributeAsync("aria-pressed", "false");
        await Expect(more).ToHaveValueAsync("{");

        // Where nothing is written, nothing is lost.
        await head.FillAsync("");
        await more.FillAsync("");
        await form.GetByLabel("text", new() { Exact = true }).FillAsync("there");
        await asJson.ClickAsync();
        await Expect(page.GetByLabel("Arguments as JSON")).ToHaveValueAsync("{\n  \"text\": \"there\"\n}");
        await Expect(form.Locator(".flaw")).ToHaveCountAsync(0);
        await Expect(form.GetByRole(AriaRole.Alert)).ToHaveTextAsync("");
    }

    // Tabs and branches that aren't looked at, and members that have been added and are empty, have no place in JSON.
    [BrowserFact]
    public async Task Who_only_looks_at_the_JSON_finds_the_form_as_it_was()
    {
        await using FakeQmpServer server = Make();
        await using DashboardHost host = await StartAsync(server);
        IPage page = await OpenAsync(host);
        ILocator form = page.GetByRole(AriaRole.Form, new() { Name = "write" });
        ILocator asJson = form.GetByRole(AriaRole.Button, new() { Name = "Edit as JSON" });
        await form.GetByLabel("text", new() { Exact = true }).FillAsync("there");
        await form.GetByRole(AriaRole.Button, new() { Name = "Add head" }).ClickAsync();
        await asJson.ClickAsync();
        await Expect(page.GetByLabel("Arguments as JSON")).ToBeVisibleAsync();
        await asJson.ClickAsync();

        await Expect(form.GetByLabel("head", new() { Exact = true })).ToBeVisibleAsync();
        await asJson.ClickAsync();
        await page.GetByLabel("Arguments as JSON").FillAsync("""{"text":"here"}""");
        await asJson.ClickAsync();
        await Expect(form.GetByLabel("text", new() { Exact = true })).ToHaveValueAsync("here");
    }

    private static Task<DashboardHost> StartAsync(FakeQmpServer server) => DashboardHost.StartAsync(options => options.AddServer("fake", "in memory", _ => new(server.Connect())));

    private static FakeQmpServer Make()
    {
        var server = new FakeQmpServer();
        server.On("query-commands").Returns(JsonSerializer.Serialize(((string[])["query-commands", "query-qmp-schema", "write"]).Select(static name => new { name })));
        server.On("query-qmp-schema").Returns(
            """
            [
              { "name": "write", "meta-type": "command", "arg-type": "0", "ret-type": "0" },
              { "name": "str", "meta-type": "builtin", "json-type": "string" },
              { "name": "int", "meta-type": "builtin", "json-type": "int" },
              { "name": "any", "meta-type": "builtin", "json-type": "value" },
              { "name": "0", "meta-type": "object", "members": [{ "name": "text", "type": "str" }, { "name": "head", "type": "int", "default": null }, { "name": "more", "type": "any", "default": null }] }
            ]
            """);
        return server;
    }

    private async Task<IPage> OpenAsync(DashboardHost host)
    {
        IPage page = await browser.OpenAsync();
        await page.GotoAsync(new Uri(host.Address, "commands?server=fake&command=write").ToString());
        return page;
    }
}
