using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using QapiGen.Reference.Content;
using QapiGen.Reference.Manuals;
using QapiGen.Schema.Text;

namespace QapiGen.Reference.Markdown;

/// <summary>A manual as Markdown pages, with a table of contents as docfx reads it.</summary>
internal static class MarkdownManual
{
    /// <summary>Writes all files.</summary>
    public static List<ManualFile> Write(ManualContent manual, CancellationToken cancellationToken)
    {
        ManualPage[] pages = [.. manual.Modules, .. manual.Others];
        var files = new ManualFile[pages.Length + 1];
        Parallel.For(0, pages.Length, new ParallelOptions { CancellationToken = cancellationToken }, i => files[i] = new ManualFile(pages[i].Stem + ".md", Page(manual, pages[i])));
        files[^1] = new ManualFile("toc.yml", Contents(manual));
        return [.. files];
    }

    private static byte[] Page(ManualContent manual, ManualPage page)
    {
        var text = new StringBuilder();
        text.Append("# ").Append(MarkdownText.Escape(page.Title)).Append("\n\n");
        string links = string.Join(" · ", manual.Others.Where(other => other != page).Select(other => $"[{MarkdownText.Escape(other.Title)}]({other.Stem}.md)"));
        string file = page.Subtitle.Length > 0 && page.Subtitle != page.Title ? MarkdownText.Code(page.Subtitle) + " · " : "";
        text.Append(file).Append(links).Append("\n\n");
        new MarkdownBlocks(text, page.Stem).Write(page.Content, "");
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    private static byte[] Contents(ManualContent manual)
    {
        var text = new StringBuilder();
        foreach (ManualPage page in manual.Others.Take(1).Concat(manual.Modules).Concat(manual.Others.Skip(1)))
        {
            text.Append("- name: ").Append(Quote(page.Title)).Append("\n  href: ").Append(page.Stem).Append(".md\n");
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }

    // In single quotes nothing but the quote means anything.
    private static string Quote(string text) => $"'{QapiGen.Schema.Text.SafeText.Escape(text).Replace("'", "''", System.StringComparison.Ordinal)}'";
}
