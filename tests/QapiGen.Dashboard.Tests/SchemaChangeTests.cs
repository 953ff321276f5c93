using System;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using Microsoft.Playwright;
using QapiGen.Testing;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace QapiGen.Dashboard.Tests;

/// <summary>What somebody is filling in while their server comes back as another version, in a real browser.</summary>
[Collection(BrowserCollection.Name)]
public sealed class SchemaChangeTests(BrowserFixture browser)
{
    // References of types are numbers, other ones in each schema.
    private const string Before = """
        [{"name":"write","meta-type":"command","arg-type":"7","ret-type":"8"},{"name":"other","meta-type":"command","arg-type":"8","ret-type":"8"},
         {"name":"7","meta-type":"object","members":[{"name":"text","type":"str"},{"name":"count","type":"int"},{"name":"old","type":"str"},{"name":"size","type":"int","default":null},
           {"name":"speed","type":"int","default":null},{"name":"how","type":"9"},{"name":"list","type":"[int]"},{"name":"either","type":"10"}]},
         {"name":"8","meta-type":"object","members":[]},
         {"name":"9","meta-type":"object","tag":"kind","members":[{"name":"kind","type":"11"}],"variants":[{"case":"file","type":"12"},{"case":"net","type":"13"}]},
         {"name":"10","meta-type":"alternate","members":[{"type":"str"},{"type":"12"}]},
         {"name":"11","meta-type":"enum","members":[{"name":"file"},{"name":"net"}],"values":["file","net"]},
         {"name":"12","meta-type":"object","members":[{"name":"path","type":"str"},{"name":"offset","type":"int"}]},
         {"name":"13","meta-type":"object","members":[{"name":"port","type":"int"}]}]
        """;

    private const string After = """
        [{"name":"write","meta-type":"command","arg-type":"70","ret-type":"80"},{"name":"other","meta-type":"command","arg-type":"80","ret-type":"80"},{"name":"new","meta-type":"command","arg-type":"80","ret-type":"80"},
         {"name":"70","meta-type":"object","members":[{"name":"more","type":"str"},{"name":"text","type":"120"},{"name":"size","type":"int"},{"name":"count","type":"int"},
           {"name":"how","type":"90"},{"name":"list","type":"[int]"},{"name":"either","type":"100"}]},
         {"name":"80","meta-type":"object","members":[]},
         {"name":"90","meta-type":"object","tag":"kind","members":[{"name":"kind","type":"110"},{"name":"offset","type":"int"}],"variants":[{"case":"net","type":"130"},{"case":"file","type":"125"}]},
         {"name":"100","meta-type":"alternate","members":[{"type":"int"},{"type":"str"},{"type":"125"}]},
         {"name":"110","meta-type":"enum","members":[{"name":"net"},{"name":"file"}],"values":["net","file"]},
         {"name":"120","meta-type":"alternate","members":[{"type":"str"},{"type":"null"}]},
         {"name":"125","meta-type":"object","members":[{"name":"path","type":"str"}]},
         {"name":"130","meta-type":"object","members":[{"name":"port","type":"int"}]}]
        """;

    [BrowserFact]
    public async Task What_was_typed_stays_flawed_or_not_and_so_do_focus_and_caret()
    {
        await using var server = new RestartedServer(Before);
        await using DashboardHost host = await StartAsync(server);
        IPage page = await OpenAsync(host, "write");
        ILocator form = page.GetByRole(AriaRole.Form, new() { Name = "write" });
        await Field(form, "text").FillAsync("half a thought");
        await Field(form, "old").FillAsync("gone with it");
        await form.GetByRole(AriaRole.Button, new() { Name = "Add size" }).ClickAsync();
        await Field(form, "size").FillAsync("5x");
        await Field(form, "kind").SelectOptionAsync("net");
        await Field(form, "port").FillAsync("80");
        await Field(form, "kind").SelectOptionAsync("file");
        ILocator how = form.GetByRole(AriaRole.Group, new() { Name = "how union" });
        await Field(how, "path").FillAsync("/a\nb");
        await Field(how, "offset").FillAsync("-");
        await form.GetByRole(AriaRole.Button, new() { Name = "Add item" }).ClickAsync();
        await Field(form, "list item").FillAsync("one");
        ILocator either = form.GetByRole(AriaRole.Group, new() { Name = "either one of several kinds" });
        await Field(either, "either").FillAsync("5 of them");
        await Field(form, "count").FillAsync("five");
        await Field(form, "count").EvaluateAsync("one => one.setSelectionRange(1, 3)");

        await server.RestartAsync(After);

        await Expect(Field(form, "more")).ToHaveValueAsync("");
        await Expect(Field(form, "text")).ToHaveValueAsync("half a thought");
        await Expect(Field(form, "size")).ToHaveValueAsync("5x");
        await Expect(Field(form, "count")).ToHaveValueAsync("five");
        await Expect(Field(how, "kind")).ToHaveValueAsync("file");
        await Expect(Field(how, "path")).ToHaveValueAsync("/a\nb");
        await Expect(Field(how, "offset")).ToHaveValueAsync("-");
        await Expect(Field(form, "list item")).ToHaveValueAsync("one");
        await Expect(Field(either, "either")).ToHaveValueAsync("5 of them");
        await Expect(either.GetByRole(AriaRole.Tab, new() { Name = "string" })).ToHaveAttributeAsync("aria-selected", "true");
        await Expect(Field(form, "count")).ToBeFocusedAsync();
        Assert.Equal(["1", "3"], await Field(form, "count").EvaluateAsync<string[]>("one => [`${one.selectionStart}`, `${one.selectionEnd}`]"));

        // What went is said, and nothing else.
        await Expect(form.GetByRole(AriaRole.Alert)).ToHaveTextAsync("The schema is another now, and the form has no place for old (gone with it)");
        await page.Keyboard.TypeAsync("!");
        await Expect(Field(form, "count")).ToHaveValueAsync("f!e");

        // Nor is what was filled in of a branch that isn't looked at.
        await Field(form, "kind").SelectOptionAsync("net");
        await Expect(Field(form, "port")).ToHaveValueAsync("80");
    }

    [BrowserFact]
    public async Task What_is_marked_as_wrong_stays_so()
    {
        await using var server = new RestartedServer(Before);
        await using DashboardHost host = await StartAsync(server);
        IPage page = await OpenAsync(host, "write");
        ILocator form = page.GetByRole(AriaRole.Form, new() { Name = "write" });
        await Field(form, "count").FillAsync("five");
        await form.GetByRole(AriaRole.Button, new() { Name = "Send" }).ClickAsync();
        await Expect(Field(form, "text")).ToBeFocusedAsync();
        await form.GetByRole(AriaRole.Button, new() { Name = "Send" }).FocusAsync();

        await server.RestartAsync(After);

        await Expect(Field(form, "more")).ToBeVisibleAsync();
        await Expect(form.GetByRole(AriaRole.Button, new() { Name = "Send" })).ToBeFocusedAsync();
        await Expect(Field(form, "count")).ToHaveAttributeAsync("aria-invalid", "true");
        await Expect(form.GetByRole(AriaRole.Alert)).ToContainTextAsync("count: a whole number is needed, not 'five'");
    }

    // Only other commands are others: nothing happens, not even to what can be undone.
    [BrowserFact]
    public async Task A_form_whose_command_is_the_same_stays_as_it_is()
    {
        await using var server = new RestartedServer(Before);
        await using DashboardHost host = await StartAsync(server);
        IPage page = await OpenAsync(host, "write");
        ILocator form = page.GetByRole(AriaRole.Form, new() { Name = "write" });
        await Field(form, "count").FocusAsync();
        await page.Keyboard.TypeAsync("five");

        // With another command, and other numbers for the types.
        await server.RestartAsync(Regex.Replace(Before, "\"(7|8|9|1[0-3])\"", "\"9$1\"").Replace("\"name\":\"other\"", "\"name\":\"another\"", StringComparison.Ordinal));

        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "another" })).ToBeVisibleAsync();
        await Expect(Field(form, "count")).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Control+z");
        await Expect(Field(form, "count")).ToHaveValueAsync("");
    }

    [BrowserFact]
    public async Task Half_written_JSON_stays_with_its_caret()
    {
        await using var server = new RestartedServer(Before);
        await using DashboardHost host = await StartAsync(server);
        IPage page = await OpenAsync(host, "write");
        await page.GetByRole(AriaRole.Button, new() { Name = "Edit as JSON" }).ClickAsync();
        ILocator raw = page.GetByLabel("Arguments as JSON");
        await raw.FillAsync("{\"text\": ");
        await raw.EvaluateAsync("one => one.setSelectionRange(2, 2)");

        await server.RestartAsync(After);

        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "new" })).ToBeVisibleAsync();
        await Expect(raw).ToHaveValueAsync("{\"text\": ");
        await Expect(raw).ToBeFocusedAsync();
        Assert.Equal(2, await raw.EvaluateAsync<int>("one => one.selectionStart"));
    }

    [BrowserFact]
    public async Task Who_is_in_the_list_or_at_a_button_of_the_form_stays_there()
    {
        await using var server = new RestartedServer(Before);
        await using DashboardHost host = await StartAsync(server);
        IPage page = await OpenAsync(host, "write");
        ILocator form = page.GetByRole(AriaRole.Form, new() { Name = "write" });
        string now = Before;
        foreach (ILocator place in (ILocator[])
            [
                page.GetByRole(AriaRole.Link, new() { Name = "other", Exact = true }), form.GetByRole(AriaRole.Button, new() { Name = "Add item" }),
                form.GetByRole(AriaRole.Tab, new() { Name = "string" }).Last, page.GetByRole(AriaRole.Button, new() { Name = "Edit as JSON" }),
                page.Locator("summary").First, page.GetByRole(AriaRole.Heading, new() { Name = "write" }), page.GetByLabel("JSON to be sent"),
            ])
        {
            await place.EvaluateAsync("one => { if (one.localName === 'h2') one.tabIndex = -1; one.focus(); }");
            now = now == Before ? After : Before;
            await server.RestartAsync(now);

            await Expect(page.GetByRole(AriaRole.Link, new() { Name = "new", Exact = true })).ToHaveCountAsync(now == After ? 1 : 0);
            await Expect(Field(form, "more")).ToHaveCountAsync(now == After ? 1 : 0);
            await Expect(place).ToBeFocusedAsync();
        }
    }

    [BrowserFact]
    public async Task What_was_filled_in_for_a_command_that_goes_is_said_and_is_there_when_it_is_back()
    {
        await using var server = new RestartedServer(Before);
        await using DashboardHost host = await StartAsync(server);
        IPage page = await OpenAsync(host, "write");
        ILocator form = page.GetByRole(AriaRole.Form, new() { Name = "write" });
        await Field(form, "text").FillAsync("half a thought");
        await Field(form, "count").FillAsync("five");

        await server.RestartAsync(Before.Replace("\"name\":\"write\"", "\"name\":\"written\"", StringComparison.Ordinal));
        await Expect(page.GetByText("fake has no command 'write'.")).ToBeVisibleAsync();
        await Expect(page.GetByText("It had been filled in: text: half a thought, count: five.")).ToBeVisibleAsync();
        await server.RestartAsync(After);

        await Expect(Field(form, "text")).ToHaveValueAsync("half a thought");
        await Expect(Field(form, "count")).ToHaveValueAsync("five");
    }

    private static ILocator Field(ILocator form, string name) => form.GetByLabel(name, new() { Exact = true }).And(form.Page.Locator("input, textarea, select"));

    private static Task<DashboardHost> StartAsync(RestartedServer server) => DashboardHost.StartAsync(options => options.AddServer("fake", "in memory", _ => new(server.Fake.Connect())));

    private async Task<IPage> OpenAsync(DashboardHost host, string command)
    {
        IPage page = await browser.OpenAsync();
        await page.GotoAsync(new Uri(host.Address, $"commands?server=fake&command={command}").ToString());
        await page.GetByRole(AriaRole.Form, new() { Name = command }).WaitForAsync();
        return page;
    }

    private sealed class RestartedServer : IAsyncDisposable
    {
        public RestartedServer(string schema)
        {
            Fake.On("query-commands").Returns("""[{"name":"write"},{"name":"query-qmp-schema"},{"name":"query-commands"}]""");
            Fake.On("query-qmp-schema").Returns(schema);
        }

        public FakeQmpServer Fake { get; } = new();

        public async Task RestartAsync(string schema)
        {
            Fake.On("query-qmp-schema").Returns(schema);
            await Fake.DisconnectAsync();
        }

        public ValueTask DisposeAsync() => Fake.DisposeAsync();
    }
}
