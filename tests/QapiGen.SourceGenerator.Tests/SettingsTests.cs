using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using QapiGen.Schema.Diagnostics;
using QapiGen.SourceGenerator.Tests.Support;
using Xunit;

namespace QapiGen.SourceGenerator.Tests;

/// <summary>What the metadata of a <c>QapiSchema</c> item changes.</summary>
public sealed class SettingsTests
{
    private const string Text = """
        ##
        # @Colour:
        #
        # Words about colours.
        ##
        { 'enum': 'Colour', 'data': [ 'red', { 'name': 'gold', 'if': 'CONFIG_GOLD' } ] }
        { 'struct': 'Shape', 'data': { 'colour': 'Colour' } }
        { 'struct': 'Lonely', 'data': { 'x': 'int' } }
        { 'command': 'draw-shape', 'data': 'Shape', 'boxed': true }
        { 'command': 'draw-line' }
        { 'command': 'quit', 'if': 'CONFIG_GOLD' }
        { 'event': 'SHAPE_DRAWN', 'data': { 'shape': 'Shape' } }
        { 'event': 'LINE_DRAWN' }

        """;

    [Theory]
    [InlineData("it's.json")]
    [InlineData("a&b #1, 100 % = ~[x] @y;!$^.json")]
    [InlineData("two\u2028lines\n.json")]
    [InlineData("\ud83d\udc0e.json")]
    public void A_schema_may_be_called_whatever_a_file_may_be(string name)
    {
        Build build = new Build().WithRoot("/schema/" + name, "{ 'struct': 'S', 'data': { 'i': 'int' } } { 'command': 'go', 'returns': 'S' }");
        Assert.Empty(build.Report());
        Assert.NotEmpty(build.Generated());
        Assert.Empty(build.Generate().GetDiagnostics().Where(static said => said.Severity >= DiagnosticSeverity.Warning));
    }

    [Fact]
    public void A_client_has_no_dispatcher_and_no_emitter() => AssertTypes(("Role", "Client"), ["ShapesCommandsClient", "ShapesClient"], ["ShapesDispatcher", "ShapesEventEmitter"]);

    [Fact]
    public void A_server_has_no_proxy() => AssertTypes(("Role", "server"), ["ShapesDispatcher", "ShapesEventEmitter"], ["ShapesCommandsClient", "ShapesClient"]);

    // MSBuild prints them to a terminal.
    [Fact]
    public void What_is_reported_is_a_line_of_the_generators_own()
    {
        const string Hostile = "x\e[31m\e]0;owned\a\rerror: forged\u202Eevil\u009B2J\u2028\U000E0041";
        Build build = new Build()
            .WithRoot("a.json", $"{{ 'command': 'a', 'data': '{Hostile}' }}\n{{ 'include': '{Hostile}.json' }}\n{{ '{Hostile}': 'a' }}\n{Hostile}\n")
            .WithRoot("b.json", Text, ("Conditions", Hostile), ("Dialect", Hostile), ("Role", Hostile), ("Namespace", Hostile), ("Commands", Hostile), ("Events", Hostile))
            .WithRoot("c.json", Text, ("Conditions", Hostile), ("Namespace", "C"), ("Baseline", Hostile), ("Suppressions", Hostile));

        Diagnostic[] reported = [.. build.Report()];

        Assert.NotEmpty(reported);
        Assert.Contains(reported, static finding => finding.GetMessage().Contains("\\u001B", StringComparison.Ordinal));
        Assert.All(reported, static finding => Assert.DoesNotContain(finding.GetMessage(), static c => char.IsControl(c) || c is '\u202E' or '\u2028' or '\uDB40'));
    }

    [Theory]
    [InlineData("all,CONFIG_GOLD", "all")]
    [InlineData("CONFIG_GOLD none", "none")]
    [InlineData("CONFIG-GOLD", "CONFIG-GOLD")]
    public void Conditions_of_an_item_are_refused_as_the_tool_does(string conditions, string word)
    {
        Diagnostic fault = Assert.Single(new Build().WithRoot("a.json", Text, ("Conditions", conditions)).Report(), static found => found.Id == "QAPI4001");

        Assert.Contains($"Conditions=\"{word}\"", fault.GetMessage(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Conditions")]
    [InlineData("Commands")]
    [InlineData("Events")]
    public void A_list_with_nothing_in_it_is_refused(string setting) => Assert.Contains(
        $"{setting}=\";\" is not valid",
        Assert.Single(new Build().WithRoot("a.json", Text, (setting, "\uF03B")).Report(), static found => found.Id == "QAPI4001").GetMessage(System.Globalization.CultureInfo.InvariantCulture),
        StringComparison.Ordinal);

    [Fact]
    public void A_mistyped_name_is_at_the_project_file_that_has_it()
    {
        Diagnostic found = Assert.Single(new Build().WithRoot("/s/a.json", Text, ("Names", "/s/#1/A.csproj|QapiSchema.Include|QapiInclude.Name|QapiSchema.Namespace|.|*/s/items.props|QapiSchema.Namspace|QapiSchema.Include|.|".Replace('#', '\uF023'))).Report());

        Assert.Equal(("QAPI4022", "/s/items.props"), (found.Id, found.Location.GetLineSpan().Path));
    }

    // Names of one's own, and MSBuild's, are let be.
    [Fact]
    public void What_nobody_reads_of_an_include_is_at_the_project_file_that_has_it()
    {
        Build build = new Build().WithRoot("/s/a.json", Text, ("Names", "/s/A.csproj|QapiInclude.Include|QapiInclude.Naem|QapiInclude.IsDefualt|QapiInclude.role|QapiInclude.Link|QapiSchema.Name|.|"));

        Assert.Equal(
            [
                "QAPI4022 /s/A.csproj 'Naem' is no setting of QapiInclude items, so it has no effect; Name is meant, perhaps",
                "QAPI4022 /s/A.csproj 'IsDefualt' is no setting of QapiInclude items, so it has no effect; IsDefault is meant, perhaps",
                "QAPI4024 /s/A.csproj 'role' of a QapiInclude item has no effect: it is a setting of QapiSchema items; say it on the one whose schema includes the file",
            ],
            build.Report().Select(static found => $"{found.Id} {found.Location.GetLineSpan().Path} {found.GetMessage(System.Globalization.CultureInfo.InvariantCulture)}"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("# to be written\n")]
    [InlineData("{ 'include': 'b.json' }")]
    public void A_schema_in_which_nothing_is_defined_is_a_warning(string text)
    {
        Diagnostic found = Assert.Single(new Build().WithRoot("/s/a.json", text).WithInclude("/s/b.json", "").Report());

        Assert.Equal(("QAPI4023", DiagnosticSeverity.Warning, "/s/a.json"), (found.Id, found.Severity, found.Location.GetLineSpan().Path));
    }

    [Theory]
    [InlineData("{ 'include': 'gone.json' }")]
    [InlineData("{ 'comand': 'a' }")]
    public void What_is_lost_by_a_fault_is_not_said_to_be_nothing(string text) =>
        Assert.DoesNotContain(new Build().WithRoot("/s/a.json", text).Report(), static found => found.Id == "QAPI4023");

    [Fact]
    public void A_namespace_that_the_project_gives_is_mended_there()
    {
        Diagnostic found = Assert.Single(new Build().WithRoot("/s/a.json", Text, ("Namespace", "my-service"), ("DefaultNamespace", "RootNamespace")).Report());

        Assert.Equal("QAPI4001", found.Id);
        Assert.StartsWith("RootNamespace=\"my-service\" is not valid", found.GetMessage(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal);
        Assert.Contains(
            "say Namespace=\"my_service\" on the item, or <RootNamespace>my_service</RootNamespace> in the project",
            found.GetMessage(System.Globalization.CultureInfo.InvariantCulture),
            StringComparison.Ordinal);
    }

    [Fact]
    public void By_default_both_sides_are_generated() => AssertTypes(("Role", ""), ["ShapesDispatcher", "ShapesCommandsClient"], []);

    [Fact]
    public void A_subset_has_only_what_its_commands_reach()
    {
        CSharpCompilation output = Generate(("Commands", "*-shape"));
        Assert.Equal(["DrawShapeAsync"], output.GetTypeByMetadataName("Test.IShapesCommands")!.GetMembers().Select(member => member.Name));
        Assert.NotNull(output.GetTypeByMetadataName("Test.Colour"));
        Assert.Null(output.GetTypeByMetadataName("Test.Lonely"));
        Assert.Null(output.GetTypeByMetadataName("Test.LineDrawnEvent"));
    }

    [Fact]
    public void A_subset_takes_the_events_that_are_named()
    {
        CSharpCompilation output = Generate(("Commands", "draw-line"), ("Events", "LINE_*,SHAPE_DRAWN"));
        Assert.NotNull(output.GetTypeByMetadataName("Test.LineDrawnEvent"));
        Assert.NotNull(output.GetTypeByMetadataName("Test.Shape"));
    }

    [Fact]
    public void What_a_condition_drops_is_not_generated()
    {
        CSharpCompilation output = Generate(("Conditions", "CONFIG_SILVER"));
        Assert.DoesNotContain("QuitAsync", output.GetTypeByMetadataName("Test.IShapesCommands")!.MemberNames);
        Assert.DoesNotContain("Gold", output.GetTypeByMetadataName("Test.Colour")!.MemberNames);
        Assert.Contains("Gold", Generate(("Conditions", "CONFIG_GOLD")).GetTypeByMetadataName("Test.Colour")!.MemberNames);
        Assert.Contains("Gold", Generate().GetTypeByMetadataName("Test.Colour")!.MemberNames);
    }

    [Fact]
    public void The_namespace_is_the_one_asked_for() => Assert.NotNull(Generate(("Namespace", "Far.Away")).GetTypeByMetadataName("Far.Away.Shape"));

    [Theory]
    [InlineData("", true)]
    [InlineData("true", true)]
    [InlineData("false", false)]
    public void Documentation_is_kept_or_dropped(string setting, bool isKept)
    {
        IReadOnlyDictionary<string, string> files = Root(("Documentation", setting)).Generated();
        Assert.Equal(isKept, files.Values.Any(text => text.Contains("Words about colours", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("Namespace", "My-Home", "such as My_Home")]
    [InlineData("Namespace", "Acme.class.1st", "such as Acme.Class._1st")]
    [InlineData("Namespace", "Acme..Home", "such as Acme.Home")]
    [InlineData("MinimumVersion", "abc", "numbers with dots between")]
    [InlineData("MinimumVersion", "qemu-7.2", "such as 7.2")]
    [InlineData("Dialect", "9.9", "lenient, 5.2, 7.2, 10.0, 10.2, 11.1")]
    [InlineData("Role", "Client,Server", "Client, Server, Both")]
    [InlineData("Role", "3", "Client, Server, Both")]
    [InlineData("Documentation", "yes", "true, false, data")]
    [InlineData("Reuse", "no", "true, false")]
    [InlineData("Codecs", "all", "Needed, Both")]
    [InlineData("Conditions", "CONFIG-GOLD", "names of letters")]
    public void A_setting_that_cant_be_meant_is_said_with_what_would_be_right_and_makes_no_other_error(string setting, string value, string mend)
    {
        Build build = Root((setting, value));
        Diagnostic fault = Assert.Single(build.Report());
        Assert.Equal((SchemaRules.InvalidSetting.Id, "/s/shapes.json"), (fault.Id, fault.Location.GetLineSpan().Path));
        Assert.Contains($"{setting}=\"{value}\"", fault.GetMessage(null), StringComparison.Ordinal);
        Assert.Contains(mend, fault.GetMessage(null), StringComparison.Ordinal);
        AssertClean(build.Generate());
    }

    [Fact]
    public void Several_settings_that_cant_be_meant_are_all_said() =>
        Assert.Equal(3, Root(("Namespace", "a b"), ("Role", "Sever"), ("MinimumVersion", "new")).Report().Length);

    [Fact]
    public void Namespaces_that_cant_be_meant_are_said_of_several_roots_too()
    {
        Build build = Root(("Namespace", "global::X")).WithRoot("/s/other.json", "{ 'command': 'c' }\n").WithRoot("/t/other.json", "{ 'command': 'c' }\n", ("Namespace", "test"));
        Diagnostic fault = Assert.Single(build.Report());
        Assert.Equal((SchemaRules.InvalidSetting.Id, "/s/shapes.json"), (fault.Id, fault.Location.GetLineSpan().Path));
        CSharpCompilation output = build.Generate();
        AssertClean(output);
        Assert.NotNull(output.GetTypeByMetadataName("Test.IOtherCommands"));
        Assert.NotNull(output.GetTypeByMetadataName("test.IOtherCommands"));
    }

    [Fact]
    public void Namespaces_that_clash_when_mended_are_said()
    {
        Build build = Root(("Namespace", "My-Home")).WithRoot("/t/shapes.json", "{ 'command': 'c' }\n", ("Namespace", "My_Home"));
        Assert.Equal([SchemaRules.InvalidSetting.Id, SchemaRules.NamespaceClash.Id], build.Report().Select(static fault => fault.Id));
        AssertClean(build.Generate());
    }

    [Theory]
    [InlineData("Client", "", "Read")]
    [InlineData("client", "needed", "Read")]
    [InlineData("Client", "Both", "Read Write Lent")]
    [InlineData("Server", "", "Write")]
    [InlineData("server", "Needed", "Write")]
    [InlineData("Server", "both", "Read Write Lent")]
    [InlineData("Both", "", "Read Write Lent")]
    [InlineData("Both", "Needed", "Read Write")]
    public void A_role_has_of_each_codec_what_it_needs_unless_both_sides_are_asked_for(string role, string codecs, string has)
    {
        const string Text = "{ 'struct': 'Told', 'data': { } }\n{ 'struct': 'Lent', 'data': { 'x': 'int' } }\n{ 'command': 'c', 'data': 'Lent', 'returns': 'Told' }\n";
        Build build = new Build().WithRoot("/s/told.json", Text, ("Role", role), ("Codecs", codecs));
        Assert.Empty(build.Report());
        CSharpCompilation output = build.Generate();
        AssertClean(output);
        INamedTypeSymbol told = output.GetTypeByMetadataName("Test.Told")!;
        string[] found = [.. ((string[])["Read", "Write"]).Where(side => !told.GetMembers(side).IsEmpty), .. output.GetTypeByMetadataName("Test.Lent") is null ? (string[])[] : ["Lent"]];
        Assert.Equal(has, string.Join(' ', found));
    }

    [Fact]
    public void An_item_that_is_there_twice_is_said()
    {
        Diagnostic fault = Assert.Single(Root(("Twice", "/s/other.json|/s/shapes.json")).Report());
        Assert.Equal((SchemaRules.ItemTwice.Id, "/s/shapes.json"), (fault.Id, fault.Location.GetLineSpan().Path));
        Assert.Empty(Root(("Twice", "/s/other.json")).Report());
    }

    [Fact]
    public void A_symbol_that_no_condition_asks_for_is_a_warning_that_lists_those_that_are()
    {
        Diagnostic fault = Assert.Single(Root(("Conditions", "CONFIG_GOLD,CONFIG_GLOD")).Report());
        Assert.Equal((SchemaRules.UnknownConditionSymbol.Id, DiagnosticSeverity.Warning), (fault.Id, fault.Severity));
        Assert.Contains("'CONFIG_GLOD'", fault.GetMessage(null), StringComparison.Ordinal);
        Assert.Contains("they ask for: CONFIG_GOLD", fault.GetMessage(null), StringComparison.Ordinal);
    }

    [Fact]
    public void Symbols_of_any_release_are_known() => Assert.Empty(
        new Build().WithRoot("/s/a.json", "{ 'command': 'c', 'if': 'defined(CONFIG_A)' }\n", ("Dialect", "5.2"), ("Conditions", "CONFIG_A")).Report());

    [Fact]
    public void Two_roots_with_shared_types_in_one_namespace_are_one_error()
    {
        Build build = new Build()
            .WithRoot("/s/agent.json", "{ 'include': 'common.json' }\n{ 'command': 'ping', 'returns': 'Size' }\n")
            .WithRoot("/s/host.json", "{ 'include': 'common.json' }\n{ 'command': 'pong', 'returns': 'Size' }\n")
            .WithInclude("/s/common.json", "{ 'enum': 'Color', 'data': [ 'red' ] }\n{ 'struct': 'Size', 'data': { 'x': 'int' } }\n");
        Diagnostic fault = Assert.Single(build.Report());
        Assert.Equal((SchemaRules.NamespaceClash.Id, "/s/host.json"), (fault.Id, fault.Location.GetLineSpan().Path));
        Assert.Contains("'/s/agent.json' both generate 'Color' and 4 more types into namespace 'Test'", fault.GetMessage(null), StringComparison.Ordinal);
        AssertClean(build.Generate());
    }

    [Theory]
    [InlineData("/s/home.json", "/s/sub/part.json", "Home", "Home.Part")]
    [InlineData("/s/home.json", "/s/sub/part.json", "Home", "Home.Part.Inner")]
    [InlineData("/s/home.json", "/a/part.json", "Home", "Home.Part")]
    public void A_namespace_that_is_also_a_types_name_is_one_error(string types, string inner, string place, string innerPlace)
    {
        Build build = new Build()
            .WithRoot(types, "{ 'struct': 'Part', 'data': { 'x': 'int' } }\n{ 'command': 'ping', 'returns': 'Part' }\n", ("Namespace", place))
            .WithRoot(inner, "{ 'struct': 'Piece', 'data': { 'x': 'int' } }\n{ 'command': 'pong', 'returns': 'Piece' }\n", ("Namespace", innerPlace));
        Diagnostic fault = Assert.Single(build.Report());
        string[] paths = [.. new[] { types, inner }.Order(StringComparer.Ordinal)];
        Assert.Equal((SchemaRules.NamespaceClash.Id, paths[1]), (fault.Id, fault.Location.GetLineSpan().Path));
        Assert.Contains($"'{paths[0]}' make 'Home.Part' both a type and a namespace", fault.GetMessage(null), StringComparison.Ordinal);
        AssertClean(build.Generate());
    }

    [Fact]
    public void Two_roots_of_one_namespace_whose_modules_share_a_name_are_one_error()
    {
        Build build = new Build()
            .WithRoot("/s/agent.json", "{ 'include': 'a/common.json' }\n{ 'command': 'ping', 'returns': 'Size' }\n")
            .WithRoot("/s/host.json", "{ 'include': 'b/common.json' }\n{ 'command': 'pong', 'returns': 'Area' }\n")
            .WithInclude("/s/a/common.json", "{ 'struct': 'Size', 'data': { 'x': 'int' } }\n{ 'command': 'grow' }\n{ 'event': 'GREW' }\n")
            .WithInclude("/s/b/common.json", "{ 'struct': 'Area', 'data': { 'x': 'int' } }\n{ 'command': 'shrink' }\n{ 'event': 'SHRUNK' }\n");
        Diagnostic fault = Assert.Single(build.Report());
        Assert.Equal((SchemaRules.NamespaceClash.Id, "/s/host.json"), (fault.Id, fault.Location.GetLineSpan().Path));
        Assert.Contains("'/s/agent.json' both generate 'CommonCommand' and 6 more types into namespace 'Test'", fault.GetMessage(null), StringComparison.Ordinal);
        AssertClean(build.Generate());
    }

    [Theory]
    [InlineData("shrink", "{ 'command': 'shrink', 'data': { 'by': 'int' } }", "{ 'struct': 'ShrinkArguments', 'data': { } }", "ShrinkArguments")]
    [InlineData("SHRUNK", "{ 'event': 'SHRUNK', 'data': { 'by': 'int' } }", "{ 'struct': 'ShrunkEventData', 'data': { } }", "ShrunkEventData")]
    [InlineData("codec", "{ 'enum': 'Size', 'data': [ 'a' ] }", "{ 'struct': 'SizeCodec', 'data': { } }", "SizeCodec")]
    [InlineData("client", "{ 'command': 'shrink' }", "{ 'struct': 'AgentClient', 'data': { } }", "AgentClient")]
    public void What_is_generated_beside_the_schemas_types_clashes_as_well(string what, string first, string second, string name)
    {
        Build build = new Build().WithRoot("/s/agent.json", first + "\n").WithRoot("/s/host.json", second + "\n");
        Diagnostic fault = Assert.Single(build.Report());
        Assert.Equal((what, SchemaRules.NamespaceClash.Id, "/s/host.json"), (what, fault.Id, fault.Location.GetLineSpan().Path));
        Assert.Contains($"both generate '{name}' into", fault.GetMessage(null), StringComparison.Ordinal);
        AssertClean(build.Generate());
    }

    [Fact]
    public void What_only_one_side_has_clashes_with_nothing_of_the_other_side()
    {
        Build build = new Build()
            .WithRoot("/s/agent.json", "{ 'command': 'ping' }\n", ("Role", "Server"))
            .WithRoot("/s/host.json", "{ 'struct': 'AgentCommandsClient', 'data': { } }\n{ 'struct': 'AgentClient', 'data': { } }\n");
        Assert.Empty(build.Report());
        AssertClean(build.Generate());
    }

    [Theory]
    [InlineData("HomeCommandsClient")]
    [InlineData("IHomeCommands")]
    [InlineData("HomeEventEmitter")]
    [InlineData("HomeEvent")]
    [InlineData("HomeCommand")]
    [InlineData("HomeClient")]
    [InlineData("HomeDispatcher")]
    [InlineData("HomeModule")]
    [InlineData("HomeSchema")]
    [InlineData("HomeFeature")]
    [InlineData("PartReadyEvent")]
    [InlineData("PartReadyEventData")]
    [InlineData("PingArguments")]
    [InlineData("PartCodec")]
    [InlineData("PartExtensions")]
    public void A_namespace_that_is_the_name_of_a_generated_class_is_one_error(string name)
    {
        Build build = new Build()
            .WithRoot("/s/home.json", "{ 'enum': 'Part', 'data': [ 'a' ] }\n{ 'command': 'ping', 'data': { 'x': 'Part' }, 'features': [ 'shiny' ] }\n{ 'event': 'PART_READY', 'data': { 'x': 'Part' } }\n", ("Namespace", "Home"))
            .WithRoot("/s/sub/part.json", "{ 'command': 'pong' }\n", ("Namespace", $"Home.{name}.Inner"));
        Diagnostic fault = Assert.Single(build.Report());
        Assert.Equal((SchemaRules.NamespaceClash.Id, "/s/sub/part.json"), (fault.Id, fault.Location.GetLineSpan().Path));
        Assert.Contains($"make 'Home.{name}' both a type and a namespace", fault.GetMessage(null), StringComparison.Ordinal);
        AssertClean(build.Generate());
    }

    [Theory]
    [InlineData("Home.Parts")]
    [InlineData("Home.Other.Part")]
    [InlineData("HomePart")]
    [InlineData("Part")]
    public void A_namespace_beside_a_types_name_is_none(string place)
    {
        Build build = new Build()
            .WithRoot("/s/home.json", "{ 'struct': 'Part', 'data': { 'x': 'int' } }\n{ 'command': 'ping', 'returns': 'Part' }\n", ("Namespace", "Home"))
            .WithRoot("/s/part.json", "{ 'command': 'pong' }\n", ("Namespace", place));
        Assert.Empty(build.Report());
        AssertClean(build.Generate());
    }

    [Fact]
    public void Two_roots_of_one_namespace_that_share_nothing_are_both_generated()
    {
        Build build = new Build()
            .WithRoot("/s/agent.json", "{ 'include': 'common.json' }\n{ 'command': 'ping', 'returns': 'Size' }\n", ("Commands", "ping"))
            .WithRoot("/s/host.json", "{ 'include': 'more.json' }\n{ 'command': 'pong', 'returns': 'Area' }\n")
            .WithInclude("/s/common.json", "{ 'enum': 'Color', 'data': [ 'red' ] }\n{ 'struct': 'Size', 'data': { 'x': 'int' } }\n")
            .WithInclude("/s/more.json", "{ 'enum': 'Color', 'data': [ 'red' ] }\n{ 'struct': 'Area', 'data': { 'x': 'int' } }\n");
        Assert.Empty(build.Report());
        AssertClean(build.Generate());
    }

    [Fact]
    public void Two_roots_may_have_modules_of_the_same_name()
    {
        Build build = new Build()
            .WithRoot("/a/s.json", "{ 'enum': 'Ab', 'data': [ 'x' ] }\n", ("Namespace", "First"))
            .WithRoot("/b/s.json", "{ 'enum': 'Ab', 'data': [ 'y' ] }\n", ("Namespace", "Second"));
        CSharpCompilation output = build.Generate();
        AssertClean(output);
        Assert.NotNull(output.GetTypeByMetadataName("First.Ab"));
        Assert.NotNull(output.GetTypeByMetadataName("Second.Ab"));
    }


    private static Build Root(params (string Name, string Value)[] metadata) => new Build().WithRoot("/s/shapes.json", Text, metadata);

    private static CSharpCompilation Generate(params (string Name, string Value)[] metadata)
    {
        CSharpCompilation output = Root(metadata).Generate();
        AssertClean(output);
        return output;
    }

    private static void AssertClean(CSharpCompilation output) =>
        Assert.Empty(output.GetDiagnostics().Where(item => item.Severity >= DiagnosticSeverity.Warning));

    private static void AssertTypes((string Name, string Value) setting, string[] present, string[] absent)
    {
        CSharpCompilation output = Generate(setting);
        Assert.All(present, name => Assert.NotNull(output.GetTypeByMetadataName("Test." + name)));
        Assert.All(absent, name => Assert.Null(output.GetTypeByMetadataName("Test." + name)));
    }
}
