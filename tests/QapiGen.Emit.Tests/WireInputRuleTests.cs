using System;
using System.Globalization;
using System.Linq;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using QapiGen.Emit.Planning;
using QapiGen.Emit.Tests.Support;
using QapiGen.Runtime.Wire;
using Xunit;

namespace QapiGen.Emit.Tests;

/// <summary>The built-in types and every rule of input on the wire (QAPI spec 8 and 10.1), each by its name, against a generated server.</summary>
public sealed class WireInputRuleTests
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

    // spec W-1
    [Theory]
    [InlineData("{\"point\":[]}", "Invalid parameter type for 'point', expected: object")]
    [InlineData("{\"point\":null}", "Invalid parameter type for 'point', expected: object")]
    [InlineData("{\"tree\":{\"id\":\"a\",\"children\":{}}}", "Invalid parameter type for 'tree.children', expected: array")]
    [InlineData("{\"tree\":{\"id\":\"a\",\"children\":[1]}}", "Invalid parameter type for 'tree.children[0]', expected: object")]
    [InlineData("{\"i\":1,\"i\":1}", "JSON parse error, duplicate key")]
    public async Task Objects_take_objects_and_arrays_take_arrays(string arguments, string error) => Assert.Equal(error, await WireLab.EchoAsync(arguments));

    // spec W-1
    [Fact]
    public async Task Nesting_ends_at_1024_before_the_schema_is_looked_at()
    {
        // The request and its arguments are the first two levels.
        string Nested(int depth) => $"{{\"any\":{new string('[', depth)}{new string(']', depth)}}}";
        Assert.StartsWith("{\"any\": [[", await WireLab.EchoAsync(Nested(1022)), StringComparison.Ordinal);
        Assert.Contains("JSON nesting depth limit exceeded", await WireLab.EchoAsync(Nested(1023)), StringComparison.Ordinal);
    }

    // spec W-2
    [Fact]
    public async Task A_missing_member_is_named_by_its_path() =>
        Assert.Equal(
            "Parameter 'tree.children[1].id' is missing",
            await WireLab.EchoAsync("{\"tree\":{\"id\":\"a\",\"children\":[{\"id\":\"b\",\"children\":[]},{\"children\":[]}]}}"));

    // spec W-3
    [Theory]
    [InlineData("{\"i\":null}", "Invalid parameter type for 'i', expected: integer")]
    [InlineData("{\"text\":null}", "Invalid parameter type for 'text', expected: string")]
    [InlineData("{\"point\":{\"x\":1,\"y\":null}}", "Invalid parameter type for 'point.y', expected: integer")]
    [InlineData("{\"nothing\":null}", "{\"nothing\": null}")]
    [InlineData("{\"place\":null}", "{\"place\": null}")]
    [InlineData("{}", "{}")]
    public async Task Null_for_an_optional_member_is_a_value_and_not_absence(string arguments, string answer) => Assert.Equal(answer, await WireLab.EchoAsync(arguments));

    // spec W-4
    [Theory]
    [InlineData("{\"other\":1}", "Parameter 'other' is unexpected")]
    [InlineData("{\"tree\":{\"id\":\"a\",\"children\":[],\"other\":1}}", "Parameter 'tree.other' is unexpected")]
    [InlineData("{\"shape\":{\"kind\":\"bare\",\"radius\":1}}", "Parameter 'shape.radius' is unexpected")]
    [InlineData("{\"point\":{\"x\":1,\"z\":1}}", "Parameter 'point.z' is unexpected")]
    [InlineData("{\"point\":{\"z\":1}}", "Parameter 'point.x' is missing")]
    public async Task An_unknown_member_is_an_error_once_the_known_ones_are_fine(string arguments, string error) =>
        Assert.Equal(error, await WireLab.EchoAsync(arguments));

    // spec W-4
    [Fact]
    public async Task A_command_without_arguments_takes_none() =>
        Assert.Contains("Parameter 'n' is unexpected", await WireLab.AskAsync("{\"execute\":\"plain\",\"arguments\":{\"n\":1}}"), StringComparison.Ordinal);

    // spec W-5
    [Theory]
    [InlineData("{\"shape\":{\"radius\":2,\"tag\":\"t\",\"kind\":\"circle\"}}", "{\"shape\": {\"tag\": \"t\", \"kind\": \"circle\", \"radius\": 2}}")]
    [InlineData("{\"shape\":{\"radius\":\"\",\"kind\":\"circle\",\"tag\":1}}", "Invalid parameter type for 'shape.tag', expected: string")]
    [InlineData("{\"text\":1,\"i\":\"\"}", "Invalid parameter type for 'i', expected: integer")]
    public async Task The_schema_decides_the_order_and_not_the_text(string arguments, string answer) => Assert.Equal(answer, Unordered(await WireLab.EchoAsync(arguments), answer));

    // spec W-6
    [Theory]
    [InlineData("{\"shape\": {\"kind\": \"bare\"}}", "bare")]
    [InlineData("{\"shape\": {\"kind\": \"circle\", \"radius\": 1}}", "Circle")]
    [InlineData("{\"shape\": {\"kind\": \"inner\", \"sub\": \"point\", \"x\": 1}}", "Inner")]
    [InlineData("{\"shape\": {\"kind\": \"inner\", \"sub\": \"nil\"}}", "Inner")]
    public async Task A_union_is_one_flat_object_also_where_a_branch_is_a_union(string arguments, string branch)
    {
        Assert.Equal(arguments, Unordered(await WireLab.EchoAsync(arguments), arguments));
        object all = WireLab.Read("All", arguments, WireMode.Strict);
        Assert.Contains(branch, all.GetType().GetProperty("Shape")!.GetValue(all)!.GetType().Name, StringComparison.OrdinalIgnoreCase);
    }

    // spec W-6
    [Fact]
    public async Task The_discriminator_of_an_inner_union_is_missed_in_the_same_object() =>
        Assert.Equal("Parameter 'shape.sub' is missing", await WireLab.EchoAsync("{\"shape\":{\"kind\":\"inner\"}}"));

    // spec W-7
    [Fact]
    public void A_branch_that_is_compiled_out_is_told_in_the_build_and_refused_at_run_time()
    {
        PlanFinding finding = Assert.Single(
            Generated.Plan(Generated.Parse(WireLab.Schema, "lab.json"), WireLab.Options).Findings, item => item.Kind == PlanFindingKind.DroppedBranch);
        Assert.Equal(["Shape", "gone"], finding.Arguments.Take(2));
        WireFormatException fault = Assert.Throws<WireFormatException>(() => WireLab.Read("Shape", "{\"kind\":\"gone\",\"radius\":1}", WireMode.Strict));
        Assert.Contains("kind", fault.Message, StringComparison.Ordinal);
    }

    // spec W-7
    [Fact]
    public async Task A_server_answers_a_branch_that_is_compiled_out_with_an_error()
    {
        string answer = await WireLab.EchoAsync("{\"shape\":{\"kind\":\"gone\",\"radius\":1}}");
        Assert.StartsWith("Parameter '", answer, StringComparison.Ordinal);
    }

    // spec W-8
    [Theory]
    [InlineData("{\"place\": \"here\"}", null)]
    [InlineData("{\"place\": {\"x\": 1}}", null)]
    [InlineData("{\"amount\": 5}", null)]
    [InlineData("{\"amount\": true}", null)]
    [InlineData("{\"amount\": [5]}", null)]
    [InlineData("{\"amount\": \"red\"}", null)]
    [InlineData("{\"place\":true}", "Invalid parameter type for 'place', expected: Place")]
    [InlineData("{\"place\":{}}", "Parameter 'place.x' is missing")]
    [InlineData("{\"amount\":1.5}", "Invalid parameter type for 'amount', expected: integer")]
    [InlineData("{\"amount\":128}", "Parameter 'amount' expects int8_t")]
    [InlineData("{\"amount\":\"blue\"}", "Parameter 'amount' does not accept value 'blue'")]
    [InlineData("{\"amount\":{}}", "Invalid parameter type for 'amount', expected: Amount")]
    public async Task The_kind_of_a_value_chooses_the_alternative_without_a_second_try(string arguments, string? error) =>
        Assert.Equal(error ?? arguments, await WireLab.EchoAsync(arguments));

    // spec W-9
    [Theory]
    [InlineData("\"Red\"", "Parameter 'colour' does not accept value 'Red'")]
    [InlineData("\"gold\"", "Parameter 'colour' does not accept value 'gold'")]
    [InlineData("\"\"", "Parameter 'colour' does not accept value ''")]
    [InlineData("0", "Invalid parameter type for 'colour', expected: string")]
    [InlineData("\"green\"", "{\"colour\": \"green\"}")]
    public async Task An_enum_takes_the_texts_of_this_build_only(string value, string answer) => Assert.Equal(answer, await WireLab.EchoAsync($"{{\"colour\":{value}}}"));

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

    // Nobody may rely on the order of members (spec W-13): the answer is compared as JSON where it is JSON.
    private static string Unordered(string found, string expected) =>
        found.StartsWith('{') && JsonNode.DeepEquals(JsonNode.Parse(found), JsonNode.Parse(expected))
            ? expected
            : found;
}
