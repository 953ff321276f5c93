using System.Text;
using System.Text.Json;
using CsCheck;
using QapiGen.Schema.Text;
using QapiGen.TestSupport;
using Xunit;

namespace QapiGen.Schema.Tests.Text;

[Trait("Draws", "examples")]
public sealed class JsonStringTests
{
    [Theory]
    [InlineData("", "", "")]
    [InlineData("query-jobs", "query-jobs", "query-jobs")]
    [InlineData("\"C:\\a\"", "\\\"C:\\\\a\\\"", "\\\"C:\\\\a\\\"")]
    [InlineData("a\nb\r\tc\0", "a\\nb\\u000d\\u0009c\\u0000", "a\\nb\\u000d\\u0009c\\u0000")]
    [InlineData("~\u007fé€", "~\\u007f\\u00e9\\u20ac", "~\u007fé€")]
    [InlineData("<&'>\u2028", "<&'>\\u2028", "<&'>\u2028")]
    [InlineData("\U0001F600.", "\\ud83d\\ude00.", "\\ud83d\\ude00.")]
    public void Strings_have_one_form_in_ascii_and_one_in_unicode(string value, string ascii, string unicode)
    {
        Assert.Equal(ascii, new StringBuilder().AppendJsonAscii(value).ToString());
        Assert.Equal(unicode, new StringBuilder().AppendJson(value).ToString());
    }

    [Fact]
    public void A_half_of_a_pair_is_escaped_in_both_forms()
    {
        Assert.Equal("a\\ud83d", new StringBuilder().AppendJsonAscii("a\ud83d").ToString());
        Assert.Equal("\\ude00b", new StringBuilder().AppendJson("\ude00b").ToString());
    }

    [Fact]
    public void Every_text_of_whole_characters_is_read_back_from_both_forms() =>
        Gen.OneOf(Gen.Char[' ', '~'], Gen.Char['\0', '\ud7ff'], Gen.OneOf(Gen.Const('"'), Gen.Const('\\'), Gen.Const('\n'))).Array[0, 40].CheckExamples(static characters =>
        {
            string value = new(characters);
            Assert.Equal(value, JsonSerializer.Deserialize<string>($"\"{new StringBuilder().AppendJsonAscii(value)}\""));
            Assert.Equal(value, JsonSerializer.Deserialize<string>($"\"{new StringBuilder().AppendJson(value)}\""));
        });
}
