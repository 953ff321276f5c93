using System.Linq;
using QapiGen.Cli.Shell.Editing;
using QapiGen.Cli.Shell.Help;
using QapiGen.Schema.Documentation.Content;
using Xunit;

namespace QapiGen.Cli.Tests.Shell;

public sealed class TextTests
{
    [Theory]
    [InlineData("abc", 3)]
    [InlineData("äé", 2)]
    [InlineData("日本", 4)]
    [InlineData("e\u0301", 1)]
    [InlineData("😀", 2)]
    [InlineData("\e[31mred\e[0m", 3)]
    [InlineData("\e", 0)]
    public void Width_counts_columns(string text, int width) => Assert.Equal(width, TextWidth.Of(text));

    // An attribute can't hold half a character.
    [Fact]
    public void Half_a_character_takes_one_column() => Assert.Equal(1, TextWidth.Of("\ud800"));

    [Theory]
    [InlineData("one two three four five six", "one two three four|five six")]
    [InlineData("one\ntwo", "one two")]
    [InlineData("one\n\ntwo", "one||two")]
    [InlineData("0123456789012345678901234567890", "01234567890123456789|01234567890")]
    [InlineData("", "")]
    public void Paragraphs_are_filled_and_empty_lines_stay(string text, string lines) =>
        Assert.Equal(lines, string.Join('|', TextWrap.Wrap(s => s, text, 20)));

    [Theory]
    [InlineData("Use `x` or @y, *not* z.", "Use x or y, not z.")]
    [InlineData("- item one that is long\n- two", "- item one that is|  long|- two")]
    [InlineData("see::\n\n  a  literal text that is longer than a line", "see:||  a  literal text that is longer than a line")]
    [InlineData(".. note:: Mind.", "Note:|  Mind.")]
    [InlineData("==  ===\nA   B\n==  ===\nc   d\ne   fgh\n==  ===", "A  B|-  ---|c  d|e  fgh")]
    [InlineData("word\n  and what is said of it", "word|  and what is said of|  it")]
    [InlineData("a. one\nb. two", "a. one|b. two")]
    [InlineData(".. qmp-example::\n   :title: One\n\n   -> {}", "Example: One|  -> {}")]
    public void Documentation_is_laid_out_without_its_mark_up(string text, string lines) =>
        Assert.Equal(lines, string.Join('|', DocLayout.Lines(s => s, DocMarkup.Parse(text), 20)));

    [Fact]
    public void No_line_is_longer_than_allowed_and_no_word_is_lost()
    {
        string text = string.Join(' ', Enumerable.Range(0, 200).Select(i => new string('x', (i * 7 % 11) + 1)));

        string[] lines = TextWrap.Wrap(s => s, text, 33).ToArray();

        Assert.All(lines, l => Assert.InRange(l.Length, 1, 33));
        Assert.Equal(text, string.Join(' ', lines));
    }
}
