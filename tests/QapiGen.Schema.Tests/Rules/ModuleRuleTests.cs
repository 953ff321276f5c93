using System.Collections.Generic;
using System.Linq;
using QapiGen.Schema.Diagnostics;
using QapiGen.Schema.Dialects;
using QapiGen.Schema.Model;
using QapiGen.Schema.Text;
using Xunit;

namespace QapiGen.Schema.Tests.Rules;

/// <summary>Modules and the order of what is in them (spec 7).</summary>
public sealed class ModuleRuleTests
{
    [Fact]
    [Trait("spec", "I-5, K-14")]
    public void Every_file_sees_the_definitions_of_all_files()
    {
        QapiSchema schema = Bind(
            "{ 'include': 'a.json' }\n{ 'include': 'b.json' }\n{ 'struct': 'Root', 'data': { 'b': 'Second' } }",
            ("a.json", "{ 'struct': 'First', 'data': { 'b': 'Second', 'r': 'Root' } }"),
            ("b.json", "{ 'struct': 'Second', 'data': {} }"));
        Assert.Equal(["Second", "Root"], schema.Get<ObjectType>("First").Members.Select(member => member.Type.Name));
    }

    [Fact]
    [Trait("spec", "I-6, K-29")]
    public void Modules_are_named_by_their_normalised_path_below_the_root()
    {
        QapiSchema schema = Bind("{ 'include': './sub/../a.json' }\n{ 'include': '../up/b.json' }", ("./sub/../a.json", ""), ("../up/b.json", ""));
        Assert.Equal(["./builtin", "root.json", "a.json", "../up/b.json"], schema.Modules.Select(module => module.Name));
    }

    [Fact]
    [Trait("spec", "I-7, I-8")]
    public void Each_include_is_an_entity_and_modules_stand_in_order_of_the_first_one()
    {
        QapiSchema schema = Bind(
            "{ 'include': 'a.json' }\n{ 'command': 'last' }\n{ 'include': 'b.json' }",
            ("a.json", "{ 'include': 'b.json' }\n{ 'command': 'inner' }"),
            ("b.json", "{ 'command': 'innermost' }"));
        Assert.Equal(["root.json", "a.json", "b.json"], schema.Modules.Skip(1).Select(module => module.Name));
        Assert.Equal(["a.json", "last", "b.json"], schema.Root.Entities.Select(entity => entity.Name));
        Assert.Equal(["b.json", "inner"], schema.Modules[2].Entities.Select(entity => entity.Name));
    }

    [Fact]
    [Trait("spec", "I-9, I-10")]
    public void What_a_definition_implies_enters_before_it_in_the_order_met()
    {
        QapiSchema schema = Bind("""
            { 'command': 'go', 'data': { 'a': [ 'Thing' ], 'n': [ 'int' ] }, 'returns': [ 'Other' ] }
            { 'struct': 'Thing', 'data': {} }
            { 'struct': 'Other', 'data': { 'again': [ 'Thing' ] } }
            { 'command': 'empty', 'data': {} }
            """);
        Assert.Equal(
            ["ThingList", "q_obj_go-arg", "OtherList", "go", "Thing", "Other", "empty"],
            schema.Entities.Where(entity => !entity.Module.IsBuiltin).Select(entity => entity.Name));
    }

    [Fact]
    [Trait("spec", "I-11")]
    public void Implicit_type_is_in_the_module_of_what_causes_it_and_an_array_in_that_of_its_element()
    {
        QapiSchema schema = Bind(
            "{ 'include': 'a.json' }\n{ 'command': 'go', 'data': { 'all': [ 'Thing' ], 'names': [ 'str' ] } }",
            ("a.json", "{ 'struct': 'Thing', 'data': {} }"));
        Assert.Equal("a.json", schema.ByName["ThingList"].Module.Name);
        Assert.Equal("root.json", schema.ByName["q_obj_go-arg"].Module.Name);
        Assert.True(schema.ByName["strList"].Module.IsBuiltin);
    }

    [Theory]
    [Trait("spec", "N-9")]
    [InlineData("{ 'command': 'go-on' }\n{ 'command': 'go_on' }", true)]
    [InlineData("{ 'event': 'STOP' }\n{ 'command': 'stop' }", true)]
    [InlineData("{ 'struct': 'Thing', 'data': {} }\n{ 'event': 'Thing' }", false)]
    [InlineData("{ 'command': 'str' }", false)]
    [InlineData("{ 'enum': 'QType', 'data': [] }", false)]
    public void All_definitions_share_one_name_space_with_exact_names(string text, bool isAccepted)
    {
        Schemas.Bind(new SchemaFile("root.json", text), new MemoryResolver(), Dialect.Lenient, out List<SchemaDiagnostic> diagnostics);
        Assert.Equal(isAccepted, diagnostics.Count == 0);
    }

    private static QapiSchema Bind(string root, params (string Path, string Text)[] files)
    {
        var resolver = new MemoryResolver();
        foreach ((string path, string text) in files)
        {
            resolver[path] = text;
        }

        QapiSchema schema = Schemas.Bind(new SchemaFile("root.json", root), resolver, Dialect.Qemu102, out List<SchemaDiagnostic> diagnostics);
        Assert.Equal("", DiagnosticText.Format(diagnostics));
        return schema;
    }
}
