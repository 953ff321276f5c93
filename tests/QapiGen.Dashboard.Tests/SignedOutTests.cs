using System;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace QapiGen.Dashboard.Tests;

/// <summary>What a page says when the application, or a proxy before it, answers in its place, in a real browser.</summary>
[Collection(BrowserCollection.Name)]
public sealed class SignedOutTests(BrowserFixture browser)
{
    private const string Words = "You are signed out, or no longer let in: load this page again.";

    [BrowserFact]
    public Task Whoever_is_sent_to_another_page_to_sign_in_is_told_so_and_goes_on_afterwards() => SignOutAndInAsync(302);

    [BrowserFact]
    public Task Whoever_has_to_sign_in_is_told_so_and_goes_on_afterwards() => SignOutAndInAsync(401);

    [BrowserFact]
    public async Task An_answer_of_a_proxy_is_an_error_of_one_line()
    {
        var door = new Door();
        await using DashboardHost host = await StartAsync(door, 502);
        IPage page = await OpenAsync(host, "commands?server=host&command=query-jobs");
        await page.GetByRole(AriaRole.Form, new() { Name = "query-jobs" }).WaitForAsync();
        door.Status = 502;

        await page.GetByRole(AriaRole.Button, new() { Name = "Send" }).ClickAsync();

        await Expect(page.Locator(".result").GetByRole(AriaRole.Alert)).ToHaveTextAsync("Refused: The dashboard can't be reached: HTTP 502 Bad Gateway");
    }

    // A stream that was let in isn't for ever: who signs out, in another window perhaps, sees no more a minute later.
    [BrowserFact]
    public async Task A_stream_that_is_open_when_somebody_signs_out_ends_and_goes_on_without_a_gap_otherwise()
    {
        var door = new Door();
        var clock = new ShiftedTime();
        await using DashboardHost host = await StartAsync(door, 401, clock);
        IPage page = await OpenAsync(host, "events");
        await page.WaitForServerAsync("host");
        await host.StartJobAsync("copy-1");
        await Expect(page.Locator(".log .item").First).ToContainTextAsync("copy-1");
        int before = await page.Locator(".log .item").CountAsync();
        await page.RunAndWaitForRequestAsync(
            () =>
            {
                clock.Shift(TimeSpan.FromMinutes(2));
                return Task.CompletedTask;
            },
            "**/api/live*last=*");
        await Expect(page.Locator("#link")).ToHaveTextAsync("Live");
        await host.StartJobAsync("copy-2");
        await Expect(page.Locator(".log .item", new() { HasText = "copy-2" }).First).ToBeVisibleAsync();
        await Expect(page.Locator(".log .item", new() { HasText = "copy-1" })).ToHaveCountAsync(before);
        await Expect(page.Locator(".gap")).ToHaveCountAsync(0);

        door.Status = 401;
        clock.Shift(TimeSpan.FromMinutes(2));
        await Expect(page.Locator("#link")).ToHaveTextAsync("Signed out");
    }

    private async Task SignOutAndInAsync(int status)
    {
        var door = new Door();
        await using DashboardHost host = await StartAsync(door, status);
        await host.StartJobAsync("copy-1");
        IPage page = await OpenAsync(host, "jobs");
        await page.Locator("tr.job").WaitForAsync();
        door.Status = status;

        await page.Locator("tr.job").GetByRole(AriaRole.Button, new() { Name = "Pause" }).ClickAsync();
        await Expect(page.Locator(".notice")).ToHaveTextAsync([$"Pause copy-1: {Words}×"]);

        // The stream of a page that sleeps and wakes up begins anew.
        await page.EvaluateAsync("document.dispatchEvent(new Event('visibilitychange'))");
        await Expect(page.Locator("#link")).ToHaveTextAsync("Signed out");
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "Load again" })).ToHaveCountAsync(1);
        await Expect(page.Locator("tr.job")).ToHaveCountAsync(1);

        door.Status = 0;
        await Expect(page.Locator("#link")).ToHaveTextAsync("Live");
        await page.Locator("tr.job").GetByRole(AriaRole.Button, new() { Name = "Pause" }).ClickAsync();
        await Expect(page.Locator("tr.job .status")).ToHaveTextAsync("paused");
    }

    private static Task<DashboardHost> StartAsync(Door door, int status, TimeProvider? clock = null) => DashboardHost.StartAsync(services: services => services.AddSingleton(clock ?? TimeProvider.System), pipeline: app => app.Use((http, next) =>
    {
        if (door.Status == 0 && !http.Request.Path.StartsWithSegments("/login", StringComparison.Ordinal))
        {
            return next(http);
        }

        http.Response.StatusCode = door.Status == 302 && http.Request.Path != "/login" ? 302 : status == 302 ? 200 : status;
        http.Response.Headers.Location = http.Response.StatusCode == 302 ? "/login" : default;
        http.Response.ContentType = "text/html";
        return http.Response.WriteAsync("<!doctype html><title>Somebody else's page</title>");
    }));

    private async Task<IPage> OpenAsync(DashboardHost host, string path)
    {
        IPage page = await browser.OpenAsync();
        await page.GotoAsync(new Uri(host.Address, path).ToString());
        return page;
    }

    // The system's clock, but for what has been added.
    private sealed class ShiftedTime : TimeProvider
    {
        private long _shift;

        public void Shift(TimeSpan by) => Interlocked.Add(ref _shift, by.Ticks);

        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + new TimeSpan(Interlocked.Read(ref _shift));

        public override long GetTimestamp() => base.GetTimestamp() + (Interlocked.Read(ref _shift) * (TimestampFrequency / TimeSpan.TicksPerSecond));
    }

    // Who stands before the dashboard, and lets nobody in while there is a status.
    private sealed class Door
    {
        private volatile int _status;

        public int Status
        {
            get => _status;
            set => _status = value;
        }
    }
}
