using QapiGen.Cli.Shell.Editing;
using Xunit;

namespace QapiGen.Cli.Tests.Shell;

public sealed class LineBufferTests
{
    private readonly LineBuffer _buffer = new();

    [Fact]
    public void Text_goes_in_at_the_cursor()
    {
        _buffer.Insert("ac");
        _buffer.Left();
        _buffer.Insert("b");

        Assert.Equal(("abc", 2), (_buffer.Text, _buffer.Cursor));
    }

    [Fact]
    public void Moves_stop_at_both_ends()
    {
        _buffer.Left();
        _buffer.Delete();
        _buffer.Backspace();
        _buffer.WordLeft();
        Assert.Equal(0, _buffer.Cursor);

        _buffer.Set("ab");
        _buffer.Right();
        _buffer.Delete();
        _buffer.WordRight();
        Assert.Equal(("ab", 2), (_buffer.Text, _buffer.Cursor));
    }

    [Fact]
    public void A_character_outside_the_basic_plane_moves_and_goes_as_one()
    {
        _buffer.Set("a😀b");
        _buffer.Left();
        _buffer.Left();
        Assert.Equal(1, _buffer.Cursor);

        _buffer.Right();
        Assert.Equal(3, _buffer.Cursor);
        _buffer.Backspace();
        Assert.Equal("ab", _buffer.Text);
    }

    [Theory]
    [InlineData("query-block-jobs", 16, 12)]
    [InlineData("query-block-jobs", 12, 6)]
    [InlineData("a  ", 3, 0)]
    public void Words_end_at_what_is_no_letter_or_digit(string text, int from, int to)
    {
        _buffer.Set(text);
        while (_buffer.Cursor > from)
        {
            _buffer.Left();
        }

        _buffer.WordLeft();

        Assert.Equal(to, _buffer.Cursor);
    }

    [Fact]
    public void What_was_killed_comes_back()
    {
        _buffer.Set("one two");
        _buffer.KillWordLeft();
        Assert.Equal("one ", _buffer.Text);
        _buffer.Home();
        _buffer.Yank();
        Assert.Equal("twoone ", _buffer.Text);

        _buffer.KillToEnd();
        Assert.Equal("two", _buffer.Text);
        _buffer.KillToStart();
        _buffer.Yank();
        Assert.Equal("two", _buffer.Text);
        _buffer.Home();
        _buffer.KillWordRight();
        Assert.Equal(string.Empty, _buffer.Text);
    }

    [Theory]
    [InlineData("ab", 2, "ba")]
    [InlineData("abc", 1, "bac")]
    [InlineData("a", 1, "a")]
    [InlineData("", 0, "")]
    public void Transposing_swaps_the_characters_around_the_cursor(string text, int cursor, string expected)
    {
        _buffer.Set(text);
        while (_buffer.Cursor > cursor)
        {
            _buffer.Left();
        }

        _buffer.Transpose();

        Assert.Equal(expected, _buffer.Text);
    }
}
