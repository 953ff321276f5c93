using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using QapiGen.Schema.Diagnostics;
using QapiGen.SourceGenerator.Tests.Support;
using Xunit;

namespace QapiGen.SourceGenerator.Tests;

/// <summary>Faults of schemas show in the build at their token, and never stop the generator.</summary>
public sealed class FindingTests
{
    [Fact]
    public void A_schema_without_faults_reports_nothing() =>
        Assert.Empty(new Build().WithRoot("/s/a.json", "{ 'enum': 'Ab', 'data': [ 'x' ] }\n").Report());

    [Fact]
    public void A_syntax_fault_is_at_its_token()
    {
        Diagnostic fault = Assert.Single(new Build().WithRoot("/s/a.json", "{ 'enum': 'Ab',\n  'data': [ 'x' 'y' ] }\n").Report());
        FileLinePositionSpan place = fault.Location.GetLineSpan();
        Assert.Equal(("/s/a.json", 1, 16), (place.Path, place.StartLinePosition.Line, place.StartLinePosition.Character));
        Assert.StartsWith("QAPI0", fault.Id, System.StringComparison.Ordinal);
    }

    [Fact]
    public void An_unknown_type_is_at_its_name()
    {
        Diagnostic fault = Assert.Single(new Build()
            .WithRoot("/s/a.json", "{ 'struct': 'Ab',\n  'data': { 'x': 'Nope' } }\n").Report());
        FileLinePositionSpan place = fault.Location.GetLineSpan();
        Assert.Equal((1, 17), (place.StartLinePosition.Line, place.StartLinePosition.Character));
        Assert.Contains("In struct 'Ab'", fault.GetMessage(null), System.StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_include_names_the_item_to_add()
    {
        Diagnostic fault = Assert.Single(new Build().WithRoot("/s/a.json", "{ 'include': '../t/b.json' }\n").Report());
        Assert.Contains("<QapiInclude Include=\"/s/../t/b.json\" />", fault.GetMessage(null), System.StringComparison.Ordinal);
    }

    // As the project has to have it: in MSBuild's lists ; is between, and * and ? are patterns.
    [Theory]
    [InlineData("a;b*c?.json", "a%3Bb%2Ac%3F.json")]
    [InlineData("50%20 $(X) @(Y) %(Z).json", "50%2520 %24(X) %40(Y) %25(Z).json")]
    [InlineData("$1 a@b (c).json", "$1 a@b (c).json")]
    [InlineData("a & b < c.json", "a &amp; b &lt; c.json")]
    public void The_item_to_add_is_written_as_a_project_has_it(string name, string written)
    {
        Build build = new Build().WithRoot("/s/a.json", $"{{ 'include': '{name}' }}\n");

        Assert.Contains($"add <QapiInclude Include=\"/s/{written}\" />", Assert.Single(build.Report()).GetMessage(null), System.StringComparison.Ordinal);
        Assert.Contains(
            $"add Name=\"{written}\" to it",
            Assert.Single(build.WithRoot("/s/a.json", $"{{ 'include': '{name}' }}\n", ("Unnamed", "/u/" + name.Replace(';', '\uF03B'))).Report()).GetMessage(null),
            System.StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/s/t/b.json|/s/c.json", "'/s/t/b.json': no such file")]
    [InlineData("/s/c.json", "'/s/t/b.json': not among the project's files; if it is there, build again, or add <QapiInclude Include=\"/s/t/b.json\" />")]
    [InlineData("", "'/s/t/b.json': not among the project's files;")]
    public void A_missing_include_says_what_is_the_case(string missing, string message) => Assert.Contains(
        message,
        Assert.Single(new Build().WithRoot("/s/a.json", "{ 'include': 't/b.json' }\n", ("Missing", missing)).Report()).GetMessage(null),
        System.StringComparison.Ordinal);

    [Fact]
    public void An_item_that_would_be_the_missing_one_if_it_had_a_name_is_said() => Assert.Contains(
        "'/s/t/b.json': no such file; of the QapiInclude item '/u/b.json' the path alone counts: add Name=\"b.json\" to it",
        Assert.Single(new Build().WithRoot("/s/a.json", "{ 'include': 't/b.json' }\n", ("Missing", "/s/t/b.json"), ("Unnamed", "/u/a.json|/u/b.json")).Report()).GetMessage(null),
        System.StringComparison.Ordinal);

    [Theory]
    [InlineData("Types.json", "/s/Types.json", "'types.json'")]
    [InlineData(" types.json", "", "'types.json'")]
    [InlineData("sub\\\\b.json", "", "'sub/b.json'")]
    [InlineData("Sub\\\\B.json", "/s/Sub/B.json", "'sub/b.json'")]
    [InlineData("tyeps.json", "/s/tyeps.json", "'types.json'")]
    [InlineData("job.Json", "/s/job.Json", "'job.json'")]
    public void A_file_that_is_nearly_meant_is_said(string include, string missing, string meant) => Assert.Contains(
        $": no such file; {meant} is meant, perhaps",
        Assert.Single(new Build().WithRoot("/s/a.json", $"{{ 'include': '{include}' }}\n", ("Missing", missing), ("Near", "/s/a.json|/s/types.json|/s/sub/b.json")).Report()).GetMessage(null),
        System.StringComparison.Ordinal);

    // As what MSBuild, which takes blanks away and slashes for backslashes, has found for an include that means it.
    [Theory]
    [InlineData(" types.json", "types.json")]
    [InlineData("sub\\\\b.json", "sub/b.json")]
    [InlineData("Named.json", "named.json")]
    [InlineData("other/Named.json", "named.json")]
    public void A_file_that_was_handed_over_and_is_nearly_meant_is_said(string include, string meant) => Assert.Contains(
        $": no such file; '{meant}' is meant, perhaps",
        Assert.Single(new Build().WithInclude("/s/types.json", "").WithInclude("/s/sub/b.json", "").WithInclude("/far/away.json", "", "named.json")
            .WithRoot("/s/a.json", $"{{ 'include': '{include}' }}\n").Report()).GetMessage(null),
        System.StringComparison.Ordinal);

    [Theory]
    [InlineData("Unreadable", "/s/type.json", "can't be opened")]
    [InlineData("Unnamed", "/u/type.json", "add Name=\"type.json\" to it")]
    public void What_is_the_case_otherwise_comes_before_what_is_near(string setting, string path, string said) => Assert.Contains(
        said,
        Assert.Single(new Build().WithRoot("/s/a.json", "{ 'include': 'type.json' }\n", ("Near", "/s/types.json"), (setting, path)).Report()).GetMessage(null),
        System.StringComparison.Ordinal);

    [Fact]
    public void A_missing_module_that_a_package_has_is_said() => Assert.Contains(
        "no such file; the package QapiGen.Jobs has one: add <PackageReference Include=\"QapiGen.Jobs\" />",
        Assert.Single(new Build().WithRoot("/s/a.json", "{ 'include': 'job.json' }\n").Report()).GetMessage(null),
        System.StringComparison.Ordinal);

    [Fact]
    public void A_baseline_need_not_keep_the_rules_of_the_dialect()
    {
        Diagnostic fault = Assert.Single(new Build()
            .WithInclude("/s/old.json", "{ 'command': 'a' }\n##\n# @b:\n#\n# Words of documentation that go on in one line as only older releases have let them.\n##\n{ 'command': 'b' }\n")
            .WithRoot("/s/a.json", "{ 'command': 'a' }\n", ("Dialect", "10.2"), ("Baseline", "/s/old.json")).Report());
        Assert.Equal("QAPI3101", fault.Id);
    }

    [Fact]
    public void Every_fault_is_reported_and_the_rest_is_generated()
    {
        Build build = new Build().WithRoot("/s/a.json", "{ 'struct': 'Bad', 'data': { 'x': 'Nope' } }\n{ 'struct': 'Worse', 'data': { 'x': 'Never' } }\n{ 'enum': 'Good', 'data': [ 'y' ] }\n");
        Assert.Equal(2, (build.Report()).Length);
        Assert.NotNull(build.Generate().GetTypeByMetadataName("Test.Good"));
    }

    [Fact]
    public void An_unknown_role_is_a_fault_of_the_configuration()
    {
        Diagnostic fault = Assert.Single(new Build()
            .WithRoot("/s/a.json", "{ 'enum': 'Ab', 'data': [ 'x' ] }\n", ("Role", "Sever")).Report());
        Assert.Equal(SchemaRules.InvalidSetting.Id, fault.Id);
        Assert.Contains("Client, Server, Both", fault.GetMessage(null), System.StringComparison.Ordinal);
    }

    [Fact]
    public void A_pattern_that_selects_nothing_is_a_warning()
    {
        Diagnostic fault = Assert.Single(new Build()
            .WithRoot("/s/a.json", "{ 'command': 'go' }\n", ("Commands", "go,query-*")).Report());
        Assert.Equal((SchemaRules.PatternWithoutMatch.Id, DiagnosticSeverity.Warning), (fault.Id, fault.Severity));
    }

    // Spec C-9.
    [Fact]
    public void A_dropped_type_that_is_still_used_is_said()
    {
        Build build = new Build().WithRoot(
            "/s/a.json",
            "{ 'struct': 'Inner', 'data': { 'x': 'int' }, 'if': 'CONFIG_A' }\n{ 'struct': 'Outer', 'data': { 'inner': 'Inner' } }\n",
            ("Conditions", "none"));
        Assert.Equal(SchemaRules.DroppedTypeUsed.Id, Assert.Single(build.Report()).Id);
        Assert.Empty(build.Generate().GetDiagnostics().Where(item => item.Severity >= DiagnosticSeverity.Warning));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("{ 'struct': 'A', 'base': 'A', 'data': { } }")]
    [InlineData("{ 'union': 'U', 'base': { 'k': 'Missing' }, 'discriminator': 'k', 'data': { 'a': 'Nope' } }")]
    [InlineData("{ 'union': 'U', 'base': { }, 'discriminator': 'k', 'data': { } }")]
    [InlineData("{ 'alternate': 'Alt', 'data': { 'a': 'Alt' } }")]
    [InlineData("{ 'command': 'c', 'data': 'Missing', 'returns': 'Missing' }")]
    [InlineData("{ 'event': 'E', 'data': [ 'x' ] }")]
    [InlineData("{ 'enum': 'E', 'data': [ { 'name': 1 } ] }")]
    public void A_fault_never_makes_the_generator_throw(string text)
    {
        Build build = new Build().WithRoot("/s/a.json", text);
        build.Report();
        Assert.Empty(build.Generate().GetDiagnostics().Where(item => item.Severity == DiagnosticSeverity.Error));
    }

    [Fact]
    public void A_generator_that_lives_on_sees_every_change()
    {
        Build faulty = new Build().WithRoot("/s/root.json", "{ 'struct': 'S', 'data': { 'a': 'Lost' } }\n");
        Build mended = faulty.WithRoot("/s/root.json", "{ 'struct': 'S', 'data': { 'a': 'str' } }\n");
        Build misset = mended.WithRoot("/s/root.json", "{ 'struct': 'S', 'data': { 'a': 'str' } }\n", ("Dialect", "1.0"));
        GeneratorDriver driver = faulty.Driver();
        foreach ((Build build, int count) in new[] { (faulty, 1), (faulty with { Source = "internal static class Other;" }, 1), (mended, 0), (misset, 1), (faulty, 1) })
        {
            driver = driver.ReplaceAdditionalTexts(build.Texts()).WithUpdatedAnalyzerConfigOptions(build.Options()).RunGenerators(build.Compilation());
            Assert.Equal(count, driver.GetRunResult().Diagnostics.Length);
        }
    }

    [Fact]
    public void Roots_that_share_a_file_report_its_faults_once()
    {
        Build build = new Build()
            .WithRoot("/s/a.json", "{ 'include': 'types.json' }\n", ("Namespace", "A"))
            .WithRoot("/s/b.json", "{ 'include': 'types.json' }\n", ("Namespace", "B"))
            .WithInclude("/s/types.json", "{ 'struct': 'S', 'data': { 'a': 'Lost' } }\n");
        Assert.Single(build.Report());
    }

    [Fact]
    public void Faults_are_reported_whatever_is_wrong_with_the_CSharp()
    {
        Build build = new Build().WithRoot("/s/a.json", "{ 'command': 'go', 'return': 'str' }\n") with { Source = "class C : Test.IACommands, Missing { int x = \"\"; }" };
        Assert.Equal(SchemaRules.UnknownKey.Id, Assert.Single(build.Report()).Id);
    }

    [Theory]
    [InlineData(ReportDiagnostic.Suppress, null)]
    [InlineData(ReportDiagnostic.Info, DiagnosticSeverity.Info)]
    [InlineData(ReportDiagnostic.Error, DiagnosticSeverity.Error)]
    public void Configuration_sets_the_severity_of_a_warning(ReportDiagnostic configured, DiagnosticSeverity? severity)
    {
        Build build = new Build().WithRoot("/s/a.json", "{ 'command': 'go' }\n", ("Commands", "go,query-*"));
        Assert.Equal(severity is { } expected ? [expected] : [], SeveritiesOf(build, SchemaRules.PatternWithoutMatch, configured));
    }

    [Theory]
    [InlineData(ReportDiagnostic.Suppress)]
    [InlineData(ReportDiagnostic.Warn)]
    [InlineData(ReportDiagnostic.Hidden)]
    public void Nothing_turns_an_error_of_a_schema_off(ReportDiagnostic configured)
    {
        Build schema = new Build().WithRoot("/s/a.json", "{ 'struct': 'S', 'data': { 'a': 'Lost' } }\n");
        Build setting = new Build().WithRoot("/s/a.json", "{ 'struct': 'S', 'data': { 'a': 'str' } }\n", ("Dialect", "1.0"));
        Assert.Equal([DiagnosticSeverity.Error], SeveritiesOf(schema, SchemaRules.UnknownType, configured));
        Assert.Equal([DiagnosticSeverity.Error], SeveritiesOf(setting, SchemaRules.InvalidSetting, configured));
    }

    private static IEnumerable<DiagnosticSeverity> SeveritiesOf(Build build, SchemaRule rule, ReportDiagnostic configured)
    {
        CSharpCompilation compilation = build.Compilation();
        compilation = compilation.WithOptions(compilation.Options.WithSpecificDiagnosticOptions([new(rule.Id, configured)]));
        return build.Driver().RunGenerators(compilation).GetRunResult().Diagnostics.Select(static item => item.Severity);
    }
}
