using System;
using System.Globalization;
using System.Threading.Tasks;
using QapiGen.Emit.Tests.Support;
using Xunit;

namespace QapiGen.Emit.Tests;

/// <summary>The rules of the built-in types (QAPI spec 8 and W-10 to W-12), each by its name, against a generated server.</summary>
public sealed class WireBuiltinRuleTests
{
    // spec B-1
    [Theory]
    [InlineData("none")]
    [InlineData("qnull")]
    [InlineData("qnum")]
    [InlineData("qstring")]
    [InlineData("qdict")]
    [InlineData("qlist")]
    [InlineData("qbool")]
    public async Task QType_is_an_enum_that_every_schema_has(string value)
    {
        string arguments = $"{{\"qtype\": \"{value}\"}}";
        Assert.Equal(arguments, await WireLab.EchoAsync(arguments));
        // Spec V-34: the message names member and value.
        Assert.Equal("Parameter 'qtype' does not accept value 'QNUM'", await WireLab.EchoAsync("{\"qtype\":\"QNUM\"}"));
    }

    // spec B-2
    [Fact]
    public void Nothing_but_the_builtins_is_predefined_and_their_names_are_case_sensitive()
    {
        Assert.Empty(Generated.Errors("{ 'struct': 'Int', 'data': { 'x': 'int' } }\n{ 'struct': 'A', 'data': { 'x': 'Int' } }\n"));
        foreach (string unknown in new[] { "string", "Str", "INT", "float", "int128" })
        {
            string[] errors = Generated.Errors($"{{ 'struct': 'A', 'data': {{ 'x': '{unknown}' }} }}\n");
            Assert.Contains(errors, error => error.Contains(unknown, StringComparison.Ordinal));
        }
    }

    // spec B-3
    [Theory]
    [InlineData("i")]
    [InlineData("i64")]
    public async Task Int_has_the_range_of_int64(string member)
    {
        Assert.Equal($"{{\"{member}\": {long.MinValue}}}", await WireLab.EchoAsync($"{{\"{member}\":{long.MinValue}}}"));
        Assert.Equal($"{{\"{member}\": {long.MaxValue}}}", await WireLab.EchoAsync($"{{\"{member}\":{long.MaxValue}}}"));
        Assert.Equal($"Invalid parameter type for '{member}', expected: integer", await WireLab.EchoAsync($"{{\"{member}\":9223372036854775808}}"));
    }

    // spec W-10
    [Theory]
    [InlineData("i", "-9223372036854775808", "9223372036854775807")]
    [InlineData("i8", "-128", "127")]
    [InlineData("i16", "-32768", "32767")]
    [InlineData("i32", "-2147483648", "2147483647")]
    [InlineData("i64", "-9223372036854775808", "9223372036854775807")]
    [InlineData("u8", "0", "255")]
    [InlineData("u16", "0", "65535")]
    [InlineData("u32", "0", "4294967295")]
    [InlineData("u64", "-9223372036854775808", "18446744073709551615")]
    [InlineData("size", "-9223372036854775808", "18446744073709551615")]
    public async Task An_integer_takes_its_range_written_without_fraction_and_exponent(string member, string least, string most)
    {
        decimal below = decimal.Parse(least, CultureInfo.InvariantCulture) - 1;
        decimal above = decimal.Parse(most, CultureInfo.InvariantCulture) + 1;
        foreach (string taken in new[] { least, most, "-0", "1" })
        {
            Assert.StartsWith($"{{\"{member}\": ", await WireLab.EchoAsync($"{{\"{member}\":{taken}}}"), StringComparison.Ordinal);
        }

        foreach (string refused in new[] { $"{below}", $"{above}", "1.0", "1e3", "1E0", "\"1\"", "true" })
        {
            Assert.Contains($"'{member}'", await WireLab.EchoAsync($"{{\"{member}\":{refused}}}"), StringComparison.Ordinal);
        }
    }

    // spec W-10
    [Theory]
    [InlineData("{\"u64\":-1}", "{\"u64\": 18446744073709551615}")]
    [InlineData("{\"size\":-9223372036854775808}", "{\"size\": 9223372036854775808}")]
    [InlineData("{\"i\":-0}", "{\"i\": 0}")]
    public async Task Negative_numbers_wrap_in_64_unsigned_bits(string arguments, string answer) => Assert.Equal(answer, await WireLab.EchoAsync(arguments));

    // spec W-11
    [Theory]
    [InlineData("{\"number\":9007199254740993}", "{\"number\": 9007199254740992}")]
    [InlineData("{\"number\":1.5e3}", "{\"number\": 1500}")]
    [InlineData("{\"number\":true}", "Invalid parameter type for 'number', expected: number")]
    [InlineData("{\"flag\":0}", "Invalid parameter type for 'flag', expected: boolean")]
    [InlineData("{\"flag\":\"on\"}", "Invalid parameter type for 'flag', expected: boolean")]
    [InlineData("{\"flag\":false}", "{\"flag\": false}")]
    [InlineData("{\"nothing\":0}", "Invalid parameter type for 'nothing', expected: null")]
    [InlineData("{\"text\":\"\"}", "{\"text\": \"\"}")]
    [InlineData("{\"text\":1}", "Invalid parameter type for 'text', expected: string")]
    [InlineData("{\"any\":null}", "{\"any\": null}")]
    [InlineData("{\"any\":[1,{\"a\":\"b\"}]}", "{\"any\": [1, {\"a\": \"b\"}]}")]
    public async Task The_other_builtins_take_their_own_kind(string arguments, string answer) => Assert.Equal(answer, await WireLab.EchoAsync(arguments));

    // spec W-12
    [Theory]
    [InlineData("\"\\ud800\"")]
    [InlineData("\"\\udc00x\"")]
    [InlineData("\"\\ufdd0\"")]
    [InlineData("\"\\ufffe\"")]
    [InlineData("\"\\ud83f\\udfff\"")]
    [InlineData("\"\uFFFF\"")]
    public async Task Strings_that_are_not_Unicode_are_refused_by_the_parser(string text) =>
        Assert.StartsWith("JSON parse error", await WireLab.EchoAsync($"{{\"text\":{text}}}"), StringComparison.Ordinal);

    // spec W-12
    [Fact]
    public async Task U0000_is_possible_as_an_escape()
    {
        Assert.Equal("{\"text\": \"a\\u0000b\"}", await WireLab.EchoAsync("{\"text\":\"a\\u0000b\"}"));
        Assert.Equal("{\"text\": \"\\uD83D\\uDE00\"}", await WireLab.EchoAsync("{\"text\":\"\U0001F600\"}"));
    }
}
