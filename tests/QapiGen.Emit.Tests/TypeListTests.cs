using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using QapiGen.Emit.Planning;
using QapiGen.Emit.Specs;
using QapiGen.Emit.Tests.Support;
using QapiGen.Schema.Model;
using Xunit;

namespace QapiGen.Emit.Tests;

/// <summary>The list of the types that a plan generates, by which clashes of roots are found.</summary>
public sealed class TypeListTests
{
    public static TheoryData<string, string, string?, string> Wishes() => new()
    {
        { nameof(GenerationRole.Both), "", null, "*" },
        { nameof(GenerationRole.Client), "", null, "*" },
        { nameof(GenerationRole.Server), "", null, "*" },
        { nameof(GenerationRole.Both), "draw,count", null, "*" },
        { nameof(GenerationRole.Both), "count", "DONE", "*" },
        { nameof(GenerationRole.Client), "named", "TEST", "*" },
        { nameof(GenerationRole.Server), "no-such", "DONE", "*" },
        { nameof(GenerationRole.Both), "", null, "none" },
    };

    [Theory]
    [MemberData(nameof(Wishes))]
    public void Every_type_that_the_compiler_sees_is_in_the_list_and_no_other(string role, string commands, string? events, string conditions) => AssertComplete(
        Generated.Parse(Samples.EveryConstruct),
        new GenerationOptions { Namespace = "Test", Role = Enum.Parse<GenerationRole>(role), Commands = commands, Events = events ?? "", Conditions = conditions });

    [Theory]
    [InlineData(nameof(GenerationRole.Client))]
    [InlineData(nameof(GenerationRole.Server))]
    [InlineData(nameof(GenerationRole.Both))]
    public void What_a_role_has_no_use_for_is_not_in_the_list(string role) => AssertComplete(
        Generated.Parse(Samples.EveryConstruct), new GenerationOptions { Namespace = "Test", Role = Enum.Parse<GenerationRole>(role), OnlyNeededCodecs = true });

    [Fact]
    public void Names_that_had_to_give_way_are_in_the_list_as_they_became() => AssertComplete(
        Generated.Parse("""
            { 'enum': 'TestCommand', 'data': [ 'a' ], 'features': [ 'shiny' ] }
            { 'struct': 'TestCommandCodec', 'data': { 'x': { 'type': 'int', 'if': 'CONFIG_X' } } }
            { 'struct': 'TestClient', 'data': { } }
            { 'struct': 'Read', 'data': { } }
            { 'command': 'go', 'data': { 'x': { 'type': 'int', 'if': 'CONFIG_X' } } }
            { 'event': 'TEST', 'data': { 'x': { 'type': 'int', 'if': 'CONFIG_X' } } }
            """),
        new GenerationOptions { Namespace = "", Conditions = "none" });

    private static void AssertComplete(QapiSchema schema, GenerationOptions options)
    {
        CSharpCompilation compilation = InMemoryCompiler.Create(Generated.Emit(schema, options));
        Assert.DoesNotContain(compilation.GetDiagnostics(), static item => item.Severity == DiagnosticSeverity.Error);
        string[] listed = [.. Generated.Plan(schema, options).GetTypeNames().Order(StringComparer.Ordinal)];
        Assert.Equal(Declared(compilation.Assembly.GlobalNamespace).Order(StringComparer.Ordinal), listed);
    }

    private static IEnumerable<string> Declared(INamespaceSymbol place) =>
        place.GetTypeMembers().Select(static type => type.Name).Concat(place.GetNamespaceMembers().SelectMany(Declared));
}
