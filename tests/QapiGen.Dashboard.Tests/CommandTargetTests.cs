using System;
using System.Linq;
using System.Threading.Tasks;
using Microsoft.Playwright;
using QapiGen.Testing;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace QapiGen.Dashboard.Tests;

/// <summary>Where a command goes, and what is said of it afterwards, among several servers.</summary>
[Collection(BrowserCollection.Name)]
public sealed class CommandTargetTests(BrowserFixture browser)
{
    [BrowserFact]
    public async Task A_call_stays_with_its_server_whatever_is_chosen_while_it_waits()
    {
        await using FakeQmpServer a = Make();
        await using FakeQmpServer b = Make();
        await using DashboardHost host = await StartAsync(a, b);
        (IPage page, FakeCall call) = await SendSlowAsync(host, a);
        await page.GetByLabel("Server").SelectOptionAsync("b");
        await Expect(page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("server=b"));
        await call.ReturnAsync();

        ILocator entry = page.GetByRole(AriaRole.Region, new() { Name = "History" }).GetByRole(AriaRole.Button);
        await Expect(entry).ToContainTextAsync("ok");
        await Expect(entry.Locator(".to")).ToHaveTextAsync("a");
        await entry.ClickAsync();
        await Expect(page.GetByLabel("Server")).ToHaveValueAsync("a");
        Assert.DoesNotContain("slow", b.Calls.Select(static one => one.Command));
    }

    [BrowserFact]
    public async Task What_is_looked_up_while_a_command_waits_stays_when_it_is_answered()
    {
        await using FakeQmpServer a = Make();
        await using FakeQmpServer b = Make();
        await using DashboardHost host = await StartAsync(a, b);
        (IPage page, FakeCall call) = await SendSlowAsync(host, a);
        await page.GetByRole(AriaRole.Tab, new() { Name = "Events" }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "HAPPENED" }).ClickAsync();
        ILocator heading = page.GetByRole(AriaRole.Heading, new() { Name = "HAPPENED" });
        await Expect(heading).ToBeFocusedAsync();
        IResponse answer = await page.RunAndWaitForResponseAsync(() => call.ReturnAsync().AsTask(), "**/api/execute");
        await answer.FinishedAsync();
        await page.EvaluateAsync("() => new Promise(done => setTimeout(done, 50))");

        await Expect(heading).ToBeFocusedAsync();
        await page.GetByRole(AriaRole.Tab, new() { Name = "Commands" }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "slow" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "History" }).GetByRole(AriaRole.Button)).ToContainTextAsync("ok");
    }

    [BrowserFact]
    public async Task Enter_held_down_in_a_field_sends_once()
    {
        await using FakeQmpServer a = Make();
        await using FakeQmpServer b = Make();
        await using DashboardHost host = await StartAsync(a, b);
        IPage page = await OpenAsync(host, "commands?server=a&command=with-text");
        await page.GetByRole(AriaRole.Textbox, new() { Name = "text" }).FillAsync("x");
        for (int i = 0; i < 5; i++)
        {
            // Without the key's going up each is a repetition.
            await page.Keyboard.DownAsync("Enter");
            await Expect(page.GetByText("Result after")).ToBeVisibleAsync();
        }

        await page.Keyboard.UpAsync("Enter");
        Assert.Single(a.Calls, static call => call.Command == "with-text");
    }

    // A key in PEM, a script: what is pasted is what is sent.
    [BrowserFact]
    public async Task A_text_of_several_lines_stays_one()
    {
        await using FakeQmpServer a = Make();
        await using FakeQmpServer b = Make();
        await using DashboardHost host = await StartAsync(a, b);
        IPage page = await OpenAsync(host, "commands?server=a&command=with-text");
        ILocator field = page.GetByRole(AriaRole.Textbox, new() { Name = "text" });
        await field.FillAsync("<>");
        await field.EvaluateAsync("one => one.setSelectionRange(1, 1)");
        await PasteAsync("a line\n");
        await Expect(field).ToHaveValueAsync("<a line>");
        await field.EvaluateAsync("one => one.setSelectionRange(1, 7)");
        await page.Keyboard.InsertTextAsync("one\ntwo\n");
        await page.Keyboard.TypeAsync("three");
        await Expect(page.GetByLabel("JSON to be sent")).ToContainTextAsync("""  "text": "<one\ntwo\nthree>" """.TrimEnd());
        await Expect(field).ToHaveAccessibleDescriptionAsync("text");
        await page.GetByRole(AriaRole.Button, new() { Name = "Send" }).ClickAsync();
        await Expect(page.GetByText("Result after")).ToBeVisibleAsync();
        Assert.Equal("<one\ntwo\nthree>", a.Calls.Single(static call => call.Command == "with-text").Arguments.GetProperty("text").GetString());

        // What was sent before comes back as it was.
        await page.GetByRole(AriaRole.Region, new() { Name = "History" }).GetByRole(AriaRole.Button).First.ClickAsync();
        await Expect(field).ToHaveValueAsync("<one\ntwo\nthree>");
        await Expect(page.GetByText("This stays JSON")).ToHaveCountAsync(0);

        await page.ReloadAsync();
        await field.FillAsync("first");
        await page.Keyboard.PressAsync("Shift+Enter");
        await page.Keyboard.TypeAsync("second");
        await Expect(page.GetByLabel("JSON to be sent")).ToContainTextAsync("""  "text": "first\nsecond" """.TrimEnd());

        Task PasteAsync(string text) => field.EvaluateAsync(
            """
            (one, text) => {
              const transfer = new DataTransfer();
              transfer.setData('text/plain', text);
              one.focus();
              one.dispatchEvent(new ClipboardEvent('paste', { clipboardData: transfer, bubbles: true, cancelable: true }));
            }
            """,
            text);
    }

    [BrowserFact]
    public async Task The_oldest_calls_make_way_for_the_latest_where_there_is_no_room()
    {
        await using FakeQmpServer a = Make();
        await using FakeQmpServer b = Make();
        await using DashboardHost host = await StartAsync(a, b);
        IPage page = await OpenAsync(host, "commands?server=a&command=with-text");
        ILocator sent = page.GetByRole(AriaRole.Region, new() { Name = "History" }).GetByRole(AriaRole.Button);

        // Leaves room for one call of this size.
        await page.EvaluateAsync("""
            () => {
              for (let room = 5_300_000; ; room -= 10_000) {
                try {
                  sessionStorage.setItem('filler', 'x'.repeat(room));
                  sessionStorage.setItem('filler', 'x'.repeat(room - 40_000));
                  return;
                } catch { }
              }
            }
            """);
        foreach (char letter in "abc")
        {
            await page.GetByRole(AriaRole.Textbox, new() { Name = "text" }).FillAsync(new string(letter, 30_000));
            await page.GetByRole(AriaRole.Button, new() { Name = "Send" }).ClickAsync();
            await Expect(sent.First).ToContainTextAsync(new string(letter, 100));
        }

        Assert.InRange(await sent.First.EvaluateAsync<int>("one => one.textContent.length"), 100, 1000);
    }

    [BrowserFact]
    public async Task Whoever_goes_back_while_it_is_asked_has_said_no()
    {
        await using FakeQmpServer a = Make();
        await using FakeQmpServer b = Make();
        await using DashboardHost host = await StartAsync(a, b);
        IPage page = await OpenAsync(host, "commands?server=a&command=quit");
        await page.GetByRole(AriaRole.Form, new() { Name = "quit" }).WaitForAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "slow" }).ClickAsync();
        await page.GetByLabel("Server").SelectOptionAsync("b");
        await page.GetByRole(AriaRole.Link, new() { Name = "quit" }).ClickAsync();
        await page.GetByRole(AriaRole.Form, new() { Name = "quit" }).GetByRole(AriaRole.Button, new() { Name = "Send" }).ClickAsync();
        ILocator dialog = page.GetByRole(AriaRole.Dialog);
        await Expect(dialog).ToContainTextAsync("b may lose data");
        await page.EvaluateAsync("history.go(-2)");

        await Expect(page.GetByLabel("Server")).ToHaveValueAsync("a");
        await Expect(dialog).ToHaveCountAsync(0);
        Assert.DoesNotContain("quit", a.Calls.Concat(b.Calls).Select(static call => call.Command));
    }

    // A guest agent, and whoever else tells no schema.
    [BrowserFact]
    public async Task A_command_of_which_only_the_name_is_known_is_sent_without_arguments_or_with_an_object()
    {
        await using var server = new FakeQmpServer();
        server.On("query-commands").Returns("""[{"name":"guest-ping"},{"name":"query-commands"}]""");
        server.On("guest-ping").Returns("\"first line\\nsecond line\"");
        await using DashboardHost host = await StartAsync(server, server);
        IPage page = await OpenAsync(host, "commands?server=a&command=guest-ping");
        ILocator send = page.GetByRole(AriaRole.Button, new() { Name = "Send" });
        await send.ClickAsync();
        await Expect(page.GetByText("Result after")).ToBeVisibleAsync();
        Assert.Equal(System.Text.Json.JsonValueKind.Undefined, (await NextAsync(server, "guest-ping")).Arguments.ValueKind);

        // Lines of a text are lines.
        await page.GetByRole(AriaRole.Button, new() { Name = "Text", Exact = true }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "Result as text" })).ToHaveTextAsync("first line\nsecond line");

        await page.GetByLabel("arguments").FillAsync("5");
        await send.ClickAsync();
        await Expect(page.Locator("form .bad-text")).ToContainTextAsync("arguments are an object");
        await page.GetByLabel("arguments").FillAsync("""{"a":1}""");
        await send.ClickAsync();
        Assert.Equal("""{"a":1}""", (await NextAsync(server, "guest-ping", 1)).Arguments.GetRawText().Replace(" ", "", StringComparison.Ordinal).Replace("\n", "", StringComparison.Ordinal));
    }

    [BrowserFact]
    public async Task What_is_chosen_by_the_address_is_seen_in_the_list_of_many()
    {
        await using var server = new FakeQmpServer();
        server.On("query-commands").Returns($"[{string.Join(',', Enumerable.Range(100, 300).Select(static i => $"{{\"name\":\"command-{i}\"}}"))}]");
        await using DashboardHost host = await StartAsync(server, server);
        IPage page = await OpenAsync(host, "commands?server=a&command=command-380");

        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "command-380" })).ToBeInViewportAsync();
        Assert.Equal(0, await page.EvaluateAsync<double>("window.scrollY"));
    }

    // The first of those that have come, or a later one: whether it has come already or not.
    private static async Task<FakeCall> NextAsync(FakeQmpServer server, string command, int skip = 0)
    {
        using var hang = new System.Threading.CancellationTokenSource(TimeSpan.FromMinutes(2));
        while (server.Calls.Where(call => call.Command == command).Skip(skip).FirstOrDefault() is var found)
        {
            if (found is not null)
            {
                return found;
            }

            await Task.Delay(20, hang.Token);
        }

        throw new InvalidOperationException();
    }

    // The command waits for its answer, which the test gives.
    private async Task<(IPage Page, FakeCall Call)> SendSlowAsync(DashboardHost host, FakeQmpServer a)
    {
        a.On("slow").NeverAnswers();
        IPage page = await OpenAsync(host, "commands?server=a&command=slow");
        await page.GetByRole(AriaRole.Button, new() { Name = "Send" }).ClickAsync();
        return (page, await NextAsync(a, "slow"));
    }

    private static FakeQmpServer Make()
    {
        var server = new FakeQmpServer();
        server.On("query-commands").Returns("""[{"name":"slow"},{"name":"quit"},{"name":"with-text"},{"name":"query-qmp-schema"},{"name":"query-commands"}]""");
        server.On("query-qmp-schema").Returns("""[{"name":"slow","meta-type":"command","arg-type":"0","ret-type":"0"},{"name":"quit","meta-type":"command","arg-type":"0","ret-type":"0"},{"name":"with-text","meta-type":"command","arg-type":"1","ret-type":"0"},{"name":"HAPPENED","meta-type":"event","arg-type":"0"},{"name":"0","meta-type":"object","members":[]},{"name":"1","meta-type":"object","members":[{"name":"text","type":"str"}]},{"name":"str","meta-type":"builtin","json-type":"string"}]""");
        server.On("with-text").Returns();
        return server;
    }

    private static Task<DashboardHost> StartAsync(FakeQmpServer a, FakeQmpServer b) => DashboardHost.StartAsync(options =>
        options.AddServer("a", "in memory", _ => new(a.Connect())).AddServer("b", "in memory", _ => new(b.Connect())));

    private async Task<IPage> OpenAsync(DashboardHost host, string path)
    {
        IPage page = await browser.OpenAsync();
        await page.GotoAsync(new Uri(host.Address, path).ToString());
        return page;
    }
}
