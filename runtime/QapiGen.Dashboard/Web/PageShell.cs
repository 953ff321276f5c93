using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Http;

namespace QapiGen.Dashboard.Web;

/// <summary>The frame of every page; what is in it, its module makes.</summary>
internal static class PageShell
{
    private static readonly (string Path, string Title)[] s_pages =
        [("jobs", "Jobs"), ("events", "Events"), ("commands", "Commands"), ("screen", "Screen"), ("servers", "Servers")];

    /// <summary>Serves a page.</summary>
    public static Task ServeAsync(HttpContext http, DashboardContext context, string page, string title)
    {
        if (http.Request.Path.Value?.EndsWith('/') == true)
        {
            // What is relative would be looked for below the page.
            http.Response.StatusCode = StatusCodes.Status302Found;
            http.Response.Headers.Location = $"../{page}{http.Request.QueryString.ToUriComponent()}";
            return Task.CompletedTask;
        }

        AntiforgeryTokenSet tokens = context.Tokens.Create(http);
        bool isReadOnly = context.IsReadOnly(http);
        var html = new StringBuilder();
        html.Append(CultureInfo.InvariantCulture, $"""
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <meta name="qapi-page" content="{page}">
            <meta name="qapi-token" content="{Escape(tokens.RequestToken)}">
            <meta name="qapi-token-header" content="{Escape(tokens.HeaderName)}">
            <meta name="qapi-read-only" content="{(isReadOnly ? "yes" : "no")}">
            <meta name="qapi-epoch" content="{context.Hub.Epoch}">
            <meta name="qapi-destructive" content="{Escape(context.Options.DestructiveCommands)}">
            <meta name="qapi-allowed" content="{Escape(context.Options.AllowedCommands)}">
            <title>{title} · QapiGen</title>
            <link rel="icon" href="assets/{AssetFiles.Version}/mark.svg" type="image/svg+xml">
            <link rel="stylesheet" href="assets/{AssetFiles.Version}/style.css">
            <script src="assets/{AssetFiles.Version}/theme.js"></script>
            <script type="module" src="assets/{AssetFiles.Version}/{page}.js"></script>
            </head>
            <body>
            <a class="skip" href="#main">Skip to content</a>
            <header class="bar">
            <a class="brand" href="jobs" aria-label="QapiGen"><svg viewBox="0 0 24 24" width="22" height="22" aria-hidden="true"><path d="M4 12a8 8 0 1 1 5 7.4M12 12l4.6-4.6M15.5 15.5 20 20" /></svg><span>QapiGen</span></a>
            <nav aria-label="Pages"><ul>
            """);
        foreach ((string path, string name) in s_pages)
        {
            html.Append(CultureInfo.InvariantCulture, $"<li><a href=\"{path}\"{(path == page ? " aria-current=\"page\"" : "")}><span data-text=\"{name}\">{name}</span></a></li>");
        }

        html.Append(CultureInfo.InvariantCulture, $"""
            </ul></nav>
            <div class="tools">{(isReadOnly ? "<span class=\"tag\">Read-only</span>" : "")}<a id="gone" class="gone" href="servers" hidden></a><span id="link" class="link" role="status" aria-live="off">Connecting</span><button id="theme" class="quiet" type="button">Theme: auto</button></div>
            </header>
            <main id="main" tabindex="-1" class="page-{page}"><h1>{title}</h1><noscript><p class="empty">These pages are live, and need JavaScript.</p></noscript></main>
            <div id="notices" role="region" aria-label="Notices" aria-live="polite"></div>
            </body>
            </html>
            """);
        http.Response.Headers.CacheControl = "no-store";
        return Answers.BytesAsync(http, StatusCodes.Status200OK, "text/html; charset=utf-8", Encoding.UTF8.GetBytes(html.ToString()));
    }

    /// <summary>Sends from the root to the first page, by a relative address, since what a proxy has taken away isn't known.</summary>
    public static Task RedirectAsync(HttpContext http)
    {
        string path = http.Request.Path.Value ?? "/";
        string last = path[(path.LastIndexOf('/') + 1)..];
        http.Response.StatusCode = StatusCodes.Status302Found;
        http.Response.Headers.Location = last.Length == 0 ? "jobs" : $"{System.Uri.EscapeDataString(last)}/jobs";
        return Task.CompletedTask;
    }

    /// <summary>The pages, by path and title.</summary>
    public static (string Path, string Title)[] Pages => s_pages;

    private static string Escape(string? text) => HtmlEncoder.Default.Encode(text ?? "");
}
