using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using System.Xml.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using QapiGen.Emit.Planning;
using QapiGen.Emit.Specs;
using QapiGen.Emit.Tests.Support;
using QapiGen.Emit.Text;
using QapiGen.TestSupport;
using Xunit;

namespace QapiGen.Emit.Tests;

/// <summary>What IntelliSense shows of a schema's documentation.</summary>
public sealed class DocumentationTests
{
    private const string Schema = """
        ##
        # @Info:
        #
        # What `query-info` tells & <more>.
        #
        # @id: the *one* with ``-id``
        #
        # @old: no use
        #
        # Features:
        #
        # @deprecated: Member @old is useless; see
        #     https://example.org/a?b=1&c=2.
        #
        # Since: 2.0
        ##
        { 'struct': 'Info', 'data': { 'id': 'str', '*old': { 'type': 'str', 'features': [ 'deprecated' ] } } }

        ##
        # @query-info:
        #
        # Asks by @node-name.
        #
        # There is more:
        #
        # - one
        # - two
        #
        # ===  ====
        # A    B
        # ===  ====
        # c    @event
        # ===  ====
        #
        # Word
        #     What it is.
        #
        # a. one
        # b. two
        #
        # @node-name: which node
        #
        #     Not @event.
        #
        # @event: what for (since 8.2)
        #
        # Features:
        #
        # @unstable: It may go.
        #
        # Returns: the `Info`
        #
        # Errors:
        #     - if there is no @node-name
        #
        # .. note:: It is slow.
        #
        # Since: 2.1
        #
        # .. qmp-example::
        #     :title: One
        #
        #     -> { "execute": "query-info" }
        #     <- { "return": { "id": "<a&b>" } }
        ##
        { 'command': 'query-info', 'data': { 'node-name': 'str', '*event': { 'type': 'str', 'features': [ 'deprecated' ] } }, 'returns': 'Info', 'features': [ 'unstable' ] }

        """;

    private static readonly Lazy<CSharpCompilation> Compiled = new(() =>
    {
        CSharpCompilation compilation = InMemoryCompiler.Create(Generated.Emit(Generated.Parse(Schema, "lab.json")));
        Assert.Empty(InMemoryCompiler.Warnings(compilation));
        return compilation;
    });

    [Theory]
    [InlineData("T:Test.Info", "summary", "What <c>query-info</c> tells &amp; &lt;more&gt;.")]
    [InlineData("T:Test.Info", "remarks", "<para>Deprecated: Member <c>old</c> is useless; see <see href=\"https://example.org/a?b=1&amp;c=2\">https://example.org/a?b=1&amp;c=2</see>.</para> <para>Since 2.0.</para>")]
    [InlineData("P:Test.Info.Id", "summary", "the <i>one</i> with <c>-id</c>")]
    [InlineData("M:QueryInfoAsync", "summary", "Asks by <paramref name=\"nodeName\" />.")]
    [InlineData("M:QueryInfoAsync", "param nodeName", "which node <para>Not <paramref name=\"event\" />.</para>")]
    [InlineData("M:QueryInfoAsync", "param event", "Deprecated. what for (since 8.2)")]
    [InlineData("M:QueryInfoAsync", "returns", "the <c>Info</c>")]
    [InlineData("M:QueryInfoAsync", "exception", "<list type=\"bullet\"><item><description>if there is no <paramref name=\"nodeName\" /></description></item></list>")]
    [InlineData("M:QueryInfoAsync", "example", "One <code> -&gt; { \"execute\": \"query-info\" } &lt;- { \"return\": { \"id\": \"&lt;a&amp;b&gt;\" } } </code>")]
    [InlineData("M:QueryInfoAsync", "remarks", "<para>There is more:</para> <list type=\"bullet\"><item><description>one</description></item><item><description>two</description></item></list> <code> A B - ----- c event </code> <list type=\"bullet\"><item><term>Word</term><description>What it is.</description></item></list> <list type=\"bullet\"><item><description>a. one</description></item><item><description>b. two</description></item></list> <para><b>Note:</b> It is slow.</para> <para>Unstable: It may go.</para> <para>Since 2.1.</para>")]
    public void Each_part_has_its_element(string id, string element, string expected)
    {
        ISymbol symbol = id.StartsWith("M:", StringComparison.Ordinal)
            ? Compiled.Value.GetTypeByMetadataName("Test.ILabCommands")!.GetMembers(id[2..]).Single()
            : DocumentationCommentId.GetFirstSymbolForDeclarationId(id, Compiled.Value)!;
        var documentation = XElement.Parse(symbol.GetDocumentationCommentXml(expandIncludes: true)!, LoadOptions.PreserveWhitespace);
        string[] path = element.Split(' ');

        XElement found = documentation.Elements(path[0]).Single(candidate => path.Length == 1 || (string?)candidate.Attribute("name") == path[1]);

        Assert.Equal(expected, OneLine(string.Concat(found.Nodes().Select(node => node.ToString(SaveOptions.DisableFormatting)))));
        if (element == "exception")
        {
            Assert.Equal("T:QapiGen.Runtime.Messages.QmpErrorException", (string?)found.Attribute("cref"));
        }
    }

    [Fact]
    public void What_is_wanted_as_data_is_plain_text_that_programs_read()
    {
        var options = new GenerationOptions { Namespace = "Test", DocumentationAsData = true };
        ModuleSpec module = Assert.Single(Generated.Plan(Generated.Parse(Schema, "lab.json"), options).PlanModules()).Spec;

        Dictionary<string, JsonElement> documented = module.Documentation.Select(static text => JsonElement.Parse(text)).ToDictionary(static entry => entry.GetProperty("name").GetString()!);

        JsonElement info = documented["Info"];
        Assert.Equal("What query-info tells & <more>.", info.GetProperty("text").GetString());
        Assert.Equal("the one with -id", info.GetProperty("members").GetProperty("id").GetString());
        Assert.StartsWith("Member old is useless", info.GetProperty("features").GetProperty("deprecated").GetString(), StringComparison.Ordinal);
        Assert.Equal("2.0", info.GetProperty("since").GetString());
        JsonElement command = documented["query-info"];
        Assert.StartsWith("Asks by node-name.\n\nThere is more:\n\n- one\n- two", command.GetProperty("text").GetString(), StringComparison.Ordinal);
        Assert.Equal("the Info", command.GetProperty("returns").GetString());
        Assert.Equal("- if there is no node-name", command.GetProperty("errors").GetString());

        CSharpCompilation compilation = InMemoryCompiler.Create(Generated.Emit(Generated.Parse(Schema, "lab.json"), options));
        Assert.Empty(InMemoryCompiler.Warnings(compilation));
        Assert.Empty(Generated.Plan(Generated.Parse(Schema, "lab.json")).PlanModules().Single().Spec.Documentation);
    }

    [Fact]
    public void Text_as_data_is_whatever_characters_it_has()
    {
        const string odd = "##\n# @Odd:\n#\n# Says \"\"\"quotes\"\"\" and back\\slashes, caf\u00e9 and \U0001f600.\n##\n{ 'struct': 'Odd', 'data': {} }\n";
        var options = new GenerationOptions { Namespace = "Test", DocumentationAsData = true };

        string text = Generated.Plan(Generated.Parse(odd), options).PlanModules().Single().Spec.Documentation.Single();

        Assert.Equal("Says \"\"\"quotes\"\"\" and back\\slashes, caf\u00e9 and \U0001f600.", JsonElement.Parse(text).GetProperty("text").GetString());
        Assert.All(text, static c => Assert.InRange(c, ' ', '~'));
        Assert.Empty(InMemoryCompiler.Warnings(InMemoryCompiler.Create(Generated.Emit(Generated.Parse(odd), options))));
    }

    [QemuSchemasTheory]
    [MemberData(nameof(QemuSchemas.Roots), MemberType = typeof(QemuSchemas))]
    public void All_documentation_of_QEMU_is_well_formed_and_without_mark_up(string release, string root)
    {
        List<string> wrong = [];
        foreach (GeneratedFile file in Generated.Emit(
            Generated.Load(QemuSchemas.PathOf(release, root)), new GenerationOptions { Namespace = "Test", Role = GenerationRole.Client }))
        {
            SyntaxTree tree = CSharpSyntaxTree.ParseText(file.Text.ToString(), new CSharpParseOptions(LanguageVersion.Latest, DocumentationMode.Diagnose));
            wrong.AddRange(tree.GetDiagnostics().Select(diagnostic => diagnostic.ToString()));
            wrong.AddRange(file.Text.ToString().Split('\n').Where(line => line.TrimStart().StartsWith("/// ", StringComparison.Ordinal) && IsMarkup(line)));
        }

        Assert.Empty(wrong);
    }

    private static bool IsMarkup(string line) =>
        line.Contains(".. qmp-example::", StringComparison.Ordinal) || line.Contains(".. note::", StringComparison.Ordinal) || line.Contains("``", StringComparison.Ordinal);

    private static string OneLine(string text) =>
        string.Join(" ", text.Split([' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries)).Replace("> <item>", "><item>", StringComparison.Ordinal)
            .Replace("</item> <", "</item><", StringComparison.Ordinal);
}
