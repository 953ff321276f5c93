using System.Collections.Generic;
using QapiGen.Reference.Articles;
using QapiGen.Reference.Content;
using QapiGen.Reference.Names;

namespace QapiGen.Reference.Html;

/// <summary>A page with what is around it: head, search, table of contents.</summary>
internal static class HtmlPage
{
    // Styles and scripts come from files beside the page, which have no origin of their own when they are opened without a server.
    private const string Policy = "default-src 'none'; style-src 'self' file:; script-src 'self' file:; base-uri 'none'; form-action 'none'";

    /// <summary>Writes a page.</summary>
    public static byte[] Write(ManualContent manual, ManualPage page)
    {
        var html = new HtmlText();
        var blocks = new HtmlBlocks(html, page.Stem);
        WriteHead(html, manual, page);
        WriteTop(html, blocks, manual, page);
        html.Raw("<div class=\"frame\">\n");
        html.Raw("<main id=\"content\" tabindex=\"-1\">\n<h1>").Text(page.Title).Raw("</h1>\n");
        if (page.Subtitle.Length > 0 && page.Subtitle != page.Title)
        {
            html.Raw("<p class=\"file\"><code>").Text(page.Subtitle).Raw("</code></p>\n");
        }

        blocks.Write(page.Content);
        WriteNeighbours(html, blocks, manual, page);
        html.Raw("</main>\n");
        WriteSide(html, blocks, manual, page);
        html.Raw("</div>\n<footer class=\"bottom\">Made by qapigen from <code>").Text(manual.Source).Raw("</code>.</footer>\n</body>\n</html>\n");
        return html.ToUtf8();
    }

    private static void WriteHead(HtmlText html, ManualContent manual, ManualPage page)
    {
        html.Raw("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta http-equiv=\"Content-Security-Policy\" content=\"").Raw(Policy)
            .Raw("\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta name=\"color-scheme\" content=\"light dark\">\n<title>").Text(page.Title);
        if (page.Title != manual.Title)
        {
            html.Raw(" – ").Text(manual.Title);
        }

        html.Raw("</title>\n<link rel=\"stylesheet\" href=\"manual.css\">\n<script defer src=\"manual.js\"></script>\n</head>\n");
    }

    private static void WriteTop(HtmlText html, HtmlBlocks blocks, ManualContent manual, ManualPage page)
    {
        html.Raw("<body>\n<a class=\"skip\" href=\"#content\">Skip to the text</a>\n<header class=\"top\">\n<a class=\"home\" href=\"index.html\">").Text(manual.Title).Raw("</a>\n");
        html.Raw("""
            <div class="search" role="search" hidden>
            <label class="off" for="search">Search</label>
            <input id="search" type="search" role="combobox" aria-expanded="false" aria-controls="results" aria-autocomplete="list" autocomplete="off" spellcheck="false" placeholder="Search (press /)">
            <ul id="results" role="listbox" aria-label="Found" tabindex="-1" hidden></ul>
            <p id="result-count" class="off" role="status"></p>
            </div>
            <nav class="pages" aria-label="Manual">

            """.ReplaceLineEndings("\n"));
        foreach (ManualPage other in manual.Others)
        {
            string text = other.Stem == PageNames.Contents ? "Contents" : other.Stem == PageNames.Changes ? "Changes" : other.Title;
            WriteLink(html, blocks, new Target(other.Stem, ""), text, other == page);
            html.Raw("\n");
        }

        html.Raw("</nav>\n</header>\n");
    }

    private static void WriteSide(HtmlText html, HtmlBlocks blocks, ManualContent manual, ManualPage page)
    {
        html.Raw("<nav class=\"side\" aria-label=\"Modules\">\n");
        if (page.Outline.Count > 0)
        {
            html.Raw("<h2>On this page</h2>\n");
            WriteOutline(html, page.Outline);
        }

        html.Raw("<h2>Modules</h2>\n<ul>\n");
        foreach (ManualPage module in manual.Modules)
        {
            html.Raw("<li>");
            WriteLink(html, blocks, new Target(module.Stem, ""), module.Title, module == page);
            html.Raw("</li>\n");
        }

        html.Raw("</ul>\n</nav>\n");
    }

    private static void WriteOutline(HtmlText html, IReadOnlyList<OutlineItem> outline)
    {
        html.Raw("<ul class=\"outline\">\n");
        foreach (OutlineItem item in outline)
        {
            html.Raw(item.Kind.Length == 0 ? "<li class=\"section\">" : "<li>").Raw("<a href=\"#").Text(item.Anchor).Raw("\">");
            html.Raw(item.Kind.Length == 0 ? "" : "<code>").Text(item.Text).Raw(item.Kind.Length == 0 ? "" : "</code>").Raw("</a></li>\n");
        }

        html.Raw("</ul>\n");
    }

    private static void WriteNeighbours(HtmlText html, HtmlBlocks blocks, ManualContent manual, ManualPage page)
    {
        int at = -1;
        for (int i = 0; i < manual.Modules.Count; i++)
        {
            at = manual.Modules[i] == page ? i : at;
        }

        if (at < 0)
        {
            return;
        }

        html.Raw("<nav class=\"neighbours\" aria-label=\"Before and after\">");
        if (at > 0)
        {
            WriteLink(html, blocks, new Target(manual.Modules[at - 1].Stem, ""), "← " + manual.Modules[at - 1].Title, false);
        }

        html.Raw("<span></span>");
        if (at + 1 < manual.Modules.Count)
        {
            WriteLink(html, blocks, new Target(manual.Modules[at + 1].Stem, ""), manual.Modules[at + 1].Title + " →", false);
        }

        html.Raw("</nav>\n");
    }

    private static void WriteLink(HtmlText html, HtmlBlocks blocks, Target target, string text, bool isCurrent)
    {
        html.Raw("<a");
        blocks.WriteHref(target);
        html.Raw(isCurrent ? " aria-current=\"page\">" : ">").Text(text).Raw("</a>");
    }
}
