using System;
using QapiGen.Reference.Manuals;
using QapiGen.Reference.Tests.Support;
using Xunit;

namespace QapiGen.Reference.Tests;

/// <summary>What is different from a baseline.</summary>
public sealed class BaselineTests
{
    private readonly Manual _manual = Manual.OfSample(ManualFormat.Markdown, hasBaseline: true);

    [Theory]
    [InlineData("command-shop-order", "*(new since 1.1)*")]
    [InlineData("type-order", "*(new since 1.1)*")]
    [InlineData("command-shop-buy", "since 1.1)*")]
    [InlineData("type-bill", "*(breaking since 1.1)*")]
    public void Definitions_say_what_they_are_since_the_baseline(string anchor, string badge) => Assert.Contains(badge, Definition(anchor), StringComparison.Ordinal);

    [Fact]
    public void What_is_as_it_was_says_nothing() => Assert.DoesNotContain("since 1.1", Definition("event-shop_sold"), StringComparison.Ordinal);

    [Fact]
    public void A_definition_lists_its_changes()
    {
        string text = Definition("type-bill");

        Assert.Contains("Changes since 1.1", text, StringComparison.Ordinal);
        Assert.Contains("*(breaking)*", text, StringComparison.Ordinal);
        Assert.Contains("tip", text, StringComparison.Ordinal);
    }

    [Fact]
    public void The_page_of_changes_tells_what_is_gone_too()
    {
        string page = _manual.Text("changes.md");

        Assert.Contains("shop-close", page, StringComparison.Ordinal);
        Assert.Contains("## Breaking", page, StringComparison.Ordinal);
        Assert.Contains("## Deprecated", page, StringComparison.Ordinal);
        Assert.Contains("[`shop-order`](shop.md#command-shop-order)", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_a_baseline_there_is_no_page_of_changes() => Assert.DoesNotContain("changes.md", Manual.OfSample(ManualFormat.Markdown).Pages.Keys);

    private string Definition(string anchor)
    {
        string page = _manual.Text("shop.md");
        int start = page.IndexOf($"<a id=\"{anchor}\"", StringComparison.Ordinal);
        int end = page.IndexOf("\n<a id=", start + 1, StringComparison.Ordinal);
        return page[start..(end < 0 ? page.Length : end)];
    }
}
