using System;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using QapiGen.BrowserSupport;
using QapiGen.Reference.Manuals;
using QapiGen.Reference.Tests.Support;
using QapiGen.TestSupport;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace QapiGen.Reference.Tests;

/// <summary>Pages from the disk in a real browser, without a server.</summary>
public sealed class ManualPageTests(BrowserFixture browser) : IClassFixture<BrowserFixture>
{
    private static readonly string Folder = Save();

    [BrowserFact]
    public async Task The_search_finds_by_keyboard_alone()
    {
        IPage page = await OpenAsync("index.html");

        await page.Keyboard.PressAsync("/");
        await Expect(page.GetByRole(AriaRole.Combobox)).ToBeFocusedAsync();
        await page.Keyboard.TypeAsync("shop-b");
        await Expect(page.GetByRole(AriaRole.Option).First).ToContainTextAsync("shop-buy");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page).ToHaveURLAsync(new Regex("/shop\\.html#command-shop-buy$"));
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "command shop-buy" })).ToBeInViewportAsync();
    }

    [BrowserFact]
    public async Task The_search_finds_members_and_words_of_what_is_said()
    {
        IPage page = await OpenAsync("names.html");
        ILocator search = page.GetByRole(AriaRole.Combobox);

        await search.FillAsync("total");
        await Expect(page.GetByRole(AriaRole.Option).First).ToContainTextAsync("Bill.total");
        await search.FillAsync("sold");
        await Expect(page.GetByRole(AriaRole.Option).Filter(new() { HasText = "Something was sold." })).ToHaveCountAsync(1);
        await search.FillAsync("no such thing");
        await Expect(page.GetByRole(AriaRole.Option)).ToHaveCountAsync(0);
        await Expect(page.GetByRole(AriaRole.Status)).ToHaveTextAsync("Nothing found.");
    }

    [BrowserFact]
    public async Task Arrows_choose_a_result_and_Escape_leaves()
    {
        IPage page = await OpenAsync("index.html");
        ILocator search = page.GetByRole(AriaRole.Combobox);
        await search.FillAsync("order");

        await Expect(page.GetByRole(AriaRole.Option).First).ToHaveAttributeAsync("aria-selected", "true");
        await search.PressAsync("ArrowDown");
        await Expect(page.GetByRole(AriaRole.Option).Nth(1)).ToHaveAttributeAsync("aria-selected", "true");
        await Expect(search).ToHaveAttributeAsync("aria-activedescendant", "result-1");
        await search.PressAsync("Escape");
        await Expect(search).ToHaveAttributeAsync("aria-expanded", "false");
        await Expect(page.GetByRole(AriaRole.Listbox)).ToBeHiddenAsync();
    }

    [BrowserFact]
    public async Task Tab_leads_out_of_a_long_list_to_the_next_link()
    {
        IPage page = await OpenAsync("index.html");
        await page.SetViewportSizeAsync(900, 300);
        ILocator search = page.GetByRole(AriaRole.Combobox);
        await search.FillAsync("o");
        await Expect(page.GetByRole(AriaRole.Option).Nth(8)).ToBeAttachedAsync();

        await search.PressAsync("Tab");

        await Expect(page.GetByRole(AriaRole.Navigation, new() { Name = "Manual" }).GetByRole(AriaRole.Link).First).ToBeFocusedAsync();
    }

    [BrowserFact]
    public async Task The_search_takes_a_name_as_programs_write_it()
    {
        IPage page = await OpenAsync("index.html");
        foreach (string words in (string[])["shop_buy", "\"shop-buy\"", "'shop-buy'()", "ShopBuy"])
        {
            await page.GetByRole(AriaRole.Combobox).FillAsync("no such thing");
            await Expect(page.GetByRole(AriaRole.Option)).ToHaveCountAsync(0);
            await page.GetByRole(AriaRole.Combobox).FillAsync(words);
            await Expect(page.GetByRole(AriaRole.Option).First).ToContainTextAsync("shop-buy");
        }
    }

    [BrowserFact]
    public async Task Every_result_of_the_search_leads_to_its_place()
    {
        IPage page = await OpenAsync("index.html");
        ILocator search = page.GetByRole(AriaRole.Combobox);
        await search.FillAsync("Good.price");
        await page.GetByRole(AriaRole.Option).First.ClickAsync();

        await Expect(page).ToHaveURLAsync(new Regex("/stock-goods\\.html#type-good\\.price$"));
        await Expect(page.Locator(":target")).ToContainTextAsync("price");
    }

    [BrowserFact]
    public async Task The_search_finds_modules_and_headings()
    {
        IPage page = await OpenAsync("index.html");
        foreach ((string words, string told, string place) in ((string, string, string)[])
        [
            ("goods.json", "Goods module, stock/goods.json", "stock-goods.html"),
            ("stock/goods", "Goods module, stock/goods.json", "stock-goods.html"),
            ("shop.json", "The shop module, shop.json", "shop.html"),
            ("The Shop", "The shop module, shop.json", "shop.html"),
            ("selling", "Selling heading, The shop", "shop.html#section-selling"),
            ("built-in types", "Built-in types page", "builtin-types.html"),
        ])
        {
            await page.GetByRole(AriaRole.Combobox).FillAsync(words);
            await Expect(page.GetByRole(AriaRole.Option).First).ToHaveTextAsync(told);
            await page.GetByRole(AriaRole.Option).First.ClickAsync();
            await Expect(page).ToHaveURLAsync(new Regex(Regex.Escape("/" + place) + "$"));
        }
    }

    [BrowserFact]
    public async Task A_result_is_opened_as_a_link_would_be()
    {
        IPage page = await OpenAsync("index.html");
        ILocator search = page.GetByRole(AriaRole.Combobox);
        await search.FillAsync("Good.price");
        ILocator result = page.GetByRole(AriaRole.Option).First;
        string before = page.Url;

        await result.ClickAsync(new() { Button = MouseButton.Right });
        IPage middle = await page.Context.RunAndWaitForPageAsync(() => result.ClickAsync(new() { Button = MouseButton.Middle }));
        IPage beside = await page.Context.RunAndWaitForPageAsync(() => result.ClickAsync(new() { Modifiers = [KeyboardModifier.Control] }));

        foreach (IPage opened in (IPage[])[middle, beside])
        {
            await Expect(opened).ToHaveURLAsync(new Regex("/stock-goods\\.html#type-good\\.price$"));
        }

        Assert.Equal(before, page.Url);
        await page.GetByRole(AriaRole.Listbox).ClickAsync(new() { Position = new() { X = 1, Y = 1 } });
        await Expect(result).ToBeVisibleAsync();
    }

    [BrowserFact]
    public async Task On_any_screen_a_link_leads_to_what_can_be_seen()
    {
        foreach (int width in (int[])[320, 700, 960, 1280])
        {
            IPage page = await browser.OpenAsync(width);
            await page.GotoAsync(new Uri(Path.Combine(Folder, "shop.html")).AbsoluteUri);
            string[] anchors = await page.EvaluateAsync<string[]>("() => [...document.querySelectorAll('main [id]')].map(item => item.id)");
            Assert.NotEmpty(anchors);
            foreach (string anchor in anchors)
            {
                await page.EvaluateAsync("anchor => { location.hash = '#' + anchor; }", anchor);
                double hidden = await page.EvaluateAsync<double>("anchor => document.querySelector('.top').getBoundingClientRect().bottom - document.getElementById(anchor).getBoundingClientRect().top", anchor);
                Assert.True(hidden <= 0, $"{width}: {hidden} of '{anchor}'");
            }

            await page.Context.CloseAsync();
        }
    }

    [BrowserFact]
    public async Task Axe_finds_nothing_on_any_page_in_both_themes()
    {
        foreach (ColorScheme theme in (ColorScheme[])[ColorScheme.Light, ColorScheme.Dark])
        {
            // The rules of axe are a script of its own, which the pages' policy keeps out.
            IPage page = await browser.OpenAsync(theme: theme, bypassesPolicy: true);
            foreach (string path in Directory.GetFiles(Folder, "*.html"))
            {
                await page.GotoAsync(new Uri(path).AbsoluteUri);
                AxeResult result = await page.RunAxe();
                Assert.Empty(result.Violations.Select(item => $"{theme} {Path.GetFileName(path)}: {item.Id} {string.Join(" ", item.Nodes.Select(static node => node.Html))}"));
            }

            await page.GotoAsync(new Uri(Path.Combine(Folder, "index.html")).AbsoluteUri);
            await page.GetByRole(AriaRole.Combobox).FillAsync("shop");
            await Expect(page.GetByRole(AriaRole.Option).First).ToBeVisibleAsync();
            Assert.Empty((await page.RunAxe()).Violations.Select(item => $"{theme} search: {item.Id}"));
            await page.Context.CloseAsync();
        }
    }

    [BrowserFact]
    public async Task Printed_there_is_the_text_alone()
    {
        IPage page = await OpenAsync("shop.html");
        await page.EmulateMediaAsync(new PageEmulateMediaOptions { Media = Media.Print });

        await Expect(page.Locator(".top")).ToBeHiddenAsync();
        await Expect(page.Locator(".side")).ToBeHiddenAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "command shop-buy" })).ToBeVisibleAsync();
        Assert.Equal("rgb(255, 255, 255)", await page.EvaluateAsync<string>("() => getComputedStyle(document.body).backgroundColor"));
    }

    // Paper is white, and printers leave the ground out: what is light is lost.
    [BrowserFact]
    public async Task On_paper_every_word_is_dark_also_for_a_reader_with_a_dark_screen()
    {
        IPage page = await browser.OpenAsync(theme: ColorScheme.Dark);
        foreach (string path in Directory.GetFiles(Folder, "*.html"))
        {
            await page.GotoAsync(new Uri(path).AbsoluteUri);
            await page.EmulateMediaAsync(new PageEmulateMediaOptions { Media = Media.Print, ColorScheme = ColorScheme.Dark });
            string[] light = await page.EvaluateAsync<string[]>("""
                () => [...document.querySelectorAll('main, main *')]
                  .filter(item => [...item.childNodes].some(node => node.nodeType === Node.TEXT_NODE && node.data.trim()))
                  .filter(item => getComputedStyle(item).color.match(/\d+/g).slice(0, 3).reduce((sum, part) => sum + Number(part), 0) > 330)
                  .map(item => `${item.tagName}.${item.className} ${getComputedStyle(item).color}`)
                """);
            Assert.Equal((Path.GetFileName(path), ""), (Path.GetFileName(path), string.Join("; ", light.Distinct())));
        }

        await page.Context.CloseAsync();
    }

    [BrowserFact]
    public async Task No_page_is_wider_than_the_screen()
    {
        foreach (int width in (int[])[320, 700, 1280, 3840])
        {
            IPage page = await browser.OpenAsync(width);
            foreach (string path in Directory.GetFiles(Folder, "*.html"))
            {
                await page.GotoAsync(new Uri(path).AbsoluteUri);
                int widest = await page.EvaluateAsync<int>("() => document.documentElement.scrollWidth");
                Assert.True(widest <= width, $"{Path.GetFileName(path)} is {widest} wide at {width}");
            }

            await page.Context.CloseAsync();
        }
    }

    [BrowserFact]
    public async Task Pages_ask_for_nothing_from_elsewhere_and_report_no_fault()
    {
        IPage page = await browser.OpenAsync();
        page.Console += (_, message) => Assert.Fail(message.Text);
        page.PageError += (_, error) => Assert.Fail(error);
        page.Request += (_, request) => Assert.StartsWith("file:", request.Url, StringComparison.Ordinal);
        foreach (string path in Directory.GetFiles(Folder, "*.html"))
        {
            await page.GotoAsync(new Uri(path).AbsoluteUri);
            await page.GetByRole(AriaRole.Combobox).FillAsync("a");
            await Expect(page.GetByRole(AriaRole.Option).First).ToBeVisibleAsync();
        }
    }

    [BrowserFact]
    public async Task A_key_of_the_browser_skips_to_the_text()
    {
        IPage page = await OpenAsync("shop.html");

        await page.Keyboard.PressAsync("Tab");
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "Skip to the text" })).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.GetByRole(AriaRole.Main)).ToBeFocusedAsync();
    }

    private async Task<IPage> OpenAsync(string name)
    {
        IPage page = await browser.OpenAsync();
        await page.GotoAsync(new Uri(Path.Combine(Folder, name)).AbsoluteUri);
        return page;
    }

    private static string Save()
    {
        string folder = RepositoryPaths.Get("artifacts", "reference-tests");
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }

        Directory.CreateDirectory(folder);
        foreach (ManualFile file in Manual.OfSample(ManualFormat.Html, hasBaseline: true).Files)
        {
            File.WriteAllBytes(Path.Combine(folder, file.Name), file.Content.ToArray());
        }

        return folder;
    }
}
