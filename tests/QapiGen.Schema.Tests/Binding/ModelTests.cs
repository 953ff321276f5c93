using System.Collections.Generic;
using System.Linq;
using QapiGen.Schema.Dialects;
using QapiGen.Schema.Diagnostics;
using QapiGen.Schema.Model;
using QapiGen.Schema.Text;
using Xunit;

namespace QapiGen.Schema.Tests.Binding;

/// <summary>What a schema without faults becomes.</summary>
public sealed class ModelTests
{
    private const string Shapes = """
        { 'enum': 'ShapeKind', 'data': [ 'circle', { 'name': 'box', 'if': 'CONFIG_BOX' }, 'point' ] }
        { 'struct': 'Circle', 'data': { 'radius': 'number', '*label': 'str' } }
        { 'struct': 'Box', 'data': { 'sides': [ 'uint32' ] }, 'if': 'CONFIG_BOX' }
        { 'union': 'Shape', 'base': { 'kind': 'ShapeKind', '*tags': [ 'str' ] }, 'discriminator': 'kind',
          'data': { 'circle': 'Circle', 'box': { 'type': 'Box', 'if': 'CONFIG_BOX' } } }
        { 'alternate': 'ShapeRef', 'data': { 'name': 'str', 'inline': 'Shape', 'nothing': 'null' } }
        { 'command': 'draw', 'boxed': true, 'data': 'Shape', 'returns': [ 'Circle' ],
          'features': [ 'fast', { 'name': 'unstable', 'if': { 'not': 'CONFIG_STABLE' } } ] }
        { 'event': 'SHAPE_DRAWN', 'data': { 'ref': { 'type': 'ShapeRef', 'features': [ 'deprecated' ] } } }
        """;

    // Spec I-9, I-10.
    [Fact]
    public void Entities_stand_in_order_of_entry_with_what_is_implicit_first()
    {
        QapiSchema schema = Schemas.Bind(Shapes, Dialect.Qemu102);
        IEnumerable<string> names = schema.Entities.Where(entity => !entity.Module.IsBuiltin).Select(entity => entity.Name);
        Assert.Equal(
            ["ShapeKind", "Circle", "Box", "q_obj_Shape-base", "Shape", "ShapeRef", "CircleList", "draw", "q_obj_SHAPE_DRAWN-arg", "SHAPE_DRAWN"],
            names);
    }

    // Spec I-10.
    [Fact]
    public void Built_in_types_come_first_each_with_its_array_then_the_predefined_ones()
    {
        string[] names = Schemas.Bind("").Entities.Select(entity => entity.Name).ToArray();
        Assert.Equal(["str", "strList", "number", "numberList", "int", "intList"], names[..6]);
        Assert.Equal(["null", "nullList", "q_empty", "QType"], names[^4..]);
    }

    // Spec T-9, T-10, T-11.
    [Fact]
    public void Union_has_the_members_of_its_base_and_an_empty_branch_per_value_without_one()
    {
        QapiSchema schema = Schemas.Bind(Shapes);
        ObjectType shape = schema.Get<ObjectType>("Shape");
        Assert.Equal(["kind", "tags"], shape.Members.Select(member => member.Name));
        Assert.Empty(shape.OwnMembers);
        Assert.Same(shape.Members[0], shape.Discriminator);
        Assert.Equal(["circle", "box", "point"], shape.Branches.Select(branch => branch.Name));
        Assert.Equal([false, false, true], shape.Branches.Select(branch => branch.IsAdded));
        Assert.Equal("q_empty", shape.Branches[2].Type.Name);
        Assert.Equal(new Condition.Symbol("CONFIG_BOX"), shape.Branches[1].Condition);
    }

    // Spec T-10.
    [Fact]
    public void Added_branch_has_the_condition_of_its_value_and_a_written_one_only_its_own()
    {
        ObjectType union = Schemas.Bind("""
            { 'enum': 'Kind', 'data': [ { 'name': 'a', 'if': 'A' }, { 'name': 'b', 'if': 'B' } ] }
            { 'struct': 'One', 'data': {} }
            { 'union': 'Union', 'base': { 'kind': 'Kind' }, 'discriminator': 'kind', 'data': { 'a': 'One' } }
            """).Get<ObjectType>("Union");
        Assert.Null(union.Branches[0].Condition);
        Assert.Equal(new Condition.Symbol("B"), union.Branches[1].Condition);
    }

    // Spec T-8, K-20.
    [Fact]
    public void Flat_members_are_those_of_the_base_then_the_own_ones()
    {
        QapiSchema schema = Schemas.Bind("""
            { 'struct': 'Derived', 'base': 'Middle', 'data': { 'c': 'int' } }
            { 'struct': 'Middle', 'base': 'Base', 'data': {} }
            { 'struct': 'Base', 'data': { 'a': 'int', '*b': 'str' } }
            """);
        ObjectType derived = schema.Get<ObjectType>("Derived");
        Assert.Equal(["a", "b", "c"], derived.Members.Select(member => member.Name));
        Assert.Equal(["Base", "Base", "Derived"], derived.Members.Select(member => member.DefinedIn.Name));
        Assert.Equal(["c"], derived.OwnMembers.Select(member => member.Name));
        Assert.True(derived.Members[1].IsOptional);
    }

    // Spec K-12, K-14.
    [Fact]
    public void Types_may_refer_to_themselves_and_to_each_other()
    {
        QapiSchema schema = Schemas.Bind("""
            { 'struct': 'Node', 'data': { 'next': 'Node', 'others': [ 'Other' ] } }
            { 'struct': 'Other', 'data': { 'node': 'Node' } }
            """);
        ObjectType node = schema.Get<ObjectType>("Node");
        Assert.Same(node, node.Members[0].Type);
        Assert.Same(schema.ByName["Other"], Assert.IsType<ArrayType>(node.Members[1].Type).Element);
    }

    // Spec T-15, T-18, K-26.
    [Fact]
    public void Command_has_its_flags_arguments_and_result()
    {
        CommandDefinition command = Schemas.Bind("""
            { 'command': 'a', 'gen': false, 'success-response': false, 'allow-oob': true, 'allow-preconfig': true, 'data': {} }
            """).Get<CommandDefinition>("a");
        Assert.False(command.HasGeneratedMarshalling);
        Assert.False(command.HasSuccessResponse);
        Assert.True(command.AllowsOutOfBand);
        Assert.True(command.AllowsPreconfig);
        Assert.False(command.IsCoroutine);
        Assert.Null(command.Arguments);
        Assert.Null(command.Returns);
    }

    // Spec I-7, I-8, I-11.
    [Fact]
    public void Module_of_an_array_is_that_of_its_element_at_the_place_of_its_entry()
    {
        var files = new MemoryResolver
        {
            ["sub/types.json"] = "{ 'struct': 'Thing', 'data': {} }",
        };
        QapiSchema schema = Schemas.Bind(
            new SchemaFile("root.json", "{ 'command': 'list', 'returns': [ 'Thing' ] }\n{ 'include': 'sub/types.json' }\n{ 'include': 'sub/types.json' }"),
            files,
            Dialect.Qemu102,
            out List<SchemaDiagnostic> diagnostics);
        Assert.Empty(diagnostics);
        Assert.Equal(["./builtin", "root.json", "sub/types.json"], schema.Modules.Select(module => module.Name));
        Assert.Equal(["list", "sub/types.json", "sub/types.json"], schema.Root.Entities.Select(entity => entity.Name));
        Assert.Equal(["ThingList", "Thing"], schema.Modules[2].Entities.Select(entity => entity.Name));
    }

    // Spec C-5.
    [Fact]
    public void Array_has_the_condition_of_its_element_and_implicit_types_that_of_their_definition()
    {
        QapiSchema schema = Schemas.Bind("""
            { 'struct': 'Thing', 'data': {}, 'if': 'A' }
            { 'command': 'list', 'if': 'B', 'data': { 'things': [ 'Thing' ] } }
            """);
        Assert.Equal(new Condition.Symbol("A"), schema.ByName["ThingList"].Condition);
        Assert.Equal(new Condition.Symbol("B"), schema.ByName["q_obj_list-arg"].Condition);
    }

    // Spec T-12, V-4.
    [Fact]
    public void Simple_union_has_an_implicit_enum_and_shared_wrappers()
    {
        QapiSchema schema = Schemas.Bind("""
            { 'union': 'First', 'data': { 'one': 'Thing', 'many': [ 'Thing' ] } }
            { 'union': 'Second', 'data': { 'one': { 'type': 'Thing', 'if': 'defined(A)' } } }
            { 'struct': 'Thing', 'data': {}, 'if': 'defined(B)' }
            """, Dialect.Qemu52);
        ObjectType first = schema.Get<ObjectType>("First");
        ObjectType second = schema.Get<ObjectType>("Second");
        Assert.Equal("FirstKind", first.Discriminator!.Type.Name);
        Assert.Equal("type", Assert.Single(first.Members).Name);
        Assert.Same(first.Branches[0].Type, second.Branches[0].Type);
        Assert.Equal("q_obj_Thing-wrapper", second.Branches[0].Type.Name);
        Assert.Equal(new Condition.Symbol("A"), Assert.Single(schema.Get<EnumType>("SecondKind").Values).Condition);

        // The wrapped type comes later, so that its condition isn't known; that of an array's element always is (spec C-5).
        Assert.Null(first.Branches[0].Type.Condition);
        Assert.Equal(new Condition.Symbol("B"), first.Branches[1].Type.Condition);
    }

    // Spec C-8, V-1, V-2, V-3.
    [Fact]
    public void Conditions_are_equal_as_formulas_however_they_are_written()
    {
        QapiSchema schema = Schemas.Bind("""
            { 'command': 'a', 'if': 'defined(A) || !defined B && (C)' }
            { 'command': 'b', 'if': { 'any': [ 'A', { 'all': [ { 'not': 'B' }, 'C' ] } ] } }
            { 'command': 'c', 'if': [ 'defined(A)', 'B' ] }
            { 'command': 'd', 'if': { 'all': [ 'A', 'B' ] } }
            """);
        Assert.Equal(schema.ByName["b"].Condition, schema.ByName["a"].Condition);
        Assert.Equal(schema.ByName["d"].Condition, schema.ByName["c"].Condition);
        Assert.NotEqual(schema.ByName["a"].Condition, schema.ByName["c"].Condition);
    }

    // Spec T-3, K-1.
    [Fact]
    public void Keys_of_the_language_are_names_where_names_stand()
    {
        ObjectType type = Schemas.Bind("{ 'struct': 'Odd', 'data': { 'if': 'str', 'type': 'str', 'features': 'str', 'data': 'str', 'base': 'str' } }").Get<ObjectType>("Odd");
        Assert.Equal(["if", "type", "features", "data", "base"], type.Members.Select(member => member.Name));
        Assert.All(type.Members, member => Assert.Null(member.Condition));
    }

    [Fact]
    public void Binding_twice_gives_the_same_order()
    {
        Assert.Equal(
            Schemas.Bind(Shapes).Entities.Select(entity => entity.Name),
            Schemas.Bind(Shapes).Entities.Select(entity => entity.Name));
    }
}
