using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using Microsoft.Playwright;
using QapiGen.Jobs;
using QapiGen.Jobs.Drivers;
using QapiGen.TestSupport;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace QapiGen.Dashboard.Tests;

/// <summary>The pictures of the README: pages at work. They go to <c>artifacts/dashboard</c>; with QAPIGEN_ACCEPT=1, after somebody has looked at them, into the README.</summary>
[Collection(BrowserCollection.Name)]
public sealed class ReadmePictureTests(BrowserFixture browser)
{
    [BrowserFact("qemu-system-x86_64")]
    public async Task The_README_has_a_picture_of_each_page_that_is_taken_here()
    {
        await using var machine = new OptionalProcess();
        Directory.CreateDirectory(machine.PathOf("run"));
        using Process? image = Process.Start(new ProcessStartInfo("qemu-img", ["create", "-q", "-f", "qcow2", machine.PathOf("run/disk.qcow2"), "1M"]));
        await image!.WaitForExitAsync();
        machine.Start("qemu-system-x86_64", "-name", "testvm", "-machine", "pc,accel=tcg", "-m", "32", "-display", "none", "-net", "none", "-qmp", $"unix:{machine.PathOf("qmp.sock")},server=on,wait=off");
        await using DashboardHost host = await DashboardHost.StartAsync(options => options.AddServer("vm", $"unix:{machine.PathOf("qmp.sock")}"));
        var taken = new List<string>();
        IPage page = await OpenAsync(host, "events", 720, ColorScheme.Dark);
        await page.WaitForServerAsync("host");
        await page.WaitForServerAsync("vm");
        await StartJobsAsync(host);
        await Expect(page.Locator(".log .item", new() { HasText = "nightly-c" }).Last).ToContainTextAsync("running");
        await Expect(page.Locator(".summary")).ToHaveTextAsync(new Regex("^[1-9][0-9]* events$"));
        await TakeAsync(page, "events");

        page = await OpenAsync(host, "jobs", 740);
        await page.GetByRole(AriaRole.Button, new() { Name = "mirror-disk1", Exact = true }).ClickAsync();
        await Expect(page.Locator(".rate").Filter(new() { HasText = "left" })).ToHaveCountAsync(4);
        await TakeAsync(page, "jobs");

        page = await OpenAsync(host, "commands?server=vm&command=blockdev-add", 796);
        ILocator form = page.GetByRole(AriaRole.Form, new() { Name = "blockdev-add" });
        await form.GetByLabel("driver", new() { Exact = true }).SelectOptionAsync("qcow2");
        await form.GetByRole(AriaRole.Button, new() { Name = "Add node-name" }).First.ClickAsync();
        await form.GetByLabel("node-name", new() { Exact = true }).FillAsync("disk1");
        ILocator file = form.GetByRole(AriaRole.Group, new() { Name = "file one of several kinds", Exact = true });
        await file.GetByRole(AriaRole.Tab, new() { Name = "object" }).ClickAsync();
        await file.GetByLabel("driver", new() { Exact = true }).SelectOptionAsync("file");
        await file.GetByLabel("filename", new() { Exact = true }).FillAsync("run/disk.qcow2");
        await form.GetByRole(AriaRole.Button, new() { Name = "Send" }).ClickAsync();
        await Expect(page.GetByText("Result after")).ToBeVisibleAsync();
        await TakeAsync(page, "commands");

        page = await OpenAsync(host, "screen?server=vm", 640);
        await Expect(page.GetByRole(AriaRole.Img, new() { Name = "Screen of the machine" })).ToBeVisibleAsync();
        await TakeAsync(page, "screen");

        string readme = await File.ReadAllTextAsync(RepositoryPaths.Get("runtime", "QapiGen.Dashboard", "README.md"));
        Assert.Equal(Regex.Matches(readme, @"\(images/(\w+)\.png\)").Select(static match => match.Groups[1].Value).Order(StringComparer.Ordinal), taken.Order(StringComparer.Ordinal));

        async Task TakeAsync(IPage shown, string name)
        {
            await Picture.TakeAsync(shown, $"readme-{name}");
            if (Environment.GetEnvironmentVariable("QAPIGEN_ACCEPT") == "1")
            {
                File.Copy(RepositoryPaths.Get("artifacts", "dashboard", $"readme-{name}.png"), RepositoryPaths.Get("runtime", "QapiGen.Dashboard", "images", $"{name}.png"), overwrite: true);
            }

            taken.Add(name);
            await shown.Context.CloseAsync();
        }
    }

    // One of each kind, of which four go on for long.
    private static async Task StartJobsAsync(DashboardHost host)
    {
        await StartAsync("backup-disk0", 400_000, 900);
        Job mirror = await host.StartJobAsync("mirror-disk1", new WaitingDriver(becomesReady: true));
        await host.StartJobAsync("backup-disk2", new WaitingDriver(failure: "No space left on device"), autoDismiss: false);
        Job paused = await host.StartJobAsync("backup-disk3");
        await paused.PauseAsync();
        await mirror.PauseAsync();
        await mirror.ResumeAsync();
        await using JobTransaction nightly = host.Jobs.BeginTransaction();
        foreach ((string id, long speed) in ((string, long)[])[("nightly-a", 163), ("nightly-b", 139), ("nightly-c", 107)])
        {
            await nightly.CreateAsync(new SteadyDriver(20_000), new JobOptions { Id = id, Type = JobType.Backup, SpeedBytesPerSecond = speed });
        }

        await nightly.StartAsync();

        async Task StartAsync(string id, long units, long speed) =>
            await host.Jobs.StartAsync(new SteadyDriver(units), new JobOptions { Id = id, Type = JobType.Backup, SpeedBytesPerSecond = speed });
    }

    private async Task<IPage> OpenAsync(DashboardHost host, string path, int height, ColorScheme theme = ColorScheme.Light)
    {
        IPage page = await browser.OpenAsync(1280, height, theme);
        await page.GotoAsync(new Uri(host.Address, path).ToString());
        await Expect(page.Locator("#link")).ToHaveTextAsync("Live");
        return page;
    }

    private sealed class SteadyDriver(long units) : JobDriver
    {
        public override async Task RunAsync(JobContext job)
        {
            job.SetRemaining(units);
            for (long done = 0; done < units; done += 20)
            {
                await job.ThrottleAsync(20);
                job.ReportDone(20);
            }
        }
    }
}
