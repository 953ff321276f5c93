using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using Markdig;
using Markdig.Renderers.Html;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;
using QapiGen.TestSupport;
using Xunit;

namespace QapiGen.Docs.Tests;

/// <summary>Links lead somewhere.</summary>
public sealed class LinkTests
{
    private static readonly MarkdownPipeline s_pipeline = new MarkdownPipelineBuilder().UseAutoIdentifiers(Markdig.Extensions.AutoIdentifiers.AutoIdentifierOptions.GitHub).UsePipeTables().Build();

    [Fact]
    public void Every_link_of_every_page_leads_somewhere()
    {
        int links = 0;
        var faults = new StringBuilder();
        foreach (string page in Pages.All)
        {
            foreach (LinkInline link in Read(page).Descendants<LinkInline>())
            {
                links++;
                if (Fault(page, link.Url ?? "") is { } fault)
                {
                    faults.AppendLine($"{page}({link.Line + 1}): {link.Url} {fault}");
                }
            }
        }

        Assert.True(faults.Length == 0, faults.ToString());
        Assert.True(links > 100, $"{links} links");
    }

    [Theory]
    [InlineData("no-such-file.md", "leads nowhere")]
    [InlineData("CONTRIBUTING.md#no-such-heading", "leads to no heading")]
    [InlineData("htps://example.org/", "is no address")]
    [InlineData("CONTRIBUTING.md#how-to", null)]
    [InlineData("https://example.org/", null)]
    public void Links_that_lead_nowhere_are_found(string url, string? fault) => Assert.Equal(fault, Fault("README.md", url));

    private static string? Fault(string page, string url)
    {
        if (url.Contains(':', StringComparison.Ordinal))
        {
            return Uri.TryCreate(url, UriKind.Absolute, out Uri? address) && address.Scheme is "https" or "http" or "mailto" ? null : "is no address";
        }

        string[] parts = url.Split('#', 2);
        string path = parts[0].Length == 0 ? page : Path.Combine(Path.GetDirectoryName(page)!, Uri.UnescapeDataString(parts[0]));
        string full = Path.GetFullPath(RepositoryPaths.Get(path));
        if (!File.Exists(full) && !Directory.Exists(full))
        {
            return "leads nowhere";
        }

        return parts.Length < 2 || Headings(path).Contains(parts[1]) ? null : "leads to no heading";
    }

    private static HashSet<string> Headings(string page) =>
        [.. Read(page).Descendants<HeadingBlock>().Select(static heading => heading.GetAttributes().Id).OfType<string>()];

    private static MarkdownDocument Read(string page) => Markdown.Parse(File.ReadAllText(RepositoryPaths.Get(page)), s_pipeline);
}
