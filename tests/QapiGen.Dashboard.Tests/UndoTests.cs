using System;
using System.Threading.Tasks;
using Microsoft.Playwright;
using QapiGen.Testing;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace QapiGen.Dashboard.Tests;

/// <summary>What is written into a text of a form is undone by the browser's keys, in a real browser.</summary>
[Collection(BrowserCollection.Name)]
public sealed class UndoTests(BrowserFixture browser)
{
    [BrowserFact]
    public async Task Lines_that_are_pasted_are_undone_and_done_again_as_in_any_field()
    {
        await using FakeQmpServer server = Make();
        await using DashboardHost host = await StartAsync(server);
        (IPage page, ILocator field) = await OpenAsync(host);
        await page.Keyboard.TypeAsync("<>");
        await page.Keyboard.PressAsync("ArrowLeft");
        await PasteAsync(page, field, "one\ntwo\n");
        await Expect(field).ToHaveValueAsync("<one\ntwo\n>");
        await page.Keyboard.TypeAsync("three");

        await PressUntilAsync(page, field, "Control+z", "<one\ntwo\n>");
        await page.Keyboard.PressAsync("Control+z");
        await Expect(field).ToHaveValueAsync("<>");
        await Expect(page.GetByLabel("JSON to be sent")).ToContainTextAsync("\"text\": \"<>\"");
        await PressUntilAsync(page, field, "Control+z", "");
        await PressUntilAsync(page, field, "Control+Shift+z", "<>");
        await page.Keyboard.PressAsync("Control+Shift+z");
        await Expect(field).ToHaveValueAsync("<one\ntwo\n>");
        await PressUntilAsync(page, field, "Control+Shift+z", "<one\ntwo\nthree>");

        await Expect(field).ToBeFocusedAsync();
    }

    // Its end isn't meant.
    [BrowserFact]
    public async Task A_line_that_is_pasted_with_its_end_is_undone()
    {
        await using FakeQmpServer server = Make();
        await using DashboardHost host = await StartAsync(server);
        (IPage page, ILocator field) = await OpenAsync(host);
        await page.Keyboard.TypeAsync("a ");
        await PasteAsync(page, field, "line\n");
        await Expect(field).ToHaveValueAsync("a line");
        await Expect(field).ToHaveAttributeAsync("rows", "1");

        await page.Keyboard.PressAsync("Control+z");

        await Expect(field).ToHaveValueAsync("a ");
    }

    [BrowserFact]
    public async Task A_line_that_is_begun_by_a_key_is_undone()
    {
        await using FakeQmpServer server = Make();
        await using DashboardHost host = await StartAsync(server);
        (IPage page, ILocator field) = await OpenAsync(host);
        await page.Keyboard.TypeAsync("first");
        await page.Keyboard.PressAsync("Shift+Enter");
        await page.Keyboard.TypeAsync("second");
        await Expect(field).ToHaveValueAsync("first\nsecond");

        await PressUntilAsync(page, field, "Control+z", "");
    }

    // What is typed at a stretch is taken back at once, but for its first letter, perhaps.
    private static async Task PressUntilAsync(IPage page, ILocator field, string keys, string value)
    {
        for (int i = 0; i < 2 && await field.InputValueAsync() != value; i++)
        {
            await page.Keyboard.PressAsync(keys);
        }

        await Expect(field).ToHaveValueAsync(value, new() { Timeout = 5000 });
    }

    // By the clipboard, as a person does.
    private static async Task PasteAsync(IPage page, ILocator field, string text)
    {
        await page.EvaluateAsync(
            """
            text => {
              const other = document.createElement('textarea');
              other.id = 'other';
              other.value = text;
              document.body.append(other);
              other.select();
            }
            """,
            text);
        await page.Keyboard.PressAsync("Control+c");
        await field.FocusAsync();
        await page.Keyboard.PressAsync("Control+v");
        await page.EvaluateAsync("document.getElementById('other').remove()");
    }

    private static FakeQmpServer Make()
    {
        var server = new FakeQmpServer();
        server.On("query-commands").Returns("""[{"name":"with-text"},{"name":"query-qmp-schema"},{"name":"query-commands"}]""");
        server.On("query-qmp-schema").Returns("""[{"name":"with-text","meta-type":"command","arg-type":"1","ret-type":"0"},{"name":"0","meta-type":"object","members":[]},{"name":"1","meta-type":"object","members":[{"name":"text","type":"str"}]},{"name":"str","meta-type":"builtin","json-type":"string"}]""");
        return server;
    }

    private static Task<DashboardHost> StartAsync(FakeQmpServer server) => DashboardHost.StartAsync(options => options.AddServer("a", "in memory", _ => new(server.Connect())));

    private async Task<(IPage Page, ILocator Field)> OpenAsync(DashboardHost host)
    {
        IPage page = await browser.OpenAsync();
        await page.GotoAsync(new Uri(host.Address, "commands?server=a&command=with-text").ToString());
        ILocator field = page.GetByRole(AriaRole.Textbox, new() { Name = "text" });
        await field.FocusAsync();
        return (page, field);
    }
}
