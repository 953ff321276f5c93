using System;
using System.Linq;
using System.Text;
using CsCheck;
using QapiGen.Emit.Text;
using QapiGen.TestSupport;
using Xunit;

namespace QapiGen.Emit.Tests;

/// <summary>A generated text is kept in pieces; whoever reads it doesn't notice.</summary>
public sealed class GeneratedTextTests
{
    private static readonly Gen<string[]> Lines =
        Gen.OneOf(Gen.String[0, 200], Gen.Int[0, 40_000].Select(length => new string('x', length)), Gen.Int[0, 9_000].Select(count => string.Concat(Enumerable.Repeat("\U0001F600", count))))
            .Array[0, 12];

    [Fact]
    [Trait("Draws", "examples")]
    public void A_text_reads_as_it_was_written() => Lines.CheckExamples(lines =>
    {
        (GeneratedText text, string expected) = Write(lines);
        Assert.Equal(expected.Length, text.Length);
        Assert.Equal(expected, text.ToString());
    });

    [Fact]
    [Trait("Draws", "examples")]
    public void UTF8_is_the_same_for_the_pieces_as_for_the_whole() => Lines.CheckExamples(lines =>
    {
        (GeneratedText text, string expected) = Write(lines);
        Assert.Equal(Encoding.UTF8.GetBytes(expected), text.ToUtf8());
    });

    [Fact]
    [Trait("Draws", "examples")]
    public void Every_part_can_be_copied() => Gen.Select(Lines, Gen.Double[0, 1], Gen.Double[0, 1]).CheckExamples((lines, from, share) =>
    {
        (GeneratedText text, string expected) = Write(lines);
        int start = (int)(from * expected.Length);
        int count = (int)(share * (expected.Length - start));
        char[] part = new char[count + 2];
        text.CopyTo(start, part, 1, count);
        Assert.Equal(expected.AsSpan(start, count), part.AsSpan(1, count));
        Assert.Equal(('\0', '\0'), (part[0], part[^1]));
        if (count > 0)
        {
            Assert.Equal(expected[start], text[start]);
        }
    });

    [Fact]
    [Trait("Draws", "examples")]
    public void Memory_of_a_text_can_serve_the_next_one() => Gen.Select(Lines, Lines).CheckExamples((first, second) =>
    {
        (GeneratedText kept, string expectedKept) = Write(first);
        (GeneratedText gone, _) = Write(second);
        gone.Recycle();
        Assert.Equal(0, gone.Length);
        Assert.Equal("", gone.ToString());
        Assert.Throws<ArgumentOutOfRangeException>(() => gone.CopyTo(0, new char[1], 0, 1));
        (GeneratedText next, string expected) = Write([.. first, .. second]);
        Assert.Equal(expected, next.ToString());
        Assert.Equal(expectedKept, kept.ToString());
    });

    [Fact]
    public void What_lies_outside_cant_be_copied()
    {
        (GeneratedText text, string expected) = Write(["some text"]);
        Assert.Throws<ArgumentOutOfRangeException>(() => text.CopyTo(1, new char[100], 0, expected.Length));
        Assert.Throws<ArgumentOutOfRangeException>(() => text.CopyTo(-1, new char[100], 0, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => text.CopyTo(0, new char[100], 0, -1));
    }

    private static (GeneratedText Text, string Expected) Write(string[] lines)
    {
        var writer = new SourceWriter();
        var expected = new StringBuilder();
        foreach (string line in lines)
        {
            writer.Line($"{line}");
            expected.Append(line).Append('\n');
        }

        return (writer.ToText(), expected.ToString());
    }
}
