using System.Collections.Generic;
using System.Linq;
using QapiGen.Schema.Diagnostics;
using QapiGen.Schema.Dialects;
using QapiGen.Schema.Documentation;
using Xunit;

namespace QapiGen.Schema.Tests.Rules;

/// <summary>Sections of documentation (spec 2).</summary>
public sealed class DocumentationRuleTests
{
    [Fact]
    [Trait("spec", "D-10, D-21")]
    public void Text_keeps_markup_and_indentation_and_loses_outer_blank_lines()
    {
        DocBlock doc = Doc("##\n# @Thing:\n#\n# Some *markup*:\n#\n#   - inner\n#\n##\n{ 'struct': 'Thing', 'data': {} }");
        Assert.Equal("Some *markup*:\n\n  - inner", doc.Sections[0].Text);
    }

    [Fact]
    [Trait("spec", "D-13")]
    public void Paragraph_runs_to_the_next_blank_line_whatever_its_lines_look_like()
    {
        DocBlock doc = Doc("##\n# @Thing:\n#\n# One\n# @x: two\n# Since: 3\n#\n# Since: 4\n##\n{ 'struct': 'Thing', 'data': {} }");
        Assert.Equal("One\n@x: two\nSince: 3", doc.Sections[0].Text);
        Assert.Equal("4", doc.Find(DocSectionKind.Since)!.Text);
        Assert.Null(doc.Find(DocSectionKind.Member, "x"));
    }

    [Fact]
    [Trait("spec", "D-17")]
    public void Features_of_definition_and_members_are_described_once_in_one_list()
    {
        DocBlock doc = Doc("""
            ##
            # @Thing:
            #
            # @a: text
            #
            # Features:
            #
            # @f: of both
            #
            # @g: of the member
            ##
            { 'struct': 'Thing', 'data': { 'a': { 'type': 'int', 'features': [ 'f', 'g' ] } }, 'features': [ 'f' ] }
            """);
        Assert.Equal(["f", "g"], doc.Sections.Where(section => section.Kind == DocSectionKind.Feature).Select(section => section.Name));
    }

    [Fact]
    [Trait("spec", "D-22")]
    public void Command_with_a_result_needs_no_section_for_it()
    {
        DocBlock doc = Doc("##\n# @go:\n#\n# Text\n##\n{ 'command': 'go', 'returns': 'One' }\n##\n# @One:\n##\n{ 'struct': 'One', 'data': {} }", "go");
        Assert.Null(doc.Find(DocSectionKind.Returns));
    }

    [Theory]
    [Trait("spec", "D-25, V-23")]
    [InlineData("5.2", 0)]
    [InlineData("7.2", 0)]
    [InlineData("10.0", 0)]
    [InlineData("10.2", 2)]
    public void Only_10_2_checks_lines(string release, int faults)
    {
        Assert.True(Dialect.TryParse(release, out Dialect? dialect));
        Schemas.Bind($"##\n# {new string('x', 69)}\n# One. Two\n##\n", dialect, out List<SchemaDiagnostic> diagnostics);
        Assert.Equal(faults, diagnostics.Count);
    }

    [Fact]
    [Trait("spec", "D-28, D-29, V-17")]
    public void Until_7_2_text_after_a_blank_line_ends_the_descriptions()
    {
        const string text = "##\n# @go:\n#\n# Body\n# @a: one\n#     two\n#\n# Features:\n# @f: three\n#\n# Untagged\n# Since: 1\n##\n{ 'command': 'go', 'data': { 'a': 'int' }, 'features': [ 'f' ] }";
        DocBlock doc = Schemas.Bind(text, Dialect.Qemu72).ByName["go"].Documentation!;
        Assert.Equal(
            ["Body::Body", "Member:a:one\ntwo", "Feature:f:three", "Plain::Untagged", "Since:Since:1"],
            doc.Sections.Select(section => $"{section.Kind}:{section.Name}:{section.Text}"));
    }

    [Theory]
    [Trait("spec", "D-44")]
    [InlineData("{ 'struct': 'Thing', 'data': { 'a': { 'type': 'int', 'if': 'A' } } }", "@a")]
    [InlineData("{ 'enum': 'Thing', 'data': [ { 'name': 'a', 'if': 'A' } ] }", "@a")]
    [InlineData("{ 'alternate': 'Thing', 'data': { 'a': { 'type': 'str', 'if': 'A' } } }", "@a")]
    public void Conditional_members_must_be_described_too(string definition, string member)
    {
        Schemas.Bind($"##\n# @Thing:\n#\n# {member}: text\n##\n{definition}", Dialect.Qemu102);
        Schemas.Bind($"##\n# @Thing:\n##\n{definition}", Dialect.Qemu102, out List<SchemaDiagnostic> diagnostics);
        Assert.Single(diagnostics);
    }

    private static DocBlock Doc(string text, string name = "Thing") => Schemas.Bind(text, Dialect.Qemu102).ByName[name].Documentation!;
}
