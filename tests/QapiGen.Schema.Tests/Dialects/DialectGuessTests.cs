using System.Collections.Generic;
using QapiGen.Schema.Diagnostics;
using QapiGen.Schema.Dialects;
using QapiGen.Schema.Loading;
using QapiGen.Schema.Text;
using QapiGen.TestSupport;
using Xunit;

namespace QapiGen.Schema.Tests.Dialects;

public sealed class DialectGuessTests
{
    public static IEnumerable<object[]> Roots => QemuSchemas.Roots;

    // Spec V-43.
    [Theory]
    [InlineData("{ 'pragma': { 'documentation-exceptions': [] } }", "10.2")]
    [InlineData("{ 'pragma': { 'documentation-exceptions': [] } }\n##\n# One. Two\n##\n", "10.0")]
    [InlineData("{ 'pragma': { 'member-name-exceptions': [] } }\n{ 'pragma': { 'returns-whitelist': [] } }", "7.2")]
    [InlineData("{ 'pragma': { 'command-name-exceptions': [] } }", "7.2")]
    [InlineData("{ 'pragma': { 'command-returns-exceptions': [] } }", "7.2")]
    [InlineData("{ 'struct': 'A', 'data': {}, 'if': { 'not': 'X' } }", "7.2")]
    [InlineData("{ 'struct': 'A', 'data': { 'a': { 'type': 'int', 'if': { 'any': [ 'X' ] } } } }", "7.2")]
    [InlineData("{ 'enum': 'A', 'data': [ { 'name': 'int', 'features': [ { 'name': 'f', 'if': { 'any': [ 'X' ] } } ] } ] }", "7.2")]
    [InlineData("{ 'struct': 'A', 'data': { 'if': { 'type': 'int' } } }", "10.2")]
    [InlineData("{ 'pragma': { 'returns-whitelist': [] } }", "5.2")]
    [InlineData("{ 'pragma': { 'name-case-whitelist': [] } }", "5.2")]
    [InlineData("{ 'struct': 'A', 'data': {}, 'if': 'defined(X)' }", "5.2")]
    [InlineData("{ 'struct': 'A', 'data': {}, 'if': [ 'X' ] }", "5.2")]
    [InlineData("{ 'union': 'A', 'data': { 'a': 'int' } }", "5.2")]
    [InlineData("{ 'union': 'A', 'base': 'B', 'discriminator': 'b', 'data': {} }", "10.2")]
    [InlineData("{ 'struct': 'A', 'data': {}, 'if': 'X' }", "10.2")]
    public void The_first_sign_decides(string text, string expected)
    {
        LoadedSchema schema = SchemaLoader.Load(new SchemaFile("x.json", text), new MemoryResolver(), Dialect.Lenient, new DiagnosticBag());
        DialectGuess guess = DialectGuess.Of(schema);
        Assert.Equal(expected, guess.Dialect.Name);
    }

    // Spec V-43.
    [QemuSchemasTheory]
    [MemberData(nameof(Roots))]
    public void Real_schemas_are_recognised(string release, string root)
    {
        LoadedSchema schema = SchemaLoader.Load(
            DiskResolver.Read(QemuSchemas.PathOf(release, root)), new DiskResolver(), Dialect.Lenient, new DiagnosticBag());
        Assert.Equal(release, DialectGuess.Of(schema).Dialect.Name);
    }
}
