using System.Linq;
using System.Text;
using QapiGen.Runtime.Client.Schema;
using QapiGen.Runtime.Metadata;
using Xunit;

namespace QapiGen.Runtime.Tests.Client;

/// <summary>What a live server lacks that compiled-in code counts on.</summary>
public sealed class SchemaComparisonTests
{
    private const string Builtins = """
        {"name": "0", "meta-type": "object", "members": []},
        {"name": "str", "meta-type": "builtin", "json-type": "string"},
        {"name": "int", "meta-type": "builtin", "json-type": "int"},
        {"name": "uint8", "meta-type": "builtin", "json-type": "int"},
        {"name": "bool", "meta-type": "builtin", "json-type": "boolean"}
        """;

    [Theory]
    [InlineData("""{"name": "a", "type": "str"}""", """{"name": "a", "type": "str"}""", "")]
    [InlineData("""{"name": "a", "type": "uint8"}""", """{"name": "a", "type": "int"}""", "")]
    [InlineData("""{"name": "a", "type": "str"}""", """{"name": "a", "type": "str"}, {"name": "b", "type": "str", "default": null}""", "")]
    [InlineData("""{"name": "a", "type": "str"}""", "", "MissingArgument c.a")]
    [InlineData("", """{"name": "a", "type": "str"}""", "RequiredArgument c.a")]
    [InlineData("""{"name": "a", "type": "str", "default": null}""", """{"name": "a", "type": "str"}""", "RequiredArgument c.a")]
    [InlineData("""{"name": "a", "type": "str"}""", """{"name": "a", "type": "int"}""", "DifferentType c.a")]
    public void Arguments_are_compared_as_the_server_takes_them(string ours, string theirs, string expected) =>
        Assert.Equal(expected, Compare(WithArguments(ours), WithArguments(theirs)));

    [Theory]
    [InlineData("""{"name": "r", "type": "str"}""", """{"name": "r", "type": "str"}, {"name": "new", "type": "int"}""", "")]
    [InlineData("""{"name": "r", "type": "str", "default": null}""", "", "MissingOptionalResult c.r")]
    [InlineData("""{"name": "r", "type": "str"}""", "", "MissingResult c.r")]
    [InlineData("""{"name": "r", "type": "str"}""", """{"name": "r", "type": "str", "default": null}""", "MissingResult c.r")]
    [InlineData("""{"name": "r", "type": "bool"}""", """{"name": "r", "type": "str"}""", "DifferentType c.r")]
    public void Results_are_compared_as_the_code_reads_them(string ours, string theirs, string expected) =>
        Assert.Equal(expected, Compare(WithResult(ours), WithResult(theirs)));

    [Fact]
    public void Enum_values_are_missed_where_they_are_sent_and_apart_from_that_where_they_come()
    {
        string both = """{"name": "c", "meta-type": "command", "arg-type": "x", "ret-type": "x"}, {"name": "x", "meta-type": "object", "members": [{"name": "e", "type": "k"}]}""";

        Assert.Equal("MissingValue c.e=two, MissingResultValue c.e=two", Compare(both + ", " + Enum("one", "two"), both + ", " + Enum("one", "three")));
    }

    [Fact]
    public void Missing_commands_events_and_out_of_band_are_listed()
    {
        string ours = """
            {"name": "a", "meta-type": "command", "arg-type": "0", "ret-type": "0"},
            {"name": "b", "meta-type": "command", "arg-type": "0", "ret-type": "0", "allow-oob": true},
            {"name": "E", "meta-type": "event", "arg-type": "0"}
            """;
        string theirs = """{"name": "b", "meta-type": "command", "arg-type": "0", "ret-type": "0"}""";

        Assert.Equal("MissingCommand a, MissingOutOfBand b, MissingEvent E", Compare(ours, theirs));
    }

    [Fact]
    public void Members_of_a_branch_are_missed_where_the_server_has_a_struct()
    {
        const string Command = """{"name": "c", "meta-type": "command", "arg-type": "x", "ret-type": "0"}, """;
        string tag = """{"name": "t", "type": "k"}""";
        string branch = """{"name": "v", "meta-type": "object", "members": [{"name": "m", "type": "str", "default": null}]}""";
        string ours = $$"""{"name": "x", "meta-type": "object", "members": [{{tag}}], "tag": "t", "variants": [{"case": "one", "type": "v"}]}, """;
        string theirs = $$"""{"name": "x", "meta-type": "object", "members": [{{tag}}]}, """;

        Assert.Equal("MissingArgument c.m", Compare(Command + ours + branch + ", " + Enum("one"), Command + theirs + Enum("one")));
        Assert.Equal("MissingValue c.t=one", Compare(Command + ours + branch + ", " + Enum("one", "two"), Command + theirs + Enum("two")));
    }

    [Fact]
    public void Members_that_a_branch_of_the_server_requires_are_listed_where_the_code_has_no_branch()
    {
        const string Command = """{"name": "c", "meta-type": "command", "arg-type": "x", "ret-type": "0"}, """;
        string branch = """{"name": "v", "meta-type": "object", "members": [{"name": "m", "type": "str"}, {"name": "o", "type": "str", "default": null}]}, """;
        string theirs = """{"name": "x", "meta-type": "object", "members": [{"name": "t", "type": "k"}], "tag": "t", "variants": [{"case": "one", "type": "v"}]}, """;
        string Ours(string type) => $$"""{"name": "x", "meta-type": "object", "members": [{"name": "t", "type": "{{type}}"}]}, """;

        Assert.Equal("RequiredArgument c.m", Compare(Command + Ours("k") + Enum("one"), Command + theirs + branch + Enum("one")));
        Assert.Equal("", Compare(Command + Ours("k") + Enum("two"), Command + theirs + branch + Enum("one", "two")));
        Assert.Equal("DifferentType c.t, RequiredArgument c.m", Compare(Command + Ours("str") + Enum("one"), Command + theirs + branch + Enum("one")));
    }

    [Fact]
    public void Kinds_of_json_that_only_one_side_has_in_an_alternate_are_listed_for_who_gets_them()
    {
        const string Both = """{"name": "c", "meta-type": "command", "arg-type": "x", "ret-type": "x"}, {"name": "x", "meta-type": "object", "members": [{"name": "m", "type": "a"}]}, """;
        string Alternate(params string[] types) =>
            $$"""{"name": "a", "meta-type": "alternate", "members": [{{string.Join(", ", types.Select(x => $$"""{"type": "{{x}}"}"""))}}]}""";

        Assert.Equal("DifferentType c.m", Compare(Both + Alternate("str"), Both + Alternate("str", "int")));
        Assert.Equal("MissingArgument c.m", Compare(Both + Alternate("str", "int"), Both + Alternate("str")));
    }

    [Fact]
    public void A_type_that_several_commands_and_members_have_is_reported_at_each_of_them()
    {
        string both = """
            {"name": "a", "meta-type": "command", "arg-type": "x", "ret-type": "0"}, {"name": "b", "meta-type": "command", "arg-type": "x", "ret-type": "0"},
            {"name": "x", "meta-type": "object", "members": [{"name": "one", "type": "y"}, {"name": "two", "type": "y"}]}
            """;
        string Y(string members) => $$"""{"name": "y", "meta-type": "object", "members": [{{members}}]}""";

        Assert.Equal(
            "MissingArgument a.one.m, MissingArgument a.two.m, MissingArgument b.one.m, MissingArgument b.two.m",
            Compare(both + ", " + Y("""{"name": "m", "type": "str"}"""), both + ", " + Y("")));
    }

    [Fact]
    public void A_type_that_two_members_of_a_result_have_is_reported_at_both()
    {
        string both = """
            {"name": "c", "meta-type": "command", "arg-type": "0", "ret-type": "x"},
            {"name": "x", "meta-type": "object", "members": [{"name": "one", "type": "y"}, {"name": "two", "type": "y"}]}
            """;
        string Y(string type) => $$"""{"name": "y", "meta-type": "object", "members": [{"name": "m", "type": "{{type}}"}]}""";

        Assert.Equal("DifferentType c.one.m, DifferentType c.two.m", Compare(both + ", " + Y("str"), both + ", " + Y("bool")));
        Assert.Equal(
            "DifferentType c.one, DifferentType c.two",
            Compare(both + ", " + Y("str"), both + """, {"name": "y", "meta-type": "enum", "values": ["m"]}"""));
    }

    [Fact]
    public void Types_that_contain_themselves_end()
    {
        string text = """{"name": "c", "meta-type": "command", "arg-type": "x", "ret-type": "x"}, {"name": "x", "meta-type": "object", "members": [{"name": "next", "type": "x", "default": null}]}""";

        Assert.Equal("", Compare(text, text));
    }

    private static string WithArguments(string members) =>
        $$"""{"name": "c", "meta-type": "command", "arg-type": "x", "ret-type": "0"}, {"name": "x", "meta-type": "object", "members": [{{members}}]}""";

    private static string WithResult(string members) =>
        $$"""{"name": "c", "meta-type": "command", "arg-type": "0", "ret-type": "x"}, {"name": "x", "meta-type": "object", "members": [{{members}}]}""";

    private static string Enum(params string[] values) =>
        $$"""{"name": "k", "meta-type": "enum", "values": [{{string.Join(", ", values.Select(x => $"\"{x}\""))}}]}""";

    private static string Compare(string ours, string theirs) =>
        string.Join(", ", SchemaComparison.Run(Parse(ours), Parse(theirs)).Select(x => $"{x.Kind} {x.Path}"));

    private static QmpSchema Parse(string infos) => QmpSchema.Parse(Encoding.UTF8.GetBytes($"[{infos}, {Builtins}]"));
}
