using System.Collections.Generic;
using System.Linq;
using QapiGen.Schema.Diagnostics;
using QapiGen.Schema.Dialects;
using QapiGen.Schema.Introspection;
using QapiGen.Schema.Model;
using QapiGen.Schema.Text;
using Xunit;

namespace QapiGen.Schema.Tests.Rules;

/// <summary>Constructs of real schemas that break naive implementations (spec 11.1), each bound without a fault.</summary>
public sealed class PitfallRuleTests
{
    [Theory]
    [InlineData("K-1", "{ 'struct': 'Can', 'data': { 'if': 'str', 'data': 'str', 'type': 'str', 'name': 'str', 'base': 'str', 'default': 'str' } }")]
    [InlineData("K-2", "{ 'struct': 'Words', 'data': { 'abstract': 'str', 'class': 'int', '*readonly': 'bool', 'namespace': 'str' } }\n{ 'command': 'go', 'data': { 'base': 'str', '*abstract': 'bool' } }")]
    [InlineData("K-3", "{ 'enum': 'Words', 'data': [ 'null', 'default', 'public', 'fixed', 'object', 'string', 'int', 'virtual' ] }")]
    [InlineData("K-4", "{ 'enum': 'Speed', 'data': [ '2-5', '5', '64', '3des', '4k' ] }")]
    [InlineData("K-5", "{ 'pragma': { 'member-name-exceptions': [ 'Reg' ] } }\n{ 'enum': 'Reg', 'data': [ 'EAX', 'eAX', 'twoGb_x' ] }")]
    [InlineData("K-6", "{ 'struct': 'ReadableText', 'data': { 'readable-text': 'str' } }")]
    [InlineData("K-7", "{ 'command': 'halt' }\n{ 'event': 'HALT' }\n{ 'command': 'disk-copy', 'data': 'DiskCopy' }\n{ 'struct': 'DiskCopy', 'data': {} }")]
    [InlineData("K-8", "{ 'pragma': { 'member-name-exceptions': [ 'Near' ] } }\n{ 'struct': 'Near', 'data': { 'aB': 'int', 'a-b': 'int', 'x-foo': 'int', 'xfoo': 'int', 'foo': 'int' } }\n{ 'enum': 'Digits', 'data': [ '1-2', '12' ] }")]
    [InlineData("K-9", "{ 'struct': 'String', 'data': {} }\n{ 'struct': 'Task', 'data': { 's': 'String' } }\n{ 'enum': 'Exception', 'data': [ 'a' ] }")]
    [InlineData("K-10", "{ 'enum': 'Type', 'data': [ 'a' ] }\n{ 'struct': 'Holder', 'data': { 'type': 'Type', 'holder': 'str' } }")]
    [InlineData("K-11", "{ 'enum': 'QCryptoTLSEnd', 'data': [ 'x86-64' ] }\n{ 'event': 'HV_REPORT_V2', 'data': { 'x-arg2': 'int' } }")]
    [InlineData("K-16", "{ 'enum': 'Many', 'data': [ 'a', 'b', 'c', 'd' ] }\n{ 'struct': 'One', 'data': {} }\n{ 'union': 'Sparse', 'base': { 'k': 'Many' }, 'discriminator': 'k', 'data': { 'c': 'One' } }")]
    [InlineData("K-17", "{ 'enum': 'Kind', 'data': [ 'a', 'b' ] }\n{ 'struct': 'Root', 'data': { 'x': 'int' } }\n{ 'struct': 'One', 'base': 'Root', 'data': {} }\n{ 'union': 'Shared', 'base': { 'k': 'Kind' }, 'discriminator': 'k', 'data': { 'a': 'One', 'b': 'One' } }")]
    [InlineData("K-18", "{ 'enum': 'Kind', 'data': [ 'a', 'b' ] }\n{ 'struct': 'One', 'data': { 'x': 'int' } }\n{ 'struct': 'Two', 'data': { '*x': 'str' } }\n{ 'union': 'Same', 'base': { 'k': 'Kind' }, 'discriminator': 'k', 'data': { 'a': 'One', 'b': 'Two' } }")]
    [InlineData("K-20", "{ 'enum': 'Kind', 'data': [ 'a' ] }\n{ 'struct': 'Top', 'data': { 'k': 'Kind' } }\n{ 'struct': 'Mid', 'base': 'Top', 'data': {} }\n{ 'union': 'Named', 'base': 'Mid', 'discriminator': 'k', 'data': {} }")]
    [InlineData("K-21", "{ 'alternate': 'TextOrNull', 'data': { 't': 'str', 'n': 'null' } }\n{ 'enum': 'Plain', 'data': [ 'x' ] }\n{ 'alternate': 'Mixed', 'data': { 'e': 'Plain', 'l': [ 'int' ], 'f': 'bool' } }")]
    [InlineData("K-22", "{ 'enum': 'Kind', 'data': [ 'a' ] }\n{ 'union': 'Args', 'base': { 'k': 'Kind' }, 'discriminator': 'k', 'data': {} }\n{ 'command': 'add', 'boxed': true, 'data': 'Args' }")]
    [InlineData("K-23", "{ 'struct': 'Args', 'data': { 'a': 'int' } }\n{ 'command': 'go', 'data': 'Args' }\n{ 'event': 'GONE', 'data': 'Args' }")]
    [InlineData("K-24", "{ 'command': 'go' }\n{ 'command': 'get', 'returns': 'One' }\n{ 'event': 'GONE' }\n{ 'struct': 'One', 'data': {} }")]
    [InlineData("K-25", "{ 'pragma': { 'command-returns-exceptions': [ 'text', 'anything', 'models' ] } }\n{ 'enum': 'Model', 'data': [ 'a' ] }\n{ 'command': 'text', 'returns': 'str' }\n{ 'command': 'anything', 'returns': 'any' }\n{ 'command': 'models', 'returns': [ 'Model' ] }")]
    [InlineData("K-26", "{ 'command': 'plug', 'gen': false, 'data': { 'driver': 'str' } }\n{ 'command': 'off', 'success-response': false }")]
    [InlineData("K-30", "##\n# Größe and \u2019 with\ta TAB\n##\n  ##\n  # more\n  ##\n{ 'pragma': {} }\n\t{ 'command': 'go' } # naïve\n")]
    public void Construct_binds_without_a_fault(string rule, string text)
    {
        QapiSchema schema = Schemas.Bind(text, Dialect.Qemu102, out List<SchemaDiagnostic> diagnostics);
        Assert.True(diagnostics.Count == 0, $"{rule}: {DiagnosticText.Format(diagnostics)}");
        Assert.NotEmpty(schema.Root.Entities);
        int shown = schema.Entities.Count(entity => entity is CommandDefinition or EventDefinition);
        Assert.Equal(shown, IntrospectionBuilder.Build(schema, SymbolSet.Everything).Count(info => info.MetaType is "command" or "event"));
    }

    [Fact]
    [Trait("spec", "K-12, K-13")]
    public void Types_that_lead_back_to_themselves_bind_and_introspect_once()
    {
        QapiSchema schema = Schemas.Bind("""
            { 'enum': 'Driver', 'data': [ 'file', 'filter' ] }
            { 'union': 'Options', 'base': { 'driver': 'Driver' }, 'discriminator': 'driver', 'data': { 'filter': 'Filter' } }
            { 'struct': 'Filter', 'data': { 'child': 'Ref', '*more': [ 'Ref' ], '*self': 'Filter' } }
            { 'alternate': 'Ref', 'data': { 'name': 'str', 'inline': 'Options' } }
            { 'command': 'add', 'boxed': true, 'data': 'Options' }
            """, Dialect.Qemu102);
        ObjectType filter = schema.Get<ObjectType>("Filter");
        Assert.Same(filter, filter.Members[2].Type);
        Assert.Same(schema.ByName["Options"], schema.Get<AlternateType>("Ref").Alternatives[1].Type);
        string[] names = IntrospectionBuilder.Build(schema, SymbolSet.Everything, isMasked: false).Select(info => info.Name).ToArray();
        Assert.Single(names, "Filter");
    }

    [Fact]
    [Trait("spec", "K-15, K-31")]
    public void Wide_union_keeps_every_branch()
    {
        string[] values = Enumerable.Range(0, 162).Select(i => $"v{i}").ToArray();
        string list = string.Join(", ", values.Select(value => $"'{value}'"));
        string branches = string.Join(", ", values.Take(51).Select(value => $"'{value}': 'One'"));
        ObjectType union = Schemas.Bind(
            $"{{ 'enum': 'Wide', 'data': [ {list} ] }}\n{{ 'struct': 'One', 'data': {{}} }}\n{{ 'union': 'Options', 'base': {{ 'k': 'Wide' }}, 'discriminator': 'k', 'data': {{ {branches} }} }}",
            Dialect.Qemu102).Get<ObjectType>("Options");
        Assert.Equal(values, union.Branches.Select(branch => branch.Name));
        Assert.Equal(51, union.Branches.Count(branch => !branch.IsAdded));
    }

    [Fact]
    [Trait("spec", "K-19, V-5")]
    public void Union_may_be_a_branch_of_a_union()
    {
        ObjectType outer = Schemas.Bind("""
            { 'enum': 'Outside', 'data': [ 'net' ] }
            { 'enum': 'Inside', 'data': [ 'tcp' ] }
            { 'union': 'Socket', 'base': { 'type': 'Inside' }, 'discriminator': 'type', 'data': {} }
            { 'union': 'Address', 'base': { 'transport': 'Outside' }, 'discriminator': 'transport', 'data': { 'net': 'Socket' } }
            """, Dialect.Qemu102).Get<ObjectType>("Address");
        Assert.True(outer.Branches[0].Type.IsUnion);
    }

    [Theory]
    [Trait("spec", "K-27")]
    [InlineData("none", "a")]
    [InlineData("B", "a,b")]
    public void Value_and_branch_of_one_condition_come_and_go_together(string symbols, string names)
    {
        QapiSchema schema = Schemas.Bind("""
            { 'enum': 'Kind', 'data': [ 'a', { 'name': 'b', 'if': 'B' } ] }
            { 'struct': 'One', 'data': {}, 'if': 'B' }
            { 'union': 'Union', 'base': { 'k': 'Kind' }, 'discriminator': 'k', 'data': { 'b': { 'type': 'One', 'if': 'B' } } }
            """, Dialect.Qemu102);
        SymbolSet set = SymbolSet.Parse(symbols);
        Assert.Equal(names, string.Join(',', schema.Get<EnumType>("Kind").Values.Where(value => set.Holds(value.Condition)).Select(value => value.Name)));
        Assert.Equal(
            names, string.Join(',', schema.Get<ObjectType>("Union").Branches.Where(branch => set.Holds(branch.Condition)).Select(branch => branch.Name).Order()));
    }

    [Fact]
    [Trait("spec", "K-28")]
    public void Struct_that_only_forces_arrays_binds_and_is_not_shown()
    {
        QapiSchema schema = Schemas.Bind("{ 'struct': 'One', 'data': {} }\n{ 'struct': 'ForceArrays', 'data': { 'unused': [ 'One' ] } }", Dialect.Qemu102);
        Assert.Same(schema.ByName["One"], schema.Get<ArrayType>("OneList").Element);
        Assert.Empty(IntrospectionBuilder.Build(schema, SymbolSet.Everything));
    }

    [Fact]
    [Trait("spec", "K-29")]
    public void File_above_the_root_that_is_included_twice_counts_once()
    {
        var files = new MemoryResolver { ["s/../q/a.json"] = "{ 'include': 'b.json' }", ["s/../q/b.json"] = "{ 'command': 'go' }" };
        var root = new SchemaFile("s/root.json", "{ 'include': '../q/a.json' }\n{ 'include': '../q/b.json' }");
        QapiSchema schema = Schemas.Bind(root, files, Dialect.Qemu102, out List<SchemaDiagnostic> diagnostics);
        Assert.Empty(diagnostics);
        Assert.Equal(["root.json", "../q/a.json", "../q/b.json"], schema.Modules.Skip(1).Select(module => module.Name));
    }
}
