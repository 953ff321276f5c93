using System;
using System.Diagnostics;
using System.Linq;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Playwright;
using QapiGen.Jobs;
using QapiGen.Testing;
using QapiGen.TestSupport;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace QapiGen.Dashboard.Tests;

/// <summary>The page of commands, in a real browser, with a real storage daemon behind it.</summary>
[Collection(BrowserCollection.Name)]
public sealed class CommandsPageTests(BrowserFixture browser)
{
    [BrowserFact("qemu-storage-daemon")]
    public async Task An_image_is_opened_by_the_form_of_blockdev_add()
    {
        await using OptionalProcess daemon = await StartDaemonAsync();
        await using DashboardHost host = await StartAsync(daemon);
        IPage page = await OpenAsync(host, "blockdev-add");
        ILocator form = page.GetByRole(AriaRole.Form, new() { Name = "blockdev-add" });
        await form.GetByLabel("driver", new() { Exact = true }).SelectOptionAsync("qcow2");
        await form.GetByRole(AriaRole.Button, new() { Name = "Add node-name" }).First.ClickAsync();
        await form.GetByLabel("node-name", new() { Exact = true }).FillAsync("disk0");
        await form.GetByRole(AriaRole.Button, new() { Name = "Add read-only" }).First.ClickAsync();
        await form.GetByLabel("read-only", new() { Exact = true }).CheckAsync();

        // An alternate: the name of a node, or the options of one.
        ILocator file = form.GetByRole(AriaRole.Group, new() { Name = "file one of several kinds", Exact = true });
        await file.GetByRole(AriaRole.Tab, new() { Name = "object" }).ClickAsync();
        await file.GetByLabel("driver", new() { Exact = true }).SelectOptionAsync("file");
        await file.GetByLabel("filename", new() { Exact = true }).FillAsync(daemon.PathOf("nothing.qcow2"));
        await form.GetByRole(AriaRole.Button, new() { Name = "Send" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Alert).Filter(new() { HasText = "GenericError" })).ToContainTextAsync("Could not open");

        await file.GetByLabel("filename", new() { Exact = true }).FillAsync(daemon.PathOf("disk.qcow2"));

        // Looking at another kind, or at the same once more, loses nothing.
        await file.GetByRole(AriaRole.Tab, new() { Name = "object" }).ClickAsync();
        await file.GetByRole(AriaRole.Tab, new() { Name = "string" }).ClickAsync();
        await file.GetByRole(AriaRole.Tab, new() { Name = "object" }).ClickAsync();

        // Nor does another branch, the command once more, or the way to the content.
        await file.GetByLabel("driver", new() { Exact = true }).SelectOptionAsync("nvme");
        await file.GetByLabel("driver", new() { Exact = true }).SelectOptionAsync("file");
        await page.GetByRole(AriaRole.Link, new() { Name = "blockdev-add", Exact = true }).First.ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Skip to content" }).FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        JsonElement shown = JsonElement.Parse(await page.GetByLabel("JSON to be sent").InnerTextAsync());
        Assert.Equal(
            $$$"""{"execute":"blockdev-add","arguments":{"driver":"qcow2","node-name":"disk0","read-only":true,"file":{"driver":"file","filename":"{{{daemon.PathOf("disk.qcow2")}}}" } } }""".Replace(" ", "", StringComparison.Ordinal),
            JsonSerializer.Serialize(shown));
        await form.GetByRole(AriaRole.Button, new() { Name = "Send" }).ClickAsync();
        await Expect(page.GetByText("Result after")).ToBeVisibleAsync();
        await Picture.TakeAsync(page, "commands-form");

        await page.GetByRole(AriaRole.Link, new() { Name = "query-named-block-nodes", Exact = true }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Send" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Text", Exact = true }).ClickAsync();
        await Expect(page.GetByLabel("Result as text")).ToContainTextAsync("\"node-name\": \"disk0\"");
        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "History" }).GetByRole(AriaRole.Button)).ToHaveCountAsync(3);
    }

    [BrowserFact]
    public async Task Back_from_a_call_to_another_server_leads_to_where_one_was()
    {
        await using FakeQmpServer one = Make("first-command");
        await using FakeQmpServer two = Make("second-command");
        await using DashboardHost host = await DashboardHost.StartAsync(options =>
            options.AddServer("one", "in memory", _ => new(one.Connect())).AddServer("two", "in memory", _ => new(two.Connect())));
        IPage page = await browser.OpenAsync();
        await page.GotoAsync(new Uri(host.Address, "commands?server=two&command=second-command").ToString());
        await page.GetByRole(AriaRole.Button, new() { Name = "Send" }).ClickAsync();
        await Expect(page.GetByText("Result after")).ToBeVisibleAsync();
        await page.GotoAsync(new Uri(host.Address, "commands?server=one&command=first-command").ToString());
        await page.GetByRole(AriaRole.Form, new() { Name = "first-command" }).WaitForAsync();
        await page.GetByRole(AriaRole.Region, new() { Name = "History" }).GetByRole(AriaRole.Button).First.ClickAsync();
        await page.GetByRole(AriaRole.Form, new() { Name = "second-command" }).WaitForAsync();

        await page.GoBackAsync();

        await Expect(page.GetByRole(AriaRole.Form, new() { Name = "first-command" })).ToBeVisibleAsync();

        static FakeQmpServer Make(string command)
        {
            var server = new FakeQmpServer();
            server.On("query-commands").Returns($$"""[{"name":"{{command}}"},{"name":"query-qmp-schema"},{"name":"query-commands"}]""");
            server.On("query-qmp-schema").Returns($$"""[{"name":"{{command}}","meta-type":"command","arg-type":"0","ret-type":"0"},{"name":"0","meta-type":"object","members":[]}]""");
            server.On(command).Returns();
            return server;
        }
    }

    [BrowserFact]
    public async Task What_is_listed_is_chosen_by_arrows_and_follows_the_way_back()
    {
        await using DashboardHost host = await DashboardHost.StartAsync();
        IPage page = await browser.OpenAsync();
        await page.GotoAsync(new Uri(host.Address, "commands?server=host").ToString());
        ILocator tabs = page.GetByRole(AriaRole.Tablist, new() { Name = "What is listed" }).GetByRole(AriaRole.Tab);
        await page.GetByRole(AriaRole.Tabpanel, new() { Name = "Commands" }).GetByRole(AriaRole.Link, new() { Name = "job-pause", Exact = true }).WaitForAsync();
        await tabs.First.FocusAsync();
        foreach ((string key, string name) in ((string, string)[])[("ArrowRight", "Events"), ("ArrowRight", "Types"), ("ArrowRight", "Commands"), ("ArrowLeft", "Types"), ("Home", "Commands"), ("End", "Types"), ("ArrowLeft", "Events")])
        {
            await page.Keyboard.PressAsync(key);
            ILocator tab = page.GetByRole(AriaRole.Tab, new() { Name = name });
            await Expect(tab).ToBeFocusedAsync();
            await Expect(tab).ToHaveAttributeAsync("aria-selected", "true");
            Assert.Equal(1, await tabs.EvaluateAllAsync<int>("all => all.filter(one => one.tabIndex === 0).length"));
        }

        ILocator panel = page.GetByRole(AriaRole.Tabpanel, new() { Name = "Events" });
        Assert.Equal(await panel.GetAttributeAsync("id"), await tabs.Nth(1).GetAttributeAsync("aria-controls"));
        await panel.GetByRole(AriaRole.Link, new() { Name = "JOB_STATUS_CHANGE", Exact = true }).ClickAsync();
        await page.GetByRole(AriaRole.Region, new() { Name = "JOB_STATUS_CHANGE" }).WaitForAsync();
        await page.GoBackAsync();
        await Expect(page.GetByText("Choose a command.")).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Tab, new() { Name = "Commands" })).ToHaveAttributeAsync("aria-selected", "true");
        await Expect(page.GetByRole(AriaRole.Tabpanel, new() { Name = "Commands" }).GetByRole(AriaRole.Link, new() { Name = "job-pause", Exact = true })).ToBeVisibleAsync();
    }

    [BrowserFact]
    public async Task Who_chooses_a_command_by_the_keyboard_goes_on_at_its_form()
    {
        await using DashboardHost host = await DashboardHost.StartAsync();
        IPage page = await browser.OpenAsync();
        await page.GotoAsync(new Uri(host.Address, "commands?server=host").ToString());
        await page.GetByRole(AriaRole.Link, new() { Name = "job-pause", Exact = true }).FocusAsync();
        await page.Keyboard.PressAsync("Enter");

        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "job-pause" })).ToBeFocusedAsync();
    }

    [BrowserFact]
    public async Task A_command_that_waits_is_not_sent_a_second_time()
    {
        await using var server = new FakeQmpServer();
        server.On("query-commands").Returns("""[{"name":"wait"},{"name":"query-qmp-schema"},{"name":"query-commands"}]""");
        server.On("query-qmp-schema").Returns("""[{"name":"wait","meta-type":"command","arg-type":"0","ret-type":"0"},{"name":"0","meta-type":"object","members":[]}]""");
        server.On("wait").NeverAnswers();
        await using DashboardHost host = await DashboardHost.StartAsync(options => options.AddServer("fake", "in memory", _ => new(server.Connect())));
        IPage page = await browser.OpenAsync();
        await page.GotoAsync(new Uri(host.Address, "commands?server=fake&command=wait").ToString());
        ILocator send = page.GetByRole(AriaRole.Button, new() { Name = "Send" });
        await send.ClickAsync();
        await Expect(send).ToHaveAttributeAsync("aria-busy", "true");
        using var hang = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        while (server.Calls.All(static call => call.Command != "wait"))
        {
            await Task.Delay(20, hang.Token);
        }

        await send.ClickAsync();
        await server.Calls.Single(static call => call.Command == "wait").ReturnAsync();

        await Expect(page.GetByText("Result after")).ToBeVisibleAsync();
        Assert.Single(server.Calls, static call => call.Command == "wait");
    }

    [BrowserFact]
    public async Task What_the_schema_says_stands_by_the_command_its_arguments_and_its_types()
    {
        await using DashboardHost host = await DashboardHost.StartAsync();
        IPage page = await browser.OpenAsync();
        await page.GotoAsync(new Uri(host.Address, "commands?server=host&command=job-pause").ToString());
        ILocator card = page.GetByRole(AriaRole.Region, new() { Name = "job-pause" });

        await Expect(card.GetByText("Asks a job to halt. The answer doesn't wait for it")).ToBeVisibleAsync();
        await Expect(card.GetByLabel("id", new() { Exact = true })).ToHaveAccessibleDescriptionAsync("text the job's id");
        await page.GetByRole(AriaRole.Tab, new() { Name = "Types" }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "JobType", Exact = true }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Row, new() { Name = "snapshot-save takes a snapshot" })).ToBeVisibleAsync();
    }

    [BrowserFact]
    public async Task What_another_schema_says_is_shown_for_servers_that_do_not_tell()
    {
        await using var server = new FakeQmpServer();
        server.On("query-commands").Returns("""[{"name":"job-resume"},{"name":"query-qmp-schema"},{"name":"query-commands"}]""");
        server.On("query-qmp-schema").Returns("""[{"name":"job-resume","meta-type":"command","arg-type":"7","ret-type":"8"},{"name":"7","meta-type":"object","members":[{"name":"id","type":"str"}]},{"name":"8","meta-type":"object","members":[]}]""");
        await using DashboardHost host = await DashboardHost.StartAsync(options => options.AddServer("fake", "in memory", _ => new(server.Connect())).AddDocumentation(JobSchema.Instance));
        IPage page = await browser.OpenAsync();
        await page.GotoAsync(new Uri(host.Address, "commands?server=fake&command=job-resume").ToString());
        ILocator card = page.GetByRole(AriaRole.Region, new() { Name = "job-resume" });

        await Expect(card.GetByText("since 3.0")).ToBeVisibleAsync();
        await Expect(card.GetByLabel("id", new() { Exact = true })).ToHaveAccessibleDescriptionAsync("text the job's id");
    }

    [BrowserFact("qemu-storage-daemon")]
    public async Task Lists_have_rows_and_what_is_missing_is_said_before_it_is_sent()
    {
        await using OptionalProcess daemon = await StartDaemonAsync();
        await using DashboardHost host = await StartAsync(daemon);
        IPage page = await OpenAsync(host, "blockdev-add");
        ILocator form = page.GetByRole(AriaRole.Form, new() { Name = "blockdev-add" });
        await form.GetByLabel("driver", new() { Exact = true }).SelectOptionAsync("quorum");
        await form.GetByRole(AriaRole.Button, new() { Name = "Send" }).ClickAsync();
        await Expect(page.GetByText("vote-threshold is needed: a whole number").First).ToBeVisibleAsync();
        await form.GetByLabel("vote-threshold").FillAsync("18446744073709551615");
        ILocator children = form.GetByRole(AriaRole.Group, new() { Name = "children list of one of several kinds" });
        foreach (string name in (string[])["a", "b", "c"])
        {
            await children.GetByRole(AriaRole.Button, new() { Name = "Add item" }).ClickAsync();
            await children.GetByLabel("children item", new() { Exact = true }).GetByRole(AriaRole.Textbox).Last.FillAsync(name);
        }

        await children.GetByRole(AriaRole.Button, new() { Name = "Remove item of children" }).Nth(1).ClickAsync();

        Assert.Equal(
            """{"execute":"blockdev-add","arguments":{"driver":"quorum","children":["a","c"],"vote-threshold":18446744073709551615}}""",
            JsonSerializer.Serialize(JsonElement.Parse(await page.GetByLabel("JSON to be sent").InnerTextAsync())));
    }

    [BrowserFact]
    public async Task Arguments_as_JSON_are_an_object_whose_numbers_are_sent_as_they_are_written()
    {
        await using DashboardHost host = await DashboardHost.StartAsync();
        IPage page = await browser.OpenAsync();
        await page.GotoAsync(new Uri(host.Address, "commands?server=host&command=query-jobs").ToString());
        ILocator form = page.GetByRole(AriaRole.Form, new() { Name = "query-jobs" });
        await form.GetByRole(AriaRole.Button, new() { Name = "Edit as JSON" }).ClickAsync();
        foreach (string text in (string[])["null", "5", "true", "\"text\"", "[1]"])
        {
            await form.GetByLabel("Arguments as JSON").FillAsync(text);
            await form.GetByRole(AriaRole.Button, new() { Name = "Send" }).ClickAsync();
            await Expect(form.GetByRole(AriaRole.Alert)).ToContainTextAsync("arguments are an object");
        }

        // One of two would be dropped without a word.
        foreach (string text in (string[])["""{"a":1,"b":{"a":2},"a":3}""", """{"b":[{"\u0061":1,"c":":,{","a":2}]}"""])
        {
            await form.GetByLabel("Arguments as JSON").FillAsync(text);
            await form.GetByRole(AriaRole.Button, new() { Name = "Send" }).ClickAsync();
            await Expect(form.GetByRole(AriaRole.Alert)).ToContainTextAsync("'a' stands there twice");
        }

        await Expect(page.GetByText("Result after")).ToHaveCountAsync(0);
        await form.GetByLabel("Arguments as JSON").FillAsync("""{"a":1e999,"b":0.12345678901234567890,"c":18446744073709551615}""");
        await Expect(page.GetByLabel("JSON to be sent")).ToContainTextAsync("\"a\": 1e999");
        await Expect(page.GetByLabel("JSON to be sent")).ToContainTextAsync("\"b\": 0.12345678901234567890");
        Task<IRequest> sent = page.WaitForRequestAsync("**/api/execute");
        await form.GetByRole(AriaRole.Button, new() { Name = "Send" }).ClickAsync();
        Assert.Equal("""{"a":1e999,"b":0.12345678901234567890,"c":18446744073709551615}""", JsonElement.Parse((await sent).PostData!).GetProperty("arguments").GetRawText().Replace(" ", "", StringComparison.Ordinal).Replace("\n", "", StringComparison.Ordinal));
    }

    [BrowserFact("qemu-storage-daemon")]
    public async Task What_is_written_as_JSON_and_what_was_sent_before_comes_back_into_the_form()
    {
        const string Json = """{"driver":"quorum","node-name":"q","read-only":false,"children":[{"driver":"qcow2","file":{"driver":"file","filename":"a"},"l2-cache-size":18446744073709551615},"b"],"vote-threshold":2}""";
        await using OptionalProcess daemon = await StartDaemonAsync();
        await using DashboardHost host = await StartAsync(daemon);
        IPage page = await OpenAsync(host, "blockdev-add");
        ILocator form = page.GetByRole(AriaRole.Form, new() { Name = "blockdev-add" });
        ILocator asJson = form.GetByRole(AriaRole.Button, new() { Name = "Edit as JSON" });
        await asJson.ClickAsync();
        await form.GetByLabel("Arguments as JSON").FillAsync("""{"driver":"qcow2","no-such-member":1}""");
        await asJson.ClickAsync();
        await Expect(form.GetByRole(AriaRole.Alert)).ToContainTextAsync("This stays JSON: the form has no place for 'no-such-member'");
        await form.GetByLabel("Arguments as JSON").FillAsync(Json);
        await asJson.ClickAsync();

        await Expect(form.GetByLabel("node-name", new() { Exact = true })).ToHaveValueAsync("q");
        await Expect(form.GetByLabel("read-only", new() { Exact = true })).Not.ToBeCheckedAsync();
        await Expect(form.GetByLabel("filename", new() { Exact = true })).ToHaveValueAsync("a");
        await Expect(form.GetByLabel("l2-cache-size", new() { Exact = true })).ToHaveValueAsync("18446744073709551615");
        Assert.Equal(Json, JsonSerializer.Serialize(JsonElement.Parse(await page.GetByLabel("JSON to be sent").InnerTextAsync()).GetProperty("arguments")));

        await form.GetByRole(AriaRole.Button, new() { Name = "Send" }).ClickAsync();
        ILocator sent = page.GetByRole(AriaRole.Region, new() { Name = "History" }).GetByRole(AriaRole.Button);
        await Expect(sent).ToHaveCountAsync(1);
        await page.GetByRole(AriaRole.Link, new() { Name = "quit", Exact = true }).ClickAsync();
        await page.GetByRole(AriaRole.Form, new() { Name = "quit" }).WaitForAsync();
        await sent.ClickAsync();
        await Expect(form.GetByLabel("filename", new() { Exact = true })).ToHaveValueAsync("a");
        Assert.Equal(Json, JsonSerializer.Serialize(JsonElement.Parse(await page.GetByLabel("JSON to be sent").InnerTextAsync()).GetProperty("arguments")));
    }

    [BrowserFact]
    public async Task Who_chooses_by_the_keyboard_goes_on_at_what_was_chosen_and_back_by_the_browser()
    {
        await using DashboardHost host = await DashboardHost.StartAsync();
        IPage page = await browser.OpenAsync();
        await page.GotoAsync(new Uri(host.Address, "commands?server=host&type=JobInfo").ToString());
        await page.GetByRole(AriaRole.Table, new() { Name = "Members" }).GetByRole(AriaRole.Link, new() { Name = "JobType" }).FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "JobType" })).ToBeFocusedAsync();
        await page.GoBackAsync();
        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "JobInfo" })).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "JobInfo", Exact = true })).ToHaveAttributeAsync("aria-current", "true");

        await page.GetByRole(AriaRole.Tab, new() { Name = "Commands" }).ClickAsync();
        await page.GetByRole(AriaRole.Region, new() { Name = "Schema" }).GetByRole(AriaRole.Link, new() { Name = "query-jobs", Exact = true }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Send" }).ClickAsync();
        ILocator sent = page.GetByRole(AriaRole.Region, new() { Name = "History" }).GetByRole(AriaRole.Button);
        await Expect(sent.Locator("time")).ToHaveAttributeAsync("title", new Regex(@"\d, \d\d:\d\d:\d\d\.\d{3}$"));
        await sent.FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "query-jobs" })).ToBeFocusedAsync();
    }

    [BrowserFact("qemu-storage-daemon")]
    public async Task What_can_destroy_asks_first_and_a_server_that_is_gone_is_shown_as_gone()
    {
        await using OptionalProcess daemon = await StartDaemonAsync();
        await using DashboardHost host = await StartAsync(daemon);
        IPage page = await OpenAsync(host, "quit");
        await page.GetByRole(AriaRole.Button, new() { Name = "Send" }).ClickAsync();
        ILocator dialog = page.GetByRole(AriaRole.Dialog);
        await Expect(dialog).ToContainTextAsync("Send quit?");
        await page.Keyboard.PressAsync("Escape");
        await Expect(dialog).ToHaveCountAsync(0);
        await page.GetByRole(AriaRole.Button, new() { Name = "Send" }).ClickAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Send" }).ClickAsync();
        await daemon.WaitForExitAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Servers" }).ClickAsync();
        ILocator row = page.Locator("tr[data-key=daemon]");
        await Expect(row).ToContainTextAsync("gone");

        Start(daemon);
        await Expect(row).ToContainTextAsync("connected");
    }

    [BrowserFact("qemu-storage-daemon")]
    public async Task Who_may_only_look_reads_the_schema_and_can_not_send()
    {
        await using OptionalProcess daemon = await StartDaemonAsync();
        await using DashboardHost host = await DashboardHost.StartAsync(options =>
        {
            options.IsReadOnly = true;
            options.AddServer("daemon", $"unix:{daemon.PathOf("qmp.sock")}");
        });
        IPage page = await OpenAsync(host, "blockdev-add");

        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Send" })).ToBeDisabledAsync();
        await Expect(page.GetByText("You may look, but not act.")).ToBeVisibleAsync();

        // Not by the address of the action either: a page that is tricked is as harmless.
        string answer = await page.EvaluateAsync<string>("""
            async () => {
              const token = document.querySelector('meta[name="qapi-token"]').content;
              const answer = await fetch('api/execute', { method: 'POST', headers: { 'Content-Type': 'application/json', RequestVerificationToken: token }, body: '{"server":"daemon","command":"quit"}' });
              return `${answer.status} ${await answer.text()}`;
            }
            """);
        Assert.StartsWith("403 ", answer, StringComparison.Ordinal);
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "query-named-block-nodes", Exact = true })).ToBeVisibleAsync();
    }

    private static async Task<OptionalProcess> StartDaemonAsync()
    {
        var daemon = new OptionalProcess();
        using Process? image = Process.Start(new ProcessStartInfo("qemu-img", ["create", "-q", "-f", "qcow2", daemon.PathOf("disk.qcow2"), "1M"]));
        await image!.WaitForExitAsync();
        Start(daemon);
        return daemon;
    }

    private static void Start(OptionalProcess daemon) =>
        daemon.Start("qemu-storage-daemon", "--chardev", $"socket,id=qmp,path={daemon.PathOf("qmp.sock")},server=on,wait=off", "--monitor", "chardev=qmp");

    private static Task<DashboardHost> StartAsync(OptionalProcess daemon) => DashboardHost.StartAsync(options => options.AddServer("daemon", $"unix:{daemon.PathOf("qmp.sock")}"));

    private async Task<IPage> OpenAsync(DashboardHost host, string command)
    {
        IPage page = await browser.OpenAsync();
        await page.GotoAsync(new Uri(host.Address, $"commands?server=daemon&command={command}").ToString());
        await page.GetByRole(AriaRole.Form, new() { Name = command }).WaitForAsync();
        return page;
    }
}
