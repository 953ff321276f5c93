using System;
using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;
using Microsoft.Playwright;
using QapiGen.Testing;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace QapiGen.Dashboard.Tests;

/// <summary>Definitions whose names can't be seen have a word in their place, in a real browser.</summary>
[Collection(BrowserCollection.Name)]
public sealed class NamelessTests(BrowserFixture browser)
{
    [BrowserFact]
    public async Task What_has_no_name_has_a_link_a_heading_and_labels_that_say_so()
    {
        await using var server = new FakeQmpServer();
        server.On("query-commands").Returns(JsonSerializer.Serialize(((string[])["query-commands", "query-qmp-schema", "\u200b"]).Select(static name => new { name })));
        server.On("query-qmp-schema").Returns(
            """
            [
              { "name": "\u200b", "meta-type": "command", "arg-type": "\u200b\u200b", "ret-type": "0" },
              { "name": "", "meta-type": "event", "arg-type": "0" },
              { "name": "0", "meta-type": "object", "members": [] },
              { "name": "\u200b\u200b", "meta-type": "object", "members": [{ "name": "", "type": "str" }, { "name": "\u200b", "type": "str", "default": null }] }
            ]
            """);
        await using DashboardHost host = await DashboardHost.StartAsync(options => options.AddServer("fake", "in memory", _ => new(server.Connect())));
        IPage page = await browser.OpenAsync();
        await page.GotoAsync(new Uri(host.Address, "commands?server=fake").ToString());
        ILocator links = page.GetByRole(AriaRole.Region, new() { Name = "Schema" }).GetByRole(AriaRole.Link, new() { Name = "(no name)", Exact = true });

        await links.ClickAsync();
        await Expect(links).ToHaveAttributeAsync("aria-current", "true");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "(no name)", Exact = true })).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Form, new() { Name = "(no name)", Exact = true })).ToBeVisibleAsync();
        await Expect(page.GetByLabel("(no name)", new() { Exact = true }).And(page.Locator("textarea, input"))).ToHaveCountAsync(1);
        await page.GetByRole(AriaRole.Button, new() { Name = "Add (no name)", Exact = true }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Remove (no name)", Exact = true })).ToBeVisibleAsync();
        foreach (string kind in (string[])["Events", "Types"])
        {
            await page.GetByRole(AriaRole.Tab, new() { Name = kind }).ClickAsync();
            await Expect(links).ToHaveCountAsync(1);
        }
    }
}
