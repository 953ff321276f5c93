using System;
using System.Linq;
using System.Text;
using QapiGen.Reference.Manuals;
using QapiGen.Reference.Tests.Support;
using QapiGen.Schema.Dialects;
using QapiGen.TestSupport;
using Xunit;

namespace QapiGen.Reference.Tests;

/// <summary>The manual of a small schema, as a reviewer has accepted it.</summary>
public sealed class SampleManualTests
{
    [Theory]
    [InlineData(ManualFormat.Html, "html")]
    [InlineData(ManualFormat.Markdown, "md")]
    public void Every_page_is_as_accepted(ManualFormat format, string extension)
    {
        var text = new StringBuilder();
        foreach (ManualFile file in Manual.OfSample(format, hasBaseline: true).Files.Where(file => file.Name is not ("manual.css" or "manual.js") && !file.Name.StartsWith("builtin", StringComparison.Ordinal)))
        {
            text.Append("======== ").Append(file.Name).Append('\n').Append(Encoding.UTF8.GetString(file.Content.Span)).Append('\n');
        }

        Snapshot.Verify(RepositoryPaths.Get("tests", "QapiGen.Reference.Tests", "Sample", $"shop.verified.{extension}"), text.ToString());
    }

    [Theory]
    [InlineData(ManualFormat.Html)]
    [InlineData(ManualFormat.Markdown)]
    public void The_same_schema_gives_the_same_bytes(ManualFormat format)
    {
        Manual first = Manual.OfSample(format);
        Manual second = Manual.OfSample(format);

        Assert.Equal(first.Files.Select(file => file.Name), second.Files.Select(file => file.Name));
        Assert.All(first.Files.Zip(second.Files), pair => Assert.True(pair.First.Content.Span.SequenceEqual(pair.Second.Content.Span)));
    }

    [Fact]
    public void A_type_says_which_commands_send_it_and_from_what_it_is_received()
    {
        string page = Manual.OfSample(ManualFormat.Markdown).Text("stock-goods.md");

        Assert.Contains("**Sent by:** [`shop-buy`](shop.md#command-shop-buy)", page, StringComparison.Ordinal);
        Assert.Contains("**Received from 2 commands and events:** [`shop-buy`](shop.md#command-shop-buy), [`SHOP_SOLD`](shop.md#event-shop_sold)", page, StringComparison.Ordinal);
    }

    [Fact]
    public void A_type_inside_of_a_union_inside_of_arguments_is_sent_by_the_command() =>
        Assert.Contains("**Sent by:** [`shop-order`](#command-shop-order)", After(Manual.OfSample(ManualFormat.Markdown).Text("shop.md"), "Stamp (alternate)"), StringComparison.Ordinal);

    [Fact]
    public void Inherited_members_are_shown_with_the_type_that_declares_them()
    {
        string text = After(Manual.OfSample(ManualFormat.Markdown).Text("stock-goods.md"), "Good (struct)");

        Assert.Contains("From [`Thing`](#type-thing):", text, StringComparison.Ordinal);
        Assert.Contains("its name", text, StringComparison.Ordinal);
    }

    // As the releases' own manuals.
    [Theory]
    [InlineData("5.2", true)]
    [InlineData("7.2", true)]
    [InlineData("10.2", false)]
    [InlineData("11.1", false)]
    public void What_is_to_be_done_is_told_of_older_releases(string release, bool isTold)
    {
        string text = Manual.WriteIn(Dialect.Presets.Single(dialect => dialect.Name == release), "##\n# @a:\n#\n# An a.\n#\n# TODO: what `a` should be\n#\n# Since: 1.0\n##\n{ 'command': 'a' }\n").Text("a.md");

        Assert.Equal(isTold, text.Contains("### To do\n\nwhat [`a`](#command-a) should be", StringComparison.Ordinal));
    }

    [Fact]
    public void A_module_without_documentation_has_a_page() =>
        Assert.Contains("type-a", Manual.Write(ManualFormat.Html, ("a.json", "{ 'struct': 'A', 'data': {} }\n")).Pages["a.html"], StringComparison.Ordinal);

    [Fact]
    public void A_schema_without_anything_has_a_manual() =>
        Assert.Contains("No definitions.", Manual.Write(ManualFormat.Html, ("a.json", "")).Pages["index.html"], StringComparison.Ordinal);

    private static string After(string text, string mark) => text[text.IndexOf(mark, StringComparison.Ordinal)..];
}
