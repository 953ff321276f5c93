using System;
using System.Linq;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using QapiGen.Emit.Planning;
using QapiGen.Emit.Tests.Support;
using QapiGen.Runtime.Wire;
using Xunit;

namespace QapiGen.Emit.Tests;

/// <summary>Every rule of input of composed types on the wire (QAPI spec 10.1), each by its name, against a generated server.</summary>
public sealed class WireInputRuleTests
{
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

    // Nobody may rely on the order of members (spec W-13): the answer is compared as JSON where it is JSON.
    private static string Unordered(string found, string expected) =>
        found.StartsWith('{') && JsonNode.DeepEquals(JsonNode.Parse(found), JsonNode.Parse(expected))
            ? expected
            : found;
}
