using System.Collections.Generic;
using System.Linq;
using QapiGen.Schema.Diagnostics;
using QapiGen.Schema.Dialects;
using Xunit;

namespace QapiGen.Schema.Tests.Rules;

/// <summary>Which releases accept a text (spec 12).</summary>
public sealed class DialectRuleTests
{
    private const string One = "{ 'struct': 'One', 'data': {} }\n";
    private const string OldOnly = "5.2 7.2";
    private const string NewOnly = "10.0 10.2 11.1";
    private const string All = "5.2 7.2 10.0 10.2 11.1";

    [Theory]
    [Trait("spec", "V-40, V-41")]
    [InlineData("V-1", "{ 'command': 'go', 'if': 'defined(A)' }", "5.2")]
    [InlineData("V-1", "{ 'command': 'go', 'if': 'CONFIG_A' }", All)]
    [InlineData("V-2", "{ 'command': 'go', 'if': [ 'defined(A)' ] }", "5.2")]
    [InlineData("V-3", "{ 'command': 'go', 'if': { 'not': 'A' } }", "7.2 10.0 10.2 11.1")]
    [InlineData("V-4", One + "{ 'union': 'Simple', 'data': { 'one': 'One' } }", "5.2")]
    [InlineData("V-6", "{ 'alternate': 'Ref', 'data': { 'a': [ 'int' ] } }", "7.2 10.0 10.2 11.1")]
    [InlineData("V-7", "{ 'enum': 'Enum', 'data': [ { 'name': 'a', 'features': [ 'f' ] } ] }", "7.2 10.0 10.2 11.1")]
    [InlineData("V-8", "{ 'struct': 'Thing', 'data': {}, 'features': [ 'unstable' ] }", "5.2")]
    [InlineData("V-9", "{ 'struct': 'Thing', 'data': { 'a_b': 'int' } }", "5.2")]
    [InlineData("V-9", "{ 'struct': 'thing-of-mine', 'data': {} }", "5.2")]
    [InlineData("V-10", "{ 'enum': 'ThingKind', 'data': [ 'a' ] }", "7.2 10.0 10.2 11.1")]
    [InlineData("V-10", "{ 'command': 'getList' }", "")]
    [InlineData("V-12", "##\n# @Thing:\n#\n# Text\n##\n{ 'struct': 'Thing', 'data': { 'a': 'int' } }", OldOnly)]
    [InlineData("V-13", "{ 'command': 'go', 'data': { 'a': { 'type': 'int', 'if': 'A' } } }", OldOnly)]
    [InlineData("V-17", "##\n# @Thing:\n#\n# Since: 1\n#\n# @a: text\n##\n{ 'struct': 'Thing', 'data': { 'a': 'int' } }", "")]
    [InlineData("V-17", "##\n# @Thing:\n#\n# Text\n#\n# @a: text\n#\n# Since: 1\n##\n{ 'struct': 'Thing', 'data': { 'a': 'int' } }", All)]
    [InlineData("V-18", "##\n# @Thing:\n#\n# Note: text\n##\n" + Thing, OldOnly)]
    [InlineData("V-18", "##\n# @Thing:\n#\n# Example:\n#\n# text\n##\n" + Thing, OldOnly)]
    [InlineData("V-19", "##\n# @Thing:\n#\n# Errors: none\n##\n" + Thing, OldOnly)]
    [InlineData("V-20", "##\n# @go:\n#\n# Since: 1\n#     more\n##\n{ 'command': 'go' }", NewOnly)]
    [InlineData("V-21", "##\n# @Thing:\n#\n# @a b: text\n##\n" + Thing, OldOnly)]
    [InlineData("V-21", "##\n# @Thing:\n#\n# Text\n# @a: text\n##\n{ 'struct': 'Thing', 'data': { 'b': 'int' } }", "")]
    [InlineData("V-22", "##\n# text\n#\n# = Head\n##\n", "5.2 7.2 10.2 11.1")]
    [InlineData("V-22", "##\n# @Thing:\n#\n# = Head\n##\n" + Thing, "10.2 11.1")]
    [InlineData("V-23", "##\n# One. Two\n##\n", "5.2 7.2 10.0")]
    [InlineData("V-24", "##\n# @go:\n#\n# Returns: nothing\n##\n{ 'command': 'go' }", OldOnly)]
    [InlineData("V-25", "##\n# @Thing: \n##\n" + Thing, NewOnly)]
    [InlineData("V-28", One + "{ 'struct': 'Thing', 'data': 'One' }", "")]
    [InlineData("V-28", "{ 'alternate': 'Ref', 'data': 'str' }", "")]
    public void Text_is_accepted_by_these_releases_only(string rule, string text, string releases)
    {
        IEnumerable<string> accepting = Dialect.Presets.Where(dialect => dialect.Name != "lenient" && Accepts(dialect, text)).Select(dialect => dialect.Name);
        Assert.True(releases == string.Join(' ', accepting.Order(System.StringComparer.Ordinal).OrderBy(name => name.Length)), $"{rule}: {string.Join(' ', accepting)}");
    }

    [Theory]
    [Trait("spec", "V-14")]
    [InlineData("5.2", true)]
    [InlineData("7.2", true)]
    [InlineData("10.0", false)]
    [InlineData("10.2", false)]
    public void More_than_64_features_are_refused_since_10_0(string release, bool isAccepted)
    {
        Assert.True(Dialect.TryParse(release, out Dialect? dialect));
        string Features(int count) => $"{{ 'command': 'go', 'features': [ {string.Join(", ", Enumerable.Range(0, count).Select(i => $"'f{i}'"))} ] }}";
        Assert.True(Accepts(dialect, Features(62)));
        Assert.Equal(isAccepted, Accepts(dialect, Features(63)));
    }

    [Theory]
    [Trait("spec", "V-26")]
    [InlineData("7.2", 1)]
    [InlineData("10.0", 4)]
    public void Unknown_description_is_reported_at_the_block_or_at_itself(string release, int line)
    {
        Assert.True(Dialect.TryParse(release, out Dialect? dialect));
        Schemas.Bind("##\n# @Thing:\n#\n# @z: text\n##\n" + Thing, dialect, out List<SchemaDiagnostic> diagnostics);
        Assert.Equal(line, Assert.Single(diagnostics).DefinitionLine);
    }

    [Fact]
    [Trait("spec", "V-45")]
    public void The_language_of_11_1_differs_from_that_of_10_2_by_its_name_only() =>
        Assert.Equal(Dialect.Qemu102, Dialect.Qemu111 with { Name = Dialect.Qemu102.Name });

    [Fact]
    [Trait("spec", "V-44")]
    public void Included_files_are_in_the_dialect_of_the_root()
    {
        var files = new MemoryResolver { ["a.json"] = "{ 'command': 'go', 'if': 'defined(A)' }" };
        var root = new QapiGen.Schema.Text.SchemaFile("root.json", "{ 'include': 'a.json' }");
        Schemas.Bind(root, files, Dialect.Qemu52, out List<SchemaDiagnostic> old);
        Schemas.Bind(root, files, Dialect.Qemu102, out List<SchemaDiagnostic> current);
        Assert.Empty(old);
        Assert.Equal("a.json", Assert.Single(current).Location!.File.Path);
    }

    private const string Thing = "{ 'struct': 'Thing', 'data': {} }";

    private static bool Accepts(Dialect dialect, string text)
    {
        Schemas.Bind(text, dialect, out List<SchemaDiagnostic> diagnostics);
        return !diagnostics.Any(diagnostic => diagnostic.Severity == SchemaSeverity.Error);
    }
}
