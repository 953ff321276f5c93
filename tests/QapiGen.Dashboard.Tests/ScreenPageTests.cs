using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Runtime.Versioning;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Playwright;
using QapiGen.Runtime.Messages;
using QapiGen.Testing;
using QapiGen.TestSupport;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace QapiGen.Dashboard.Tests;

/// <summary>The page of screens, in a real browser, with a real machine behind it.</summary>
[Collection(BrowserCollection.Name)]
public sealed class ScreenPageTests(BrowserFixture browser)
{
    [BrowserFact("qemu-system-x86_64")]
    public async Task A_machine_shows_its_picture_and_takes_keys()
    {
        await using var machine = new OptionalProcess();
        machine.Start("qemu-system-x86_64", "-machine", "pc,accel=tcg", "-m", "32", "-display", "none", "-net", "none", "-qmp", $"unix:{machine.PathOf("qmp.sock")},server=on,wait=off");
        await using DashboardHost host = await DashboardHost.StartAsync(options => options.AddServer("vm", $"unix:{machine.PathOf("qmp.sock")}"));
        IPage page = await browser.OpenAsync();
        await page.GotoAsync(new Uri(host.Address, "screen").ToString());
        ILocator image = page.GetByRole(AriaRole.Img, new() { Name = "Screen of the machine" });

        await Expect(image).ToBeVisibleAsync();
        Assert.True(await image.EvaluateAsync<int>("image => image.naturalWidth") >= 320);
        Task<IResponse> sent = page.WaitForResponseAsync("**/api/execute");
        await page.GetByRole(AriaRole.Button, new() { Name = "Enter" }).ClickAsync();
        Assert.Equal("""{"return":{}}""", await (await sent).TextAsync());
        sent = page.WaitForResponseAsync("**/api/execute");
        await page.GetByRole(AriaRole.Button, new() { Name = "Type into the machine" }).ClickAsync();
        await page.Keyboard.PressAsync("Shift+A");
        Assert.Equal("""{"return":{}}""", await (await sent).TextAsync());
        await Picture.TakeAsync(page, "screen-machine");

        // A picture that hasn't changed isn't sent again.
        var picture = new Uri(host.Address, "api/screen?server=vm");
        HttpResponseMessage first = await host.Http.GetAsync(picture);
        using var again = new HttpRequestMessage(HttpMethod.Get, picture);
        again.Headers.IfNoneMatch.Add(first.Headers.ETag!);
        Assert.Equal(HttpStatusCode.NotModified, (await host.Http.SendAsync(again)).StatusCode);
    }

    // It doesn't get into a folder of ours, but writes to what it is passed.
    [OtherUserFact]
    [SupportedOSPlatform("linux")]
    public async Task A_machine_of_another_user_gives_its_picture()
    {
        await using var machine = new OptionalProcess();
        File.SetUnixFileMode(machine.PathOf("."), (UnixFileMode)0b111_111_111);
        machine.Start("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups",
            "qemu-system-x86_64", "-machine", "pc,accel=tcg", "-m", "32", "-display", "none", "-net", "none", "-qmp", $"unix:{machine.PathOf("qmp.sock")},server=on,wait=off");

        string[] answers = [await AskAsync("*"), await AskAsync("query-*;screendump")];

        Assert.Equal("OK PNG", answers[0]);
        Assert.StartsWith("BadGateway", answers[1], StringComparison.Ordinal);
        Assert.Contains("Permission denied", answers[1], StringComparison.Ordinal);

        // The monitor has one client at a time.
        async Task<string> AskAsync(string allowed)
        {
            await using DashboardHost host = await DashboardHost.StartAsync(options =>
            {
                options.AllowedCommands = allowed;
                options.AddServer("vm", $"unix:{machine.PathOf("qmp.sock")}");
            });
            var picture = new Uri(host.Address, "api/screen?server=vm");
            HttpResponseMessage answer;
            while ((answer = await host.Http.GetAsync(picture)).StatusCode == HttpStatusCode.ServiceUnavailable)
            {
                await Task.Delay(100);
            }

            byte[] content = await answer.Content.ReadAsByteArrayAsync();
            return $"{answer.StatusCode} {(answer.IsSuccessStatusCode ? Encoding.ASCII.GetString(content, 1, 3) : Encoding.UTF8.GetString(content))}";
        }
    }

    [BrowserFact("qemu-system-x86_64")]
    public async Task Every_key_that_is_typed_is_one_that_the_machine_knows()
    {
        string[] keys =
        [
            "Enter", "Escape", "Backspace", "Tab", "Space", "ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight", "Delete", "Insert", "Home", "End", "PageUp", "PageDown", "Minus", "Equal", "BracketLeft",
            "BracketRight", "Backslash", "Semicolon", "Quote", "Backquote", "Comma", "Period", "Slash", "CapsLock", "IntlBackslash", "PrintScreen", "ScrollLock", "Pause", "ContextMenu", "NumLock",
            "NumpadDivide", "NumpadMultiply", "NumpadSubtract", "NumpadAdd", "NumpadEnter", "NumpadDecimal", "NumpadEqual", "NumpadComma", "IntlRo", "IntlYen", "KanaMode", "Convert", "NonConvert", "Lang1", "Lang2", "Numpad0", "Numpad9", "KeyA", "KeyZ", "Digit0", "Digit9", "F1", "F12",
        ];
        await using var machine = new OptionalProcess();
        machine.Start("qemu-system-x86_64", "-machine", "pc,accel=tcg", "-m", "32", "-display", "none", "-net", "none", "-qmp", $"unix:{machine.PathOf("qmp.sock")},server=on,wait=off");
        await using DashboardHost host = await DashboardHost.StartAsync(options => options.AddServer("vm", $"unix:{machine.PathOf("qmp.sock")}"));
        IPage page = await browser.OpenAsync();
        await page.GotoAsync(new Uri(host.Address, "screen").ToString());
        ILocator keyboard = page.Locator(".keys button[aria-pressed]");
        await keyboard.WaitForAsync();
        var answers = new List<string>();
        foreach (string key in keys)
        {
            IResponse answer = await page.RunAndWaitForResponseAsync(
                () => keyboard.EvaluateAsync(
                    """
                    (button, code) => {
                      if (button.getAttribute('aria-pressed') !== 'true') button.click();
                      button.dispatchEvent(new KeyboardEvent('keydown', { code, bubbles: true, cancelable: true }));
                    }
                    """, key),
                "**/api/execute");
            answers.Add(await answer.TextAsync());
        }

        Assert.Equal(keys.Select(static _ => """{"return":{}}"""), answers);
    }

    [BrowserFact("qemu-system-x86_64")]
    public async Task Who_may_only_look_sees_the_picture_and_has_no_keys()
    {
        await using var machine = new OptionalProcess();
        machine.Start("qemu-system-x86_64", "-machine", "pc,accel=tcg", "-m", "32", "-display", "none", "-net", "none", "-qmp", $"unix:{machine.PathOf("qmp.sock")},server=on,wait=off");
        await using DashboardHost host = await DashboardHost.StartAsync(options =>
        {
            options.IsReadOnly = true;
            options.AddServer("vm", $"unix:{machine.PathOf("qmp.sock")}");
        });
        IPage page = await browser.OpenAsync();
        await page.GotoAsync(new Uri(host.Address, "screen").ToString());

        await Expect(page.GetByRole(AriaRole.Img, new() { Name = "Screen of the machine" })).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Form, new() { Name = "Keys" })).ToBeHiddenAsync();
    }

    // Keys would go to another one than they were typed for.
    [BrowserFact]
    public async Task The_machine_that_is_shown_stays_when_another_comes()
    {
        await using var early = Machine();
        await using var late = Machine();
        bool isThere = false;
        await using DashboardHost host = await DashboardHost.StartAsync(options =>
        {
            options.AddServer("late", "in memory", _ => Volatile.Read(ref isThere) ? new(late.Connect()) : throw new QmpConnectionException("not yet"));
            options.AddServer("early", "in memory", _ => new(early.Connect()));
        });
        IPage page = await browser.OpenAsync();
        await page.GotoAsync(new Uri(host.Address, "screen").ToString());
        ILocator server = page.Locator("select").First;
        await Expect(server).ToHaveValueAsync("early");

        Volatile.Write(ref isThere, true);

        await Expect(server.Locator("option")).ToHaveTextAsync(["late", "early"], new() { Timeout = 60_000 });
        await Expect(server).ToHaveValueAsync("early");
        await page.GotoAsync(new Uri(host.Address, "screen?server=nobody").ToString());
        await Expect(server.Locator("option")).ToHaveTextAsync(["late", "early", "nobody"], new() { Timeout = 60_000 });
        await Expect(server).ToHaveValueAsync("nobody");

        static FakeQmpServer Machine()
        {
            var machine = new FakeQmpServer();
            machine.On("query-commands").Returns("""[{"name":"screendump"},{"name":"send-key"}]""");
            machine.On("screendump").Fails(QmpErrorClass.GenericError, "no picture");
            return machine;
        }
    }

    // Requests that are on their way at the same time come in any order.
    [BrowserFact]
    public async Task Keys_come_in_the_order_in_which_they_were_typed()
    {
        const string Typed = "the quick brown fox";
        await using var machine = new FakeQmpServer();
        machine.On("query-commands").Returns("""[{"name":"screendump"},{"name":"send-key"}]""");
        machine.On("screendump").Fails(QmpErrorClass.GenericError, "no picture");
        machine.On("send-key").Returns();
        await using DashboardHost host = await DashboardHost.StartAsync(options => options.AddServer("vm", "in memory", _ => new(machine.Connect())));
        IPage page = await browser.OpenAsync();

        // How many are on their way at the same time, at most.
        await page.AddInitScriptAsync("""
            const send = window.fetch;
            let now = 0;
            window.most = 0;
            window.fetch = async (...args) => {
              if (!String(args[0]).includes('execute')) return send(...args);
              window.most = Math.max(window.most, ++now);
              try {
                return await send(...args);
              } finally {
                now--;
              }
            };
            """);
        await page.GotoAsync(new Uri(host.Address, "screen").ToString());
        await page.GetByRole(AriaRole.Button, new() { Name = "Type into the machine" }).EvaluateAsync(
            """
            (button, typed) => {
              button.click();
              for (const key of typed) button.dispatchEvent(new KeyboardEvent('keydown', { code: key === ' ' ? 'Space' : `Key${key.toUpperCase()}`, bubbles: true, cancelable: true }));
              for (const more of [{}, { ctrlKey: true, altKey: true }]) button.dispatchEvent(new KeyboardEvent('keydown', { code: 'KeyQ', modifierAltGraph: true, bubbles: true, cancelable: true, ...more }));
              const press = (code, more = {}) => button.dispatchEvent(new KeyboardEvent('keydown', { code, bubbles: true, cancelable: true, ...more }));
              const leave = code => button.dispatchEvent(new KeyboardEvent('keyup', { code, bubbles: true, cancelable: true }));
              press('MetaLeft');
              press('MetaLeft', { repeat: true });
              leave('MetaLeft');
              press('ControlLeft');
              press('ShiftRight', { ctrlKey: true });
              leave('ShiftRight');
              leave('ControlLeft');
              press('ControlLeft');
              press('KeyC', { ctrlKey: true });
              leave('KeyC');
              leave('ControlLeft');
              press('ControlLeft');
              press('AltRight', { modifierAltGraph: true, ctrlKey: true, altKey: true });
              leave('ControlLeft');
              leave('AltRight');
              const text = button.form.querySelector('textarea');
              for (const whole of ['AB', 'c']) {
                text.value = whole;
                button.form.requestSubmit();
              }
            }
            """, Typed);

        string[] keys;
        long hang = Environment.TickCount64 + 120_000;
        do
        {
            await Task.Delay(20);
            keys = [.. machine.Calls.Where(static call => call.Command == "send-key").Select(static call => string.Join('+', call.Arguments.GetProperty("keys").EnumerateArray().Select(static key => key.GetProperty("data").GetString())))];
        }
        while (keys.Length < Typed.Length + 9 && Environment.TickCount64 < hang);

        Assert.Equal([.. Typed.Select(static key => key == ' ' ? "spc" : key.ToString()), "alt_r+q", "alt_r+q", "meta_l", "ctrl+shift_r", "ctrl+c", "alt_r", "shift+a", "shift+b", "c"], keys);
        Assert.Equal(1, await page.EvaluateAsync<int>("window.most"));
    }

    // A name and a command are two lines.
    [BrowserFact]
    public async Task Lines_of_a_text_are_typed_as_lines()
    {
        await using var machine = new FakeQmpServer();
        machine.On("query-commands").Returns("""[{"name":"screendump"},{"name":"send-key"}]""");
        machine.On("screendump").Fails(QmpErrorClass.GenericError, "no picture");
        machine.On("send-key").Returns();
        await using DashboardHost host = await DashboardHost.StartAsync(options => options.AddServer("vm", "in memory", _ => new(machine.Connect())));
        IPage page = await browser.OpenAsync();
        await page.GotoAsync(new Uri(host.Address, "screen").ToString());
        ILocator text = page.GetByLabel("Text");
        await text.ClickAsync();
        await page.Keyboard.InsertTextAsync("me\r\n\tls\n");
        await page.Keyboard.PressAsync("Enter");
        await Expect(text).ToHaveValueAsync("");
        await text.PressSequentiallyAsync("a");
        await page.Keyboard.PressAsync("Shift+Enter");
        await page.Keyboard.PressAsync("Enter");

        string[] keys;
        long hang = Environment.TickCount64 + 30_000;
        do
        {
            await Task.Delay(20);
            keys = [.. machine.Calls.Where(static call => call.Command == "send-key").Select(static call => call.Arguments.GetProperty("keys")[0].GetProperty("data").GetString()!)];
        }
        while (keys.Length < 9 && Environment.TickCount64 < hang);

        Assert.Equal(["m", "e", "ret", "tab", "l", "s", "ret", "a", "ret"], keys);
    }

    [BrowserFact]
    public async Task A_text_goes_to_the_machine_that_was_chosen_when_it_was_sent()
    {
        await using FakeQmpServer first = Make();
        await using FakeQmpServer second = Make();
        first.On("send-key").NeverAnswers().Returns();
        second.On("send-key").Returns();
        await using DashboardHost host = await DashboardHost.StartAsync(options =>
            options.AddServer("first", "in memory", _ => new(first.Connect())).AddServer("second", "in memory", _ => new(second.Connect())));
        IPage page = await browser.OpenAsync();
        await page.GotoAsync(new Uri(host.Address, "screen").ToString());
        await page.GetByLabel("Text").FillAsync("abc");
        await page.GetByLabel("Text").PressAsync("Enter");
        using var hang = new System.Threading.CancellationTokenSource(TimeSpan.FromMinutes(2));
        while (first.Calls.All(static call => call.Command != "send-key"))
        {
            await Task.Delay(20, hang.Token);
        }

        await page.GetByLabel("Machine").SelectOptionAsync("second");
        await first.Calls.First(static call => call.Command == "send-key").ReturnAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Enter", Exact = true }).ClickAsync();
        while (second.Calls.All(static call => call.Command != "send-key"))
        {
            await Task.Delay(20, hang.Token);
        }

        Assert.Equal(3, first.Calls.Count(static call => call.Command == "send-key"));
        Assert.Single(second.Calls, static call => call.Command == "send-key");

        static FakeQmpServer Make()
        {
            var machine = new FakeQmpServer();
            machine.On("query-commands").Returns("""[{"name":"screendump"},{"name":"send-key"}]""");
            machine.On("screendump").Fails(QmpErrorClass.GenericError, "no picture");
            return machine;
        }
    }

    [BrowserFact]
    public async Task Without_a_machine_the_page_says_what_to_do()
    {
        await using DashboardHost host = await DashboardHost.StartAsync();
        IPage page = await browser.OpenAsync();
        await page.GotoAsync(new Uri(host.Address, "screen").ToString());

        await Expect(page.GetByText("No machine with a screen.")).ToBeVisibleAsync();
    }
}
