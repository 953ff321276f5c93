using System.Text.Json;
using QapiGen.Cli.Output;
using Xunit;

namespace QapiGen.Cli.Tests.Output;

public sealed class JsonPrinterTests
{
    [Theory]
    [InlineData("{}", "{}")]
    [InlineData("[]", "[]")]
    [InlineData("{\"a\":1,\"b\":[true,null,\"x\"]}", "{\"a\": 1, \"b\": [true, null, \"x\"]}")]
    [InlineData("1e400", "1e400")]
    [InlineData("18446744073709551615", "18446744073709551615")]
    public void What_fits_goes_on_one_line(string json, string expected) => Assert.Equal(expected, Print(json, 80));

    [Fact]
    public void What_does_not_fit_is_indented_and_its_parts_go_on_one_line_where_they_fit() =>
        Assert.Equal(
            """
            {
              "first": [1, 2, 3],
              "second": {
                "a-long-name": "a text",
                "another": false
              },
              "third": [
                "0123456789",
                "0123456789"
              ]
            }
            """.ReplaceLineEndings("\n"),
            Print("""{"first":[1,2,3],"second":{"a-long-name":"a text","another":false},"third":["0123456789","0123456789"]}""", 30));

    [Theory]
    [InlineData("\"\\u001b[31m\\u0007\"", "\"\\u001B[31m\\u0007\"")]
    [InlineData("\"\\u009b\\u202e\"", "\"\\u009B\\u202E\"")]
    [InlineData("\"ä€😀/<\"", "\"ä€😀/<\"")]
    [InlineData("\"\\n\\t\\\"\\\\\"", "\"\\n\\t\\\"\\\\\"")]
    [InlineData("\"\\ud800\"", "\"\\\\ud800\"")]
    public void Texts_are_readable_and_safe_to_print(string json, string expected) => Assert.Equal(expected, Print(json, 80));

    [Fact]
    public void Deep_nesting_is_printed()
    {
        string json = new string('[', 60) + new string(']', 60);

        Assert.Equal(json, JsonPrinter.Compact(JsonElement.Parse(json)));
        Assert.Contains(new string(' ', 100) + "[", Print(json, 10));
    }

    [Fact]
    public void Colours_wrap_names_and_values_and_change_no_layout()
    {
        JsonElement value = JsonElement.Parse("""{"a":"b","c":1}""");

        Assert.Equal("{\e[34m\"a\"\e[0m: \e[32m\"b\"\e[0m, \e[34m\"c\"\e[0m: \e[33m1\e[0m}", new JsonPrinter(20, colors: true).Print(value));
    }

    private static string Print(string json, int width) => new JsonPrinter(width, colors: false).Print(JsonElement.Parse(json));
}
