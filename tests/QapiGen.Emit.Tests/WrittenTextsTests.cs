using System.Collections.Generic;
using System.Linq;
using QapiGen.Emit.Text;
using Xunit;

namespace QapiGen.Emit.Tests;

/// <summary>Texts of specs that come again: copied, not written, and the same.</summary>
public sealed class WrittenTextsTests
{
    [Fact]
    public void A_spec_that_comes_again_is_not_written_again()
    {
        var writer = new Writer();
        string[] specs = [new("first"), new("second"), new("third")];
        string all = writer.Write(specs);
        Assert.Equal("head\nfirst\nsecond\nthird\n", all);
        string added = new("added");
        Assert.Equal("head\nadded\nthird\nfirst\n", writer.Write(added, specs[2], specs[0]));
        Assert.Equal("head\nfirst\nadded\n", writer.Write(specs[0], added));
        Assert.Equal(["first", "second", "third", "added"], writer.Written);
    }

    [Fact]
    public void An_equal_spec_that_is_another_one_is_written()
    {
        var writer = new Writer();
        writer.Write(new string("same"));
        writer.Write(new string("same"));
        Assert.Equal(["same", "same"], writer.Written);
    }

    [Fact]
    public void Long_texts_are_copied_whole_and_no_character_is_cut()
    {
        var writer = new Writer();
        string[] specs = [.. Enumerable.Range(0, 40).Select(static i => string.Concat(Enumerable.Repeat(i % 2 == 0 ? "😀" : "x😀", 500 + (i * 37))))];
        writer.Write(specs);
        for (int skipped = 0; skipped < specs.Length; skipped++)
        {
            string[] rest = [.. specs.Where((_, i) => i != skipped), new string('y', skipped)];
            string text = writer.Write(rest);
            Assert.Equal("head\n" + string.Concat(rest.Select(static spec => spec + "\n")), text);
        }
    }

    private sealed class Writer
    {
        private readonly WrittenTexts _texts = new();

        public List<string> Written { get; } = [];

        public string Write(params string[] specs)
        {
            var w = new SourceWriter();
            WrittenTexts.File file = _texts.Begin();
            w.Line("head");
            foreach (string spec in specs)
            {
                file.Write(spec, Write, w);
            }

            Assert.Equal(specs.Sum(static spec => spec.Length + 1) + 5, w.Length);
            GeneratedText text = w.ToText();
            file.End(text);
            Assert.Equal(text.ToString(), System.Text.Encoding.UTF8.GetString(text.ToUtf8()));
            return text.ToString();
        }

        private void Write(string spec, SourceWriter w)
        {
            Written.Add(spec);
            w.Line(spec);
        }
    }
}
