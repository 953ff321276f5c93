using System.Threading.Tasks;
using Microsoft.Playwright;
using QapiGen.TestSupport;
using Xunit;

namespace QapiGen.BrowserSupport;

/// <summary>The distribution's Chromium, started once.</summary>
public sealed class BrowserFixture : IAsyncLifetime
{
    private IPlaywright? _playwright;
    private IBrowser? _browser;

    /// <summary>Opens a page of its own, with nothing from before.</summary>
    public async Task<IPage> OpenAsync(int width = 1280, int height = 800, ColorScheme theme = ColorScheme.Light, bool bypassesPolicy = false)
    {
        IBrowserContext context = await _browser!.NewContextAsync(new BrowserNewContextOptions
        {
            ViewportSize = new ViewportSize { Width = width, Height = height },
            ColorScheme = theme,
            BypassCSP = bypassesPolicy,
            ReducedMotion = ReducedMotion.Reduce,
        });
        context.SetDefaultTimeout(90_000);
        return await context.NewPageAsync();
    }

    /// <inheritdoc/>
    public async Task InitializeAsync()
    {
        if (OptionalPrograms.Find("chromium") is { } path)
        {
            Assertions.SetDefaultExpectTimeout(90_000);
            _playwright = await Playwright.CreateAsync();
            _browser = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
            {
                ExecutablePath = path,
                Args = ["--headless", "--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
                Timeout = 120_000,
            });
            await TakeKeysAsync();
        }
    }

    // The first page of a browser that has just started may miss a key.
    private async Task TakeKeysAsync()
    {
        IPage page = await OpenAsync();
        await page.SetContentAsync("<input aria-label='key' autofocus>");
        do
        {
            await page.GetByLabel("key").FocusAsync();
            await page.Keyboard.PressAsync("a");
        }
        while (await page.GetByLabel("key").InputValueAsync() == "");

        await page.Context.CloseAsync();
    }

    /// <inheritdoc/>
    public async Task DisposeAsync()
    {
        await (_browser?.CloseAsync() ?? Task.CompletedTask);
        _playwright?.Dispose();
    }
}
