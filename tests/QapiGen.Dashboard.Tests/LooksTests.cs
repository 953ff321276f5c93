using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using QapiGen.Jobs;
using QapiGen.TestSupport;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace QapiGen.Dashboard.Tests;

/// <summary>How pages look, and whether everybody can use them: every page, at every width, in both themes.</summary>
[Collection(BrowserCollection.Name)]
public sealed class LooksTests(BrowserFixture browser)
{
    private static readonly string[] s_pages = ["jobs", "events", "commands?server=host&command=job-pause", "commands?server=host&event=JOB_STATUS_CHANGE", "commands?server=host&type=JobInfo", "screen", "servers"];

    [BrowserFact]
    public async Task Axe_finds_nothing_on_any_page_in_both_themes()
    {
        await using DashboardHost host = await StartAsync();
        var found = new List<string>();
        foreach (ColorScheme theme in (ColorScheme[])[ColorScheme.Light, ColorScheme.Dark])
        {
            IPage page = await browser.OpenAsync(theme: theme, bypassesPolicy: true);
            foreach (string path in s_pages)
            {
                await OpenAsync(page, host, path);
                foreach (int width in (int[])[320, 1280])
                {
                    await page.SetViewportSizeAsync(width, 800);
                    AxeResult result = await page.RunAxe();
                    found.AddRange(result.Violations.Select(item => $"{theme} {path} {width}: {item.Id} {string.Join(" ", item.Nodes.Select(static node => node.Html))}"));
                }
            }

            await page.Context.CloseAsync();
        }

        Assert.Empty(found);
    }

    // The longest are those of almost an hour, and of almost a day.
    [BrowserFact]
    public async Task Times_stay_within_their_column_however_long_they_are()
    {
        await using DashboardHost host = await StartAsync();
        IPage page = await browser.OpenAsync();
        var wide = new List<string>();
        foreach (string path in (string[])["jobs", "servers"])
        {
            await OpenAsync(page, host, path);
            await page.Locator("tbody tr").First.WaitForAsync();
            foreach (int width in (int[])[760, 850, 1000, 1160, 1280, 1920, 3840])
            {
                await page.SetViewportSizeAsync(width, 800);
                wide.AddRange((await page.EvaluateAsync<string[]>(
                    """
                    () => {
                      for (const time of document.querySelectorAll('td time.ago')) {
                        time.textContent = '59 min 59 s ago';
                        time.dataset.ms = '';
                      }
                      return [...document.querySelectorAll('td:has(time)')].filter(cell => cell.scrollWidth > cell.clientWidth).map(cell => `${cell.scrollWidth} in ${cell.clientWidth}`);
                    }
                    """)).Select(found => $"{path} {width}: {found}"));
            }
        }

        Assert.Empty(wide);
    }

    [BrowserFact("qemu-system-x86_64")]
    public async Task Axe_finds_nothing_where_events_a_machine_and_a_result_are_shown()
    {
        await using var machine = new OptionalProcess();
        machine.Start("qemu-system-x86_64", "-machine", "pc,accel=tcg", "-m", "32", "-display", "none", "-net", "none", "-qmp", $"unix:{machine.PathOf("qmp.sock")},server=on,wait=off");
        await using DashboardHost host = await DashboardHost.StartAsync(options => options.AddServer("vm", $"unix:{machine.PathOf("qmp.sock")}"));
        var found = new List<string>();
        foreach (ColorScheme theme in (ColorScheme[])[ColorScheme.Light, ColorScheme.Dark])
        {
            IPage page = await browser.OpenAsync(theme: theme, bypassesPolicy: true);
            await ShowEventsAsync(page, host);
            await LookAsync("events");
            await page.GotoAsync(new Uri(host.Address, "screen").ToString());
            await Expect(page.GetByRole(AriaRole.Img, new() { Name = "Screen of the machine" })).ToBeVisibleAsync();
            await LookAsync("screen");
            await page.GotoAsync(new Uri(host.Address, "commands?server=vm&command=query-status").ToString());
            await page.GetByRole(AriaRole.Button, new() { Name = "Send" }).ClickAsync();
            await Expect(page.GetByText("Result after")).ToBeVisibleAsync();
            await LookAsync("commands");
            await page.GotoAsync(new Uri(host.Address, "commands?server=vm&command=system_reset").ToString());
            await page.GetByRole(AriaRole.Button, new() { Name = "Send" }).ClickAsync();
            await Expect(page.GetByRole(AriaRole.Dialog)).ToBeVisibleAsync();
            await LookAsync("question");
            await page.Context.CloseAsync();

            async Task LookAsync(string name)
            {
                await Picture.TakeAsync(page, $"{name}-full-{theme}");
                AxeResult result = await page.RunAxe();
                found.AddRange(result.Violations.Select(item => $"{theme} {name}: {item.Id} {string.Join(" ", item.Nodes.Select(static node => node.Html))}"));
            }
        }

        Assert.Empty(found);
    }

    [BrowserFact]
    public async Task No_page_is_wider_than_the_screen_from_320_pixels_to_4K()
    {
        await using DashboardHost host = await StartAsync();
        foreach ((string name, int width, int height, ColorScheme theme) in ((string, int, int, ColorScheme)[])
            [("light", 1280, 800, ColorScheme.Light), ("dark", 1280, 800, ColorScheme.Dark), ("narrow", 320, 700, ColorScheme.Light), ("4k", 3840, 2160, ColorScheme.Dark)])
        {
            IPage page = await browser.OpenAsync(width, height, theme);
            foreach (string path in s_pages)
            {
                await OpenAsync(page, host, path);
                if (path == "jobs")
                {
                    await page.GetByRole(AriaRole.Button, new() { Name = "mirror-disk1", Exact = true }).ClickAsync();
                }

                int excess = await page.EvaluateAsync<int>("document.documentElement.scrollWidth - window.innerWidth");
                await Picture.TakeAsync(page, $"{path.Split('?')[0]}{(path.Contains("event=", StringComparison.Ordinal) ? "-event" : path.Contains("type=", StringComparison.Ordinal) ? "-type" : "")}-{name}");
                Assert.True(excess <= 0, $"{path} at {width}: {excess} pixels too wide");
            }

            await page.Context.CloseAsync();
        }
    }

    // 1024 is a tablet, 720 is one and a half of 1080, enlarged.
    [BrowserFact]
    public async Task Names_of_jobs_can_be_read_at_every_width_with_details_open_too()
    {
        await using DashboardHost host = await StartAsync();
        IPage page = await browser.OpenAsync();
        await OpenAsync(page, host, "jobs");
        await page.GetByRole(AriaRole.Button, new() { Name = "mirror-disk1", Exact = true }).ClickAsync();
        foreach (int width in (int[])[320, 500, 700, 720, 768, 801, 900, 1000, 1100, 1184, 1190, 1280])
        {
            await page.SetViewportSizeAsync(width, 800);

            double[] rooms = await page.EvaluateAsync<double[]>("[...document.querySelectorAll('tr.job .name')].map(name => name.closest('td, th').getBoundingClientRect().width)");
            Assert.NotEmpty(rooms);
            Assert.All(rooms, room => Assert.True(room >= 90, $"at {width}: {room} pixels for a name"));
            Assert.True(await page.EvaluateAsync<int>("document.documentElement.scrollWidth - window.innerWidth") <= 0, $"at {width} the page is too wide");
        }
    }

    [BrowserFact]
    public async Task Commands_can_be_read_in_a_window_of_little_height()
    {
        await using DashboardHost host = await StartAsync();
        IPage page = await browser.OpenAsync(1280, 200);
        await OpenAsync(page, host, "commands?server=host&command=job-pause");

        Assert.InRange((await page.GetByRole(AriaRole.Tabpanel, new() { Name = "Commands" }).BoundingBoxAsync())!.Height, 100, 400);
    }

    [BrowserFact]
    public async Task A_theme_that_is_chosen_reaches_other_tabs()
    {
        await using DashboardHost host = await StartAsync();
        IPage page = await browser.OpenAsync();
        await OpenAsync(page, host, "commands?server=host&command=job-pause");
        IPage other = await page.Context.NewPageAsync();
        await OpenAsync(other, host, "jobs");
        await page.GetByRole(AriaRole.Button, new() { Name = "Theme: auto" }).ClickAsync();

        await Expect(other.GetByRole(AriaRole.Button, new() { Name = "Theme: light" })).ToBeVisibleAsync();
        Assert.Equal("light", await other.EvaluateAsync<string>("document.documentElement.dataset.theme"));
    }

    [BrowserFact]
    public async Task All_jobs_can_be_chosen_at_every_width()
    {
        await using DashboardHost host = await StartAsync();
        IPage page = await browser.OpenAsync();
        await OpenAsync(page, host, "jobs");
        foreach (int width in (int[])[320, 700, 800, 801, 1280])
        {
            await page.SetViewportSizeAsync(width, 800);
            await page.GetByLabel("Select all").ClickAsync();
            await Expect(page.GetByText("7 selected")).ToBeVisibleAsync();
            await page.GetByLabel("Select all").ClickAsync();
            await Expect(page.GetByText("7 selected")).ToBeHiddenAsync();
        }
    }

    [BrowserFact]
    public async Task An_event_says_of_which_server_it_is_at_every_width()
    {
        await using DashboardHost host = await StartAsync();
        IPage page = await browser.OpenAsync();
        await ShowEventsAsync(page, host);
        foreach (int width in (int[])[320, 700, 800, 801, 1024, 1184, 1280])
        {
            await page.SetViewportSizeAsync(width, 800);
            foreach (string part in (string[])[".at", ".from", ".what", ".data"])
            {
                LocatorBoundingBoxResult? place = await page.Locator(".log .item").First.Locator(part).BoundingBoxAsync();
                Assert.True(place is { Width: > 20, Height: > 8 }, $"{part} at {width}: {place?.Width} x {place?.Height}");
            }
        }
    }

    [BrowserFact]
    public async Task Rate_and_remaining_time_can_be_read_at_every_width()
    {
        await using DashboardHost host = await StartAsync();
        IPage page = await browser.OpenAsync();
        await OpenAsync(page, host, "jobs");
        var cut = new List<string>();
        foreach (int width in (int[])[320, 480, 640, 800, 801, 960, 1024, 1184, 1190, 1280, 1600, 1920, 3840])
        {
            await page.SetViewportSizeAsync(width, 900);
            double missing = await page.EvaluateAsync<double>(
                """
                () => Math.max(...[...document.querySelectorAll('.rate')].map(rate => {
                  rate.textContent = '99.9\u202fM/s · 59 min 59 s left';
                  return rate.getBoundingClientRect().right - rate.parentElement.getBoundingClientRect().right;
                }))
                """);
            if (missing > 0.5)
            {
                cut.Add($"{width}: {missing}");
            }
        }

        Assert.Empty(cut);
    }

    // Modules run after the first picture.
    [BrowserFact]
    public async Task The_chosen_theme_is_there_before_the_modules_are()
    {
        await using DashboardHost host = await DashboardHost.StartAsync();
        IPage page = await browser.OpenAsync();
        await page.GotoAsync(new Uri(host.Address, "jobs").ToString());
        await page.GetByRole(AriaRole.Button, new() { Name = "Theme: auto" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Theme: light" }).ClickAsync();
        await page.RouteAsync("**/servers.js", static route => route.AbortAsync());
        await page.GotoAsync(new Uri(host.Address, "servers").ToString());

        await Expect(page.Locator("html")).ToHaveAttributeAsync("data-theme", "dark");
    }

    [Fact]
    public async Task Type_has_the_size_that_the_viewer_has_set()
    {
        await using DashboardHost host = await DashboardHost.StartAsync();

        Assert.DoesNotMatch(@"font(-size)?:[^;}]*[0-9]px", (await host.Http.GetStringAsync(new System.Uri(host.Address, "assets/x/style.css"))).Replace(".states text { fill: var(--muted); font-size: 12px; }", "", System.StringComparison.Ordinal));
    }

    [BrowserFact]
    public async Task Nothing_jumps_while_values_change()
    {
        await using DashboardHost host = await StartAsync();
        var fails = new WaitingDriver(failure: "No space left on device: the target is full, and so is the one beside it", failsLate: true);
        var ends = new WaitingDriver(becomesReady: true);
        await host.StartJobAsync("fails", fails, autoDismiss: false);
        await host.StartJobAsync("ends", ends, autoFinalize: false, autoDismiss: false);
        IPage page = await browser.OpenAsync();
        await OpenAsync(page, host, "jobs");
        ILocator backup = RowOf("backup-disk0");
        await Expect(RowOf("ends")).ToContainTextAsync("ready");
        await RowOf("ends").Locator(".expander").ClickAsync();
        await page.EvaluateAsync("""
            () => {
              window.shifts = [];
              new PerformanceObserver(list => list.getEntries().forEach(entry => window.shifts.push(entry.sources.map(source => source.node?.className ?? source.node?.parentElement?.className ?? '?').join(' ')))).observe({ type: 'layout-shift', buffered: false });
            }
            """);
        for (int i = 0; i < 4; i++)
        {
            await (host.Jobs.Find("backup-disk0")?.PauseAsync() ?? default);
            await Expect(backup).ToContainTextAsync("paused");
            await (host.Jobs.Find("backup-disk0")?.ResumeAsync() ?? default);
            await Expect(backup).ToContainTextAsync("running");
        }

        await (host.Jobs.Find("ends")?.PauseAsync() ?? default);
        await Expect(RowOf("ends")).ToContainTextAsync("standby");
        await (host.Jobs.Find("ends")?.ResumeAsync() ?? default);
        await Expect(RowOf("ends")).ToContainTextAsync("ready");
        ends.End();
        await Expect(RowOf("ends")).ToContainTextAsync("pending");
        await (host.Jobs.Find("ends")?.FinalizeAsync() ?? default);
        await Expect(RowOf("ends")).ToContainTextAsync("concluded");
        fails.End();
        await Expect(RowOf("fails")).ToContainTextAsync("No space left");
        await Expect(page.Locator(".summary")).ToContainTextAsync("3 concluded");

        // A number that gets a digit more begins further to the left.
        Assert.DoesNotContain(await page.EvaluateAsync<string[]>("new Promise(done => requestAnimationFrame(() => setTimeout(() => done(window.shifts), 100)))"), static shifted => shifted != "percent");

        ILocator RowOf(string id) => page.Locator("tr.job").Filter(new() { Has = page.GetByRole(AriaRole.Button, new() { Name = id, Exact = true }) });
    }

    private static async Task ShowEventsAsync(IPage page, DashboardHost host)
    {
        await page.GotoAsync(new Uri(host.Address, "events").ToString());
        await page.Locator("#server option[value=host]").WaitForAsync(new() { State = WaitForSelectorState.Attached });
        await page.WaitForServerAsync("host");
        var events = new JobEventEmitter(host.Service);
        foreach (JobStatus status in (JobStatus[])[JobStatus.Created, JobStatus.Running, JobStatus.Ready, JobStatus.Aborting, JobStatus.Concluded])
        {
            events.JobStatusChange("backup-disk0", status);
        }

        await Expect(page.Locator(".log .item").Last).ToContainTextAsync("concluded");
        await page.Locator(".log summary").Last.ClickAsync();
        await Expect(page.Locator(".log .tree")).ToBeVisibleAsync();
    }

    private static async Task<DashboardHost> StartAsync()
    {
        DashboardHost host = await DashboardHost.StartAsync(static options => options.AddServer("away", "unix:/run/qapigen-nobody-listens.sock"));
        await host.StartJobAsync("backup-disk0");
        await host.StartJobAsync("mirror-disk1", new WaitingDriver(becomesReady: true));
        await host.StartJobAsync("backup-disk2", new WaitingDriver(failure: "No space left on device: the target is full, and so is the one beside it"), autoDismiss: false);
        Job paused = await host.StartJobAsync("backup-disk3");
        await paused.PauseAsync();
        var ended = new WaitingDriver();
        await host.StartJobAsync("create-disk4", ended, autoFinalize: false);
        ended.End();
        await using JobTransaction group = host.Jobs.BeginTransaction();
        await group.CreateAsync(new WaitingDriver(), new JobOptions { Id = "nightly-a", Type = JobType.Backup });
        await group.CreateAsync(new WaitingDriver(), new JobOptions { Id = "nightly-b", Type = JobType.Backup });
        await group.StartAsync();
        return host;
    }

    private static async Task OpenAsync(IPage page, DashboardHost host, string path)
    {
        await page.GotoAsync(new Uri(host.Address, path).ToString());
        await Expect(page.Locator("#link")).ToHaveTextAsync("Live");
        string ready = path.Split('?')[0] switch
        {
            "jobs" => "tr.job >> nth=6",
            "events" => ".empty",
            "commands" => ".card",
            "screen" => ".empty",
            _ => ".status[data-status=gone]",
        };
        await page.Locator(ready).First.WaitForAsync();
    }
}
