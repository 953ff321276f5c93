using System.Text;
using QapiGen.Schema.Text;
using Xunit;

namespace QapiGen.Schema.Tests.Text;

public sealed class SchemaFileTests
{
    // Spec.
    [Theory]
    [InlineData("abc", 0, 1, 1)]
    [InlineData("abc", 3, 1, 4)]
    [InlineData("a\nb", 2, 2, 1)]
    [InlineData("a\r\nb", 3, 2, 1)]
    [InlineData("a\rb", 2, 2, 1)]
    [InlineData("a\r\rb", 3, 3, 1)]
    [InlineData("a\n\rb", 3, 3, 1)]
    [InlineData("a\u2028b", 2, 1, 3)]
    [InlineData("\U0001F600b", 2, 1, 2)]
    [InlineData("\uD83Db", 1, 1, 2)]
    [InlineData("\t;", 1, 1, 1)]
    [InlineData("  \t  ;", 5, 1, 5)]
    [InlineData("        \t;", 9, 1, 1)]
    [InlineData("         \t;", 10, 1, 2)]
    [InlineData("\uFEFFa", 1, 1, 1)]
    public void A_position_is_line_and_column_as_the_specification_counts(string text, int offset, int line, int column)
    {
        var file = new SchemaFile("x.json", text);
        Assert.Equal(new LinePosition(line, column), file.GetPosition(offset));
        Assert.Equal(line, file.GetLine(offset));
    }

    [Fact]
    public void Editors_count_UTF16_units_from_zero()
    {
        var file = new SchemaFile("x.json", "a\n\t\U0001F600b");
        Assert.Equal((1, 3), file.GetEditorPosition(5));
    }

    [Fact]
    public void Files_are_equal_when_path_and_text_are()
    {
        var file = new SchemaFile("x.json", "text");
        Assert.Equal(file, new SchemaFile("x.json", new StringBuilder("text").ToString()));
        Assert.Equal(file.GetHashCode(), new SchemaFile("x.json", "text").GetHashCode());
        Assert.NotEqual(file, new SchemaFile("y.json", "text"));
        Assert.NotEqual(file, new SchemaFile("x.json", "Text"));
    }

    [Fact]
    public void Bytes_that_are_no_UTF8_are_refused_with_their_place()
    {
        Assert.True(SchemaFile.TryDecode("x.json", "# é"u8.ToArray(), out SchemaFile? file, out string? failure));
        Assert.Equal("# é", file.Text);
        Assert.Null(failure);
        Assert.False(SchemaFile.TryDecode("x.json", [(byte)'#', 0xC3, (byte)'\n'], out file, out failure));
        Assert.Null(file);
        Assert.Equal("it isn't UTF-8: byte 0xC3 at offset 1", failure);
    }
}
