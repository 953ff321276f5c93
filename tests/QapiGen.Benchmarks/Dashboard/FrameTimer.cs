using System;
using System.Linq;
using System.Threading.Tasks;
using Microsoft.Playwright;
using QapiGen.BrowserSupport;

namespace QapiGen.Benchmarks.Dashboard;

/// <summary>Takes the times of a page's frames in Chromium, and what its main thread does meanwhile.</summary>
internal static class FrameTimer
{
    private const string Count = """
        seconds => new Promise(done => {
          const times = [];
          const start = performance.now();
          requestAnimationFrame(function step(now) {
            times.push(now);
            if (now - start < seconds * 1000) requestAnimationFrame(step);
            else done(times);
          });
        })
        """;

    /// <summary>Watches the page of jobs.</summary>
    /// <param name="address">The dashboard.</param>
    /// <param name="seconds">How long.</param>
    public static async Task<FrameResult> RunAsync(Uri address, double seconds)
    {
        var browser = new BrowserFixture();
        await browser.InitializeAsync();
        try
        {
            IPage page = await browser.OpenAsync(1280, 1400);
            await page.GotoAsync(new Uri(address, "jobs").ToString());
            await page.Locator("tr.job").Nth(199).WaitForAsync();
            ICDPSession session = await page.Context.NewCDPSessionAsync(page);
            await session.SendAsync("Performance.enable");
            double before = await BusyAsync(session);
            double[] times = await page.EvaluateAsync<double[]>(Count, seconds);
            double busy = await BusyAsync(session) - before;
            double[] gaps = [.. times.Zip(times.Skip(1), static (one, next) => next - one).Order()];
            return new FrameResult(gaps.Length / ((times[^1] - times[0]) / 1000), gaps[gaps.Length / 2], gaps[gaps.Length * 99 / 100], gaps[^1], busy / ((times[^1] - times[0]) / 1000));
        }
        finally
        {
            await browser.DisposeAsync();
        }
    }

    private static async Task<double> BusyAsync(ICDPSession session) =>
        (await session.SendAsync("Performance.getMetrics"))!.Value.GetProperty("metrics").EnumerateArray()
            .First(static metric => metric.GetProperty("name").GetString() == "TaskDuration").GetProperty("value").GetDouble();
}

/// <summary>What was seen.</summary>
/// <param name="FramesPerSecond">How often there was a new picture.</param>
/// <param name="MedianMilliseconds">Between two pictures, the median.</param>
/// <param name="P99Milliseconds">The 99th percentile.</param>
/// <param name="MaxMilliseconds">The longest.</param>
/// <param name="Busy">Share of the time in which the page's main thread was at work.</param>
internal sealed record FrameResult(double FramesPerSecond, double MedianMilliseconds, double P99Milliseconds, double MaxMilliseconds, double Busy);
