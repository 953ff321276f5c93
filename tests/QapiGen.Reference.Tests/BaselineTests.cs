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
    public void Types_that_nothing_reaches_tell_their_changes_too_and_unions_their_branches()
    {
        Manual manual = Manual.WriteSince(
            """
            { 'enum': 'Kind', 'data': [ 'a' ] }
            { 'struct': 'One', 'data': { 'x': 'int' } }
            { 'union': 'Any', 'base': { 'kind': 'Kind' }, 'discriminator': 'kind', 'data': { 'a': 'One' } }
            { 'command': 'get', 'returns': 'Any' }
            { 'struct': 'Idle', 'data': { 'old': 'int' } }
            { 'struct': 'Heir', 'base': 'Idle', 'data': {} }
            { 'enum': 'Verb', 'data': [ 'go' ] }
            { 'struct': 'Gone', 'data': {} }
            """,
            """
            { 'enum': 'Kind', 'data': [ 'a', 'n' ] }
            { 'struct': 'One', 'data': { 'x': 'int' } }
            { 'union': 'Any', 'base': { 'kind': 'Kind' }, 'discriminator': 'kind', 'data': { 'a': 'One', 'n': 'One' } }
            { 'command': 'get', 'returns': 'Any' }
            { 'struct': 'Idle', 'data': { 'new': 'int' } }
            { 'struct': 'Heir', 'base': 'Idle', 'data': {} }
            { 'enum': 'Verb', 'data': [ 'go', 'change' ] }
            """);
        string page = manual.Text("a.md");
        string changes = manual.Text("changes.md");

        Assert.Contains("[`Idle.new`](a.md#type-idle.new) member 'Idle.new' was added", changes, StringComparison.Ordinal);
        Assert.Contains("[`Verb.change`](a.md#type-verb.change) value 'Verb.change' was added", changes, StringComparison.Ordinal);
        Assert.Contains("[`Any.n`](a.md#type-any.n) branch 'Any.n' was added", changes, StringComparison.Ordinal);
        Assert.Contains("[`Idle.old`](a.md#type-idle) member 'Idle.old' was removed", changes, StringComparison.Ordinal);
        Assert.DoesNotContain("Heir", changes, StringComparison.Ordinal);
        Assert.Contains("## Removed types\n\n**1 type:** `Gone`", changes, StringComparison.Ordinal);
        Assert.Contains("Any (union)\n\n*(changed since old)*", page, StringComparison.Ordinal);
        Assert.Contains("Idle (struct)\n\n*(changed since old)*", page, StringComparison.Ordinal);
        Assert.Contains("`change` *(new since old)*", page, StringComparison.Ordinal);
        Assert.Contains("Changes since old", page, StringComparison.Ordinal);
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
