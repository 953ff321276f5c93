using System.Collections.Generic;
using System.Linq;
using QapiGen.Schema.Dialects;
using QapiGen.Schema.Diagnostics;
using QapiGen.Schema.Model;
using QapiGen.Schema.Text;
using Xunit;

namespace QapiGen.Schema.Tests.Binding;

/// <summary>One mistake is one fault, and what bound is in the model.</summary>
public sealed class RecoveryTests
{
    [Fact]
    public void Member_with_a_fault_is_left_out_and_the_rest_is_kept()
    {
        ObjectType type = Bind("{ 'struct': 'Thing', 'data': { 'a': 'int', 'b': 'Missing', 'c': 'str' } }", "QAPI1022").Get<ObjectType>("Thing");
        Assert.Equal(["a", "c"], type.Members.Select(member => member.Name));
        Assert.True(type.IsIncomplete);
    }

    [Fact]
    public void Definition_with_a_bad_name_is_no_unknown_type_elsewhere() =>
        Bind("{ 'struct': 'Two Words', 'data': {} }\n{ 'command': 'c', 'data': { 'a': 'Two Words' }, 'returns': [ 'Two Words' ] }", "QAPI1003");

    [Fact]
    public void Definition_with_a_bad_shape_is_no_unknown_type_elsewhere() =>
        Bind("{ 'struct': 'Thing', 'data': 'int' }\n{ 'command': 'c', 'data': { 'a': 'Thing' }, 'returns': [ 'Thing' ] }", "QAPI1010");

    [Fact]
    public void Definition_of_no_kind_is_no_unknown_type_elsewhere() =>
        Bind("{ 'struct': 'Thing', 'enum': 'Other', 'data': {} }\n{ 'command': 'c', 'data': { 'a': 'Thing', 'b': 'Other' } }", "QAPI1001");

    [Fact]
    public void Value_with_a_bad_name_does_not_make_its_branch_unknown() =>
        Bind("""
            { 'enum': 'Kind', 'data': [ 'a', 'b c' ] }
            { 'struct': 'One', 'data': {} }
            { 'union': 'Union', 'base': { 'kind': 'Kind' }, 'discriminator': 'kind', 'data': { 'b c': 'One' } }
            """, "QAPI1003");

    [Fact]
    public void Discriminator_of_unknown_type_is_one_fault() =>
        Bind("{ 'union': 'Union', 'base': { 'kind': 'Missing' }, 'discriminator': 'kind', 'data': {} }", "QAPI1022");

    [Fact]
    public void Base_that_is_unknown_does_not_make_the_discriminator_unknown() =>
        Bind("{ 'union': 'Union', 'base': 'Missing', 'discriminator': 'kind', 'data': {} }", "QAPI1022");

    [Fact]
    public void Union_without_its_discriminator_stays_an_object_type()
    {
        ObjectType union = Bind("{ 'union': 'Union', 'base': { 'a': 'int' }, 'discriminator': 'kind', 'data': {} }", "QAPI1028").Get<ObjectType>("Union");
        Assert.False(union.IsUnion);
        Assert.Equal("a", Assert.Single(union.Members).Name);
    }

    [Fact]
    public void Definition_named_like_an_array_type_leaves_the_array_types_alone()
    {
        QapiSchema schema = Bind("{ 'struct': 'intList', 'data': {} }", "QAPI1006");
        Assert.Equal("int", schema.Get<ArrayType>("intList").Element.Name);
    }

    [Fact]
    public void Cycle_of_bases_is_one_fault_and_broken_in_the_model()
    {
        QapiSchema schema = Bind("""
            { 'struct': 'Aa', 'base': 'Bb', 'data': { 'a': 'int' } }
            { 'struct': 'Bb', 'base': 'Cc', 'data': { 'b': 'int' } }
            { 'struct': 'Cc', 'base': 'Aa', 'data': { 'c': 'int' } }
            """, "QAPI1027");
        Assert.Equal(["c", "b", "a"], schema.Get<ObjectType>("Aa").Members.Select(member => member.Name));
        Assert.Null(schema.Get<ObjectType>("Cc").Base);
    }

    [Fact]
    public void Unknown_types_are_not_reported_where_an_include_failed()
    {
        Schemas.Bind(
            new SchemaFile("root.json", "{ 'include': 'missing.json' }\n{ 'command': 'c', 'returns': 'Thing' }"),
            new MemoryResolver(),
            Dialect.Lenient,
            out List<SchemaDiagnostic> diagnostics);
        Assert.Equal(["QAPI0041"], diagnostics.Select(diagnostic => diagnostic.Rule.Id));
    }

    [Fact]
    public void Each_reference_to_an_unknown_array_is_reported_at_its_token()
    {
        Schemas.Bind("{ 'struct': 'Thing', 'data': {\n'a': [ 'Missing' ],\n'b': [ 'Missing' ] } }", Dialect.Lenient, out List<SchemaDiagnostic> diagnostics);
        Assert.Equal([2, 3], diagnostics.Select(diagnostic => diagnostic.Location!.Position.Line));
        Assert.All(diagnostics, diagnostic => Assert.Equal(1, diagnostic.DefinitionLine));
        Assert.All(diagnostics, diagnostic => Assert.Equal("struct 'Thing'", diagnostic.Context));
    }

    // Spec R-20.
    [Fact]
    public void Faults_in_an_included_file_carry_the_chain_of_includes()
    {
        var files = new MemoryResolver { ["a.json"] = "\n{ 'include': 'b.json' }", ["b.json"] = "{ 'struct': 'Thing', 'data': { 'a': 'Missing' } }" };
        Schemas.Bind(new SchemaFile("root.json", "{ 'include': 'a.json' }"), files, Dialect.Lenient, out List<SchemaDiagnostic> diagnostics);
        SchemaDiagnostic only = Assert.Single(diagnostics);
        Assert.Equal("b.json", only.Location!.File.Path);
        Assert.Equal([("root.json", 1), ("a.json", 2)], only.IncludeChain.Select(include => (include.File.Path, include.Position.Line)));
    }

    private static QapiSchema Bind(string text, string rule)
    {
        QapiSchema schema = Schemas.Bind(text, Dialect.Lenient, out List<SchemaDiagnostic> diagnostics);
        Assert.Equal([rule], diagnostics.Select(diagnostic => diagnostic.Rule.Id));
        return schema;
    }
}
