using System.Collections.Generic;
using QapiGen.Schema.Diagnostics;
using QapiGen.Schema.Dialects;
using QapiGen.Schema.Dump;
using QapiGen.Schema.Model;
using QapiGen.Schema.Text;
using Xunit;

namespace QapiGen.Schema.Tests.Rules;

/// <summary>The text of a resolved schema (spec appendix A).</summary>
public sealed class DumpRuleTests
{
    [Fact]
    [Trait("spec", "A-1")]
    public void Modules_come_in_order_and_the_builtin_one_shows_only_what_is_no_plain_type()
    {
        string dump = SchemaDumper.Dump(WithInclude("{ 'struct': 'Tags', 'data': { 'all': [ 'QType' ], 'names': [ 'str' ] } }"));
        Assert.StartsWith("module ./builtin\nobject q_empty\nenum QType\n", dump, System.StringComparison.Ordinal);
        Assert.EndsWith(
            Lines(
                "    member qbool",
                "array QTypeList QType",
                "module root.json",
                "include sub/part.json",
                "object Tags",
                "    member all: QTypeList optional=False",
                "    member names: strList optional=False",
                "module sub/part.json",
                "object Part"),
            dump,
            System.StringComparison.Ordinal);
    }

    [Fact]
    [Trait("spec", "A-1, V-29")]
    public void Builtin_module_of_5_2_has_no_name_and_QType_has_a_prefix_until_7_2()
    {
        Assert.StartsWith("module None\n", SchemaDumper.Dump(Schemas.Bind("", Dialect.Qemu52)), System.StringComparison.Ordinal);
        Assert.StartsWith("module ./builtin\n", SchemaDumper.Dump(Schemas.Bind("", Dialect.Qemu72)), System.StringComparison.Ordinal);
        Assert.Contains("enum QType\n    prefix QTYPE\n", SchemaDumper.Dump(Schemas.Bind("", Dialect.Qemu72)), System.StringComparison.Ordinal);
        Assert.Contains("enum QType\n    member none\n", SchemaDumper.Dump(Schemas.Bind("", Dialect.Qemu100)), System.StringComparison.Ordinal);
    }

    // A-4 is held by the internal names and the spelling of flags here.
    [Fact]
    [Trait("spec", "A-2, A-3, A-4, A-6")]
    public void Entities_show_their_parts_and_then_condition_and_features()
    {
        const string text = """
            { 'enum': 'Fruit', 'prefix': 'FRT', 'data': [ { 'name': 'fig', 'if': 'F', 'features': [ 'sweet' ] }, 'kiwi' ], 'if': 'E', 'features': [ 'ripe' ] }
            { 'union': 'Crate', 'base': { 'fruit': 'Fruit', '*marks': [ 'int' ] }, 'discriminator': 'fruit', 'data': { 'kiwi': { 'type': 'Kiwi', 'if': 'B' } } }
            { 'struct': 'Fruits', 'base': 'Kiwi', 'data': { 'x': { 'type': 'int', 'if': 'M', 'features': [ 'f' ] } } }
            { 'struct': 'Kiwi', 'data': {} }
            { 'alternate': 'Ref', 'data': { 'id': { 'type': 'str', 'if': 'R' } } }
            { 'command': 'pick', 'data': { 'n': 'int' }, 'returns': [ 'Fruits' ], 'coroutine': true, 'features': [ { 'name': 'g', 'if': 'G' } ] }
            { 'event': 'PICKED' }
            """;
        string[] expected =
        [
            "module schema.json",
            "enum Fruit", "    prefix FRT", "    member fig", "        if F", "        feature sweet", "    member kiwi", "    if E", "    feature ripe",
            "object q_obj_Crate-base", "    member fruit: Fruit optional=False", "    member marks: intList optional=True",
            "object Crate", "    base q_obj_Crate-base", "    tag fruit", "    case kiwi: Kiwi", "        if B", "    case fig: q_empty", "        if F",
            "object Fruits", "    base Kiwi", "    member x: int optional=False", "        if M", "        feature f",
            "object Kiwi",
            "alternate Ref", "    tag type", "    case id: str", "        if R",
            "object q_obj_pick-arg", "    member n: int optional=False",
            "array FruitsList Fruits",
            "command pick q_obj_pick-arg -> FruitsList", "    gen=True success_response=True boxed=False oob=False preconfig=False coroutine=True", "    feature g", "        if G",
            "event PICKED None", "    boxed=False",
        ];
        Assert.EndsWith(Lines(expected), SchemaDumper.Dump(Schemas.Bind(text)), System.StringComparison.Ordinal);
    }

    [Theory]
    [Trait("spec", "A-5")]
    [InlineData("10.2", "'A'", "A")]
    [InlineData("10.2", "{ 'all': [ 'A', { 'not': 'B' } ] }", "{'all': ['A', {'not': 'B'}]}")]
    [InlineData("5.2", "'defined(A)'", "['defined(A)']")]
    [InlineData("5.2", "[ 'defined(A)', 'defined(B)' ]", "['defined(A)', 'defined(B)']")]
    public void Condition_is_a_name_or_the_notation_or_an_array_of_texts(string release, string condition, string shown)
    {
        Assert.True(Dialect.TryParse(release, out Dialect? dialect));
        string dump = SchemaDumper.Dump(Schemas.Bind($"{{ 'struct': 'Thing', 'data': {{}}, 'if': {condition} }}", dialect));
        Assert.EndsWith($"object Thing\n    if {shown}\n", dump, System.StringComparison.Ordinal);
    }

    [Theory]
    [Trait("spec", "A-7, A-8, D-10, D-21")]
    [InlineData("10.2", "    section=Since\n1.0\n    section=Todo\nmore\n")]
    [InlineData("7.2", "    section=Since\n1.0\n    section=TODO\nmore\n")]
    public void Documentation_follows_with_undescribed_members_last_and_markup_kept(string release, string sections)
    {
        const string text = "##\n# Head *one*\n##\n\n##\n# @go:\n#\n# Body ``x``\n#\n# @b: text\n#\n# Since: 1.0\n#\n# TODO: more\n##\n"
            + "{ 'command': 'go', 'data': { 'a': 'int', 'b': 'int' } }\n";
        Assert.True(Dialect.TryParse(release, out Dialect? dialect));
        string dump = SchemaDumper.Dump(Schemas.Bind(
            "{ 'pragma': { 'doc-required': false } }\n" + text, dialect with { RequiresMemberDescriptions = false }));
        Assert.EndsWith(
            "doc freeform\n    body=\nHead *one*\ndoc symbol=go\n    body=\nBody ``x``\n    arg=b\ntext\n    arg=a\n\n" + sections, dump, System.StringComparison.Ordinal);
    }

    private static QapiSchema WithInclude(string text)
    {
        var files = new MemoryResolver { ["sub/part.json"] = "{ 'struct': 'Part', 'data': {} }" };
        QapiSchema schema = Schemas.Bind(
            new SchemaFile("root.json", "{ 'include': 'sub/part.json' }\n" + text), files, Dialect.Qemu102, out List<SchemaDiagnostic> diagnostics);
        Assert.Empty(diagnostics);
        return schema;
    }

    private static string Lines(params string[] lines) => string.Join('\n', lines) + "\n";
}
