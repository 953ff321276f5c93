using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Xunit;

namespace QapiGen.Compatibility.Tests.Build;

public sealed class BaselineFindingTests
{
    private const string Old = "{ 'command': 'a' }\n{ 'command': 'b', 'data': { 'x': 'int', '*y': 'int' } }\n{ 'struct': 'S', 'data': {} }\n";
    private const string New = "# moved\n\n{ 'command': 'b',\n  'data': { 'x': 'str', '*z': 'bool' } }\n";

    private const string Union = "{ 'union': 'R', 'base': { 'k': 'K' }, 'discriminator': 'k', ";

    [Fact]
    public void Breaking_changes_are_errors_at_the_new_place_and_risky_ones_suggestions()
    {
        ImmutableArray<Diagnostic> found = Run(New, Old);

        Assert.Equal(
            ["QAPI3101 Error", "QAPI3302 Info", "QAPI3304 Error", "QAPI3401 Error"],
            found.Select(d => $"{d.Id} {d.Severity}").Order());
        Diagnostic changed = found.Single(d => d.Id == "QAPI3401");
        Assert.Equal("/w/new.json", changed.Location.GetLineSpan().Path);
        Assert.Equal(3, changed.Location.GetLineSpan().StartLinePosition.Line);
        Assert.Equal("/w/base/old.json", Assert.Single(changed.AdditionalLocations).GetLineSpan().Path);
        Assert.Equal("'b.x' was 'int' and now is 'str'; breaks old clients, new clients on old servers, C# callers, C# implementers (reached from b)", changed.GetMessage(System.Globalization.CultureInfo.InvariantCulture));
    }

    [Fact]
    public void What_is_gone_points_to_what_held_it()
    {
        ImmutableArray<Diagnostic> found = Run(New, Old);

        Assert.Equal(2, found.Single(d => d.Id == "QAPI3304").Location.GetLineSpan().StartLinePosition.Line);
        Assert.Equal(0, found.Single(d => d.Id == "QAPI3101").Location.GetLineSpan().StartLinePosition.Line);
        Assert.All(found.Where(d => d.Id is "QAPI3101" or "QAPI3304"), d => Assert.Equal("/w/new.json", d.Location.GetLineSpan().Path));
    }

    [Theory]
    [InlineData("Profile", "Stored", "")]
    [InlineData("Role", "Both", "profile = 'stored'\n")]
    public void Stored_values_are_not_compared_with_a_saved_reply(string setting, string value, string configuration)
    {
        const string Reply = """[{"name": "a", "meta-type": "command", "arg-type": "0", "ret-type": "0"}, {"name": "0", "meta-type": "object", "members": []}]""";
        BuildInput input = new BuildInput()
            .AddRoot("/w/new.json", "{ 'command': 'a' }\n{ 'struct': 'S', 'data': {} }\n", ("Baseline", "/w/old.json"), (setting, value))
            .AddInclude("/w/old.json", Reply)
            .AddConfiguration("/w/qapigen.toml", configuration);

        Diagnostic found = Assert.Single(GeneratorRunner.Run(AnalyzerRunner.Compile(""), input));

        Assert.Equal("QAPI3901 Error", $"{found.Id} {found.Severity}");
        Assert.Contains("it is introspection, which has no names of types", found.GetMessage(System.Globalization.CultureInfo.InvariantCulture));
    }

    [Theory]
    [InlineData("Profile", "client", "")]
    [InlineData("Suppressions", "/w/ok.txt", "profile = 'client'\n")]
    [InlineData("Suppressions", "/w/ok.txt", "suppressions = 'other.txt'\n")]
    public void What_is_said_of_a_comparison_that_nobody_makes_is_a_warning(string setting, string value, string configuration)
    {
        Diagnostic found = Assert.Single(GeneratorRunner.Run(AnalyzerRunner.Compile(""), Alone((setting, value)).AddConfiguration("/w/qapigen.toml", configuration)));

        Assert.Equal("QAPI4024 Warning /w/new.json", $"{found.Id} {found.Severity} {found.Location.GetLineSpan().Path}");
        Assert.StartsWith($"{setting}=\"{value}\" has no effect: without a Baseline", found.GetMessage(System.Globalization.CultureInfo.InvariantCulture), System.StringComparison.Ordinal);
    }

    // The targets give it to every item.
    [Fact]
    public void What_the_configuration_says_for_the_tool_alone_is_no_fault() => Assert.Empty(GeneratorRunner.Run(
        AnalyzerRunner.Compile(""), Alone(("Suppressions", "/w/ok.txt")).AddConfiguration("/w/qapigen.toml", "suppressions = 'ok.txt'\nprofile = 'client'\n")));

    private static BuildInput Alone((string, string) setting) =>
        new BuildInput().AddRoot("/w/new.json", "{ 'command': 'a' }\n", setting).AddSuppressions("/w/ok.txt", "");

    [Fact]
    public void Configuration_sets_the_severity_of_a_rule()
    {
        ImmutableArray<Diagnostic> found = GeneratorRunner.Run(
            AnalyzerRunner.Compile("", ("QAPI3101", ReportDiagnostic.Suppress), ("QAPI3304", ReportDiagnostic.Warn)),
            Input(New, Old));

        Assert.DoesNotContain(found, d => d.Id == "QAPI3101");
        Assert.Equal(DiagnosticSeverity.Warning, found.Single(d => d.Id == "QAPI3304").Severity);
    }

    [Fact]
    public void Configuration_and_suppressions_decide_what_is_reported()
    {
        BuildInput input = new BuildInput()
            .AddRoot("/w/new.json", New, ("Baseline", "/w/base/old.json"), ("Suppressions", "/w/ok.txt"))
            .AddInclude("/w/base/old.json", Old)
            .AddSuppressions("/w/ok.txt", "QAPI3101 a # gone\nQAPI3101 q # mistyped\n")
            .AddConfiguration("/w/qapigen.toml", "[severity]\nQAPI3302 = 'error'\nQAPI3304 = 'none'\nQAPI3401 = 'warning'\n");

        ImmutableArray<Diagnostic> found = GeneratorRunner.Run(AnalyzerRunner.Compile(""), input);

        Assert.Equal(["QAPI3302 Error", "QAPI3401 Warning", "QAPI3902 Warning"], found.Select(d => $"{d.Id} {d.Severity}").Order());
        Assert.Contains("; breaks old clients", found.Single(d => d.Id == "QAPI3401").GetMessage(System.Globalization.CultureInfo.InvariantCulture));
    }

    // Each line but the last is for something that one item or the other asks for, or that somebody else does.
    [Theory]
    [InlineData("", "", "", "")]
    [InlineData("Commands", "stay", "", "")]
    [InlineData("Events", "STAY", "", "")]
    [InlineData("Role", "Client", "", "")]
    [InlineData("Profile", "Server", "", "")]
    [InlineData("Profile", "Policy", "", "")]
    [InlineData("Profile", "Stored", "", "")]
    [InlineData("Conditions", "X", "", "")]
    [InlineData("", "", "roots = ['first.json', 'second.json']\n", "")]
    [InlineData("", "", "roots = ['first.json', 'third.json']\n", "not judged")]
    public void Line_that_another_root_or_another_way_to_compare_needs_is_not_called_needless(string setting, string value, string configuration, string judged)
    {
        const string Accepted = "QAPI3101 gone # a\nQAPI3101 other # b\nQAPI3101 perhaps # c\nQAPI3302 stay.more # d\nQAPI3601 gone # e\n";
        BuildInput input = Two(setting, value).AddSuppressions("/w/ok.txt", Accepted + "QAPI3601 needless # f\n");
        if (configuration.Length > 0)
        {
            input = input.AddConfiguration("/w/qapigen.toml", configuration + "suppressions = 'ok.txt'\n");
        }

        Assert.Equal(judged.Length > 0 ? [] : ["needless /w/ok.txt:6"], Needless(input));
        Assert.Empty(Needless(Two(setting, value).AddSuppressions("/w/ok.txt", Accepted + "QAPI3601 needless # f\n", isShared: true)));

        static BuildInput Two(string setting, string value) => new BuildInput()
            .AddRoot(
                "/w/first.json", "{ 'command': 'stay', 'data': { '*more': 'int' } }\n{ 'event': 'STAY' }\n{ 'command': 'perhaps', 'if': 'B' }\n",
                ("Baseline", "/w/base/first.json"), ("Suppressions", "/w/ok.txt"), (setting, value))
            .AddRoot("/w/second.json", "{ 'command': 'stay' }\n", ("Baseline", "/w/base/second.json"), ("Suppressions", "/w/ok.txt"), ("Namespace", "Second"))
            .AddInclude("/w/base/first.json", "{ 'command': 'stay' }\n{ 'event': 'STAY' }\n{ 'command': 'gone' }\n{ 'command': 'perhaps', 'if': 'A' }\n")
            .AddInclude("/w/base/second.json", "{ 'command': 'stay' }\n{ 'command': 'other' }\n");

        static string[] Needless(BuildInput input) =>
            [.. GeneratorRunner.Run(AnalyzerRunner.Compile(""), input).Where(d => d.Id == "QAPI3902")
                .Select(d => $"{d.GetMessage(System.Globalization.CultureInfo.InvariantCulture).Split('\'')[1]} {d.Location.GetLineSpan().Path}:{d.Location.GetLineSpan().StartLinePosition.Line + 1}")];
    }

    [Fact]
    public void Root_that_is_not_compared_may_need_any_line()
    {
        BuildInput input = new BuildInput()
            .AddRoot("/w/new.json", New, ("Baseline", "/w/base/old.json"), ("Suppressions", "/w/ok.txt"))
            .AddRoot("/w/bad.json", "{ 'command': 'x', 'data': 'Missing' }\n", ("Baseline", "/w/base/old.json"), ("Suppressions", "/w/ok.txt"), ("Namespace", "Bad"))
            .AddInclude("/w/base/old.json", Old)
            .AddSuppressions("/w/ok.txt", "QAPI3101 q # mistyped\n");

        Assert.DoesNotContain(GeneratorRunner.Run(AnalyzerRunner.Compile(""), input), d => d.Id == "QAPI3902");
    }

    [Fact]
    public void Fault_of_accepted_findings_is_an_error_at_its_line()
    {
        BuildInput input = new BuildInput()
            .AddRoot("/w/new.json", New, ("Baseline", "/w/base/old.json"), ("Suppressions", "/w/ok.txt"))
            .AddInclude("/w/base/old.json", Old)
            .AddSuppressions("/w/ok.txt", "QAPI3101 a # gone\nQAPI3999 q # no such rule\n");

        Diagnostic found = Assert.Single(GeneratorRunner.Run(AnalyzerRunner.Compile(""), input));

        Assert.Equal("/w/ok.txt: (1,0)-(1,25)", found.Location.GetLineSpan().ToString());
        Assert.Equal("QAPI3906 Error 'QAPI3999' is no rule of comparison", $"{found.Id} {found.Severity} {found.GetMessage(System.Globalization.CultureInfo.InvariantCulture)}");
    }

    [Theory]
    [InlineData("", "QAPI3302 QAPI3304 QAPI3311 QAPI3401")]
    [InlineData("Client", "QAPI3304 QAPI3401")]
    [InlineData("server", "QAPI3302 QAPI3311 QAPI3401")]
    public void Profile_of_the_item_or_of_the_configuration_counts(string profile, string ids)
    {
        const string Before = "{ 'command': 'b', 'data': { 'x': 'int', '*y': 'int' }, 'returns': 'R' }\n{ 'struct': 'R', 'data': { 'o': 'int' } }\n";
        const string After = "{ 'command': 'b', 'data': { 'x': 'str', '*z': 'int' }, 'returns': 'R' }\n{ 'struct': 'R', 'data': { 'o': 'int', 'm': 'int' } }\n";
        BuildInput byItem = new BuildInput().AddRoot("/w/new.json", After, ("Baseline", "/w/old.json"), ("Profile", profile)).AddInclude("/w/old.json", Before);
        BuildInput byFile = new BuildInput().AddRoot("/w/new.json", After, ("Baseline", "/w/old.json")).AddInclude("/w/old.json", Before)
            .AddConfiguration("/w/qapigen.toml", profile.Length == 0 ? "" : $"profile = \"{profile.ToLowerInvariant()}\"");

        Assert.Equal(ids.Split(' '), GeneratorRunner.Run(AnalyzerRunner.Compile(""), byItem).Select(d => d.Id).Order());
        Assert.Equal(ids.Split(' '), GeneratorRunner.Run(AnalyzerRunner.Compile(""), byFile).Select(d => d.Id).Order());
    }

    [Fact]
    public void A_checkpoint_that_cannot_be_read_any_more_is_an_error_in_the_profile_stored_and_only_there()
    {
        const string Before = "{ 'command': 'b' }\n{ 'struct': 'Cursor', 'data': { 'offset': 'size' } }\n{ 'struct': 'Arguments', 'data': {} }\n";
        const string After = "{ 'command': 'b' }\n{ 'struct': 'Cursor', 'data': { 'offset': 'size',\n  'part': 'int' } }\n";
        BuildInput Input(string profile) => new BuildInput()
            .AddRoot("/w/new.json", After, ("Baseline", "/w/old.json"), ("Profile", profile)).AddInclude("/w/old.json", Before);

        ImmutableArray<Diagnostic> found = GeneratorRunner.Run(AnalyzerRunner.Compile(""), Input("stored"));

        Assert.Equal(["QAPI3301 Error", "QAPI3416 Error"], found.Select(d => $"{d.Id} {d.Severity}").Order());
        Assert.Equal(2, found.Single(d => d.Id == "QAPI3301").Location.GetLineSpan().StartLinePosition.Line);
        Assert.Empty(GeneratorRunner.Run(AnalyzerRunner.Compile(""), Input("full")));
    }

    [Theory]
    [InlineData("{ 'command': 'query-c', 'returns': 'A' }\n")]
    [InlineData("{ 'command': 'query-c', 'returns': [ 'A' ] }\n")]
    [InlineData("{ 'event': 'E', 'data': 'A' }\n")]
    [InlineData("{ 'struct': 'R', 'data': { '*a': 'A' } }\n{ 'command': 'query-c', 'returns': 'R' }\n")]
    public void What_a_reply_or_an_event_holds_may_be_a_checkpoint_as_well(string user)
    {
        ImmutableArray<Diagnostic> found = GeneratorRunner.Run(AnalyzerRunner.Compile(""), new BuildInput()
            .AddRoot("/w/new.json", user + "{ 'struct': 'A', 'data': { 'x': 'str' } }\n", ("Baseline", "/w/old.json"), ("Profile", "stored"))
            .AddInclude("/w/old.json", user + "{ 'struct': 'A', 'data': { 'x': 'int' } }\n"));

        Assert.Equal(["QAPI3401 Error"], found.Select(d => $"{d.Id} {d.Severity}"));
    }

    [Theory]
    [InlineData("QAPI3311", "{ 'struct': 'R', 'data': { 'o': 'int' } }\n", "{ 'struct': 'R', 'data': { 'o': 'int', 'm': 'int' } }\n")]
    [InlineData("QAPI3607", "{ 'struct': 'R', 'data': { 'o': 'int' } }\n", "{ 'struct': 'R', 'data': { 'o': 'int', '__com.example_m': 'int' } }\n")]
    [InlineData("QAPI3515", Union + "'data': {} }\n", Union + "'data': { 'a': 'A' } }\n")]
    [InlineData("QAPI3515", Union + "'data': { 'a': 'None' } }\n", Union + "'data': { 'a': 'A' } }\n")]
    public void Mandatory_member_of_a_reply_is_a_warning_that_names_who_breaks(string id, string old, string @new)
    {
        const string Rest = "{ 'enum': 'K', 'data': [ 'a', 'b' ] }\n{ 'struct': 'A', 'data': { 'm': 'int', '*p': 'int' } }\n{ 'struct': 'None', 'data': {} }\n";
        Diagnostic Judge(string use) => Assert.Single(
            GeneratorRunner.Run(AnalyzerRunner.Compile(""), new BuildInput().AddRoot("/w/new.json", use + @new + Rest, ("Baseline", "/w/old.json")).AddInclude("/w/old.json", use + old + Rest)),
            static found => found.Severity != DiagnosticSeverity.Info);

        Diagnostic found = Judge("{ 'command': 'b', 'returns': 'R' }\n");

        Assert.Equal($"{id} Warning", $"{found.Id} {found.Severity}");
        Assert.Contains("; breaks new clients on old servers, C# implementers", found.GetMessage(System.Globalization.CultureInfo.InvariantCulture));
        Assert.Equal(DiagnosticSeverity.Warning, Judge("{ 'event': 'E', 'data': 'R', 'boxed': true }\n").Severity);

        // As arguments they break whoever calls.
        Assert.Equal(DiagnosticSeverity.Error, Judge("{ 'command': 'b', 'data': 'R', 'boxed': true, 'returns': 'R' }\n").Severity);
        Assert.Equal(DiagnosticSeverity.Error, Judge("{ 'command': 'b', 'data': 'R', 'boxed': true }\n").Severity);
    }

    [Fact]
    public void What_a_reply_loses_or_gets_another_way_stays_an_error()
    {
        const string Rest = "{ 'command': 'b', 'returns': 'R' }\n{ 'enum': 'K', 'data': [ 'a', 'b' ] }\n{ 'struct': 'A', 'data': { 'm': 'int' } }\n" + Union;

        Assert.Equal(["QAPI3515 Error"], Severities("'data': { 'a': 'A' } }\n", "'data': {} }\n"));
        Assert.Equal(["QAPI3515 Error"], Severities("'data': { 'b': 'A' } }\n", "'data': {} }\n"));

        static string[] Severities(string old, string @new) => [.. Run(Rest + @new, Rest + old).Select(static found => $"{found.Id} {found.Severity}")];
    }

    [Fact]
    public void Faulty_configuration_is_no_verdict()
    {
        BuildInput input = Input(New, Old).AddConfiguration("/w/qapigen.toml", "profle = 'full'\n");

        Diagnostic found = Assert.Single(GeneratorRunner.Run(AnalyzerRunner.Compile(""), input));

        Assert.Equal("QAPI4001", found.Id);
        Assert.StartsWith("'profle' is no setting", found.GetMessage(System.Globalization.CultureInfo.InvariantCulture));
        Assert.Equal("/w/qapigen.toml", found.Location.GetLineSpan().Path);
    }

    [Theory]
    [InlineData("# first\nconditions = 1\n", "a string in quotes was expected", 1)]
    [InlineData("dialect = '5.3'\n", "'5.3' is no dialect", 0)]
    [InlineData("\"baseline\" = 'git:main'\n", "a build finds 'baseline'", 0)]
    [InlineData("'suppressions' = 'a.txt'\n", "a build finds 'suppressions'", 0)]
    public void Faulty_configuration_is_an_error_of_the_build_without_a_baseline_too(string text, string message, int line)
    {
        BuildInput input = new BuildInput().AddRoot("/w/new.json", New).AddConfiguration("/w/qapigen.toml", text);

        Diagnostic found = Assert.Single(GeneratorRunner.Run(AnalyzerRunner.Compile(""), input));

        Assert.Equal("QAPI4001 Error", $"{found.Id} {found.Severity}");
        Assert.StartsWith(message, found.GetMessage(System.Globalization.CultureInfo.InvariantCulture));
        Assert.Equal(("/w/qapigen.toml", line), (found.Location.GetLineSpan().Path, found.Location.GetLineSpan().StartLinePosition.Line));
    }

    [Theory]
    [InlineData("dialect = '5.2'\n", "QAPI1")]
    [InlineData("dialect = '10.2'\n", "")]
    [InlineData("conditions = 'MISTYPED'\n", "QAPI4020")]
    [InlineData("conditions = ['MISTYPED', 'HAVE']\n", "QAPI4020")]
    [InlineData("conditions = 'all'\n", "")]
    public void Dialect_and_conditions_of_the_configuration_count(string text, string id)
    {
        BuildInput Input(params (string, string)[] settings) => new BuildInput()
            .AddRoot("/w/new.json", "{ 'command': 'a', 'if': { 'not': 'HAVE' } }\n", settings).AddConfiguration("/w/qapigen.toml", text);

        ImmutableArray<Diagnostic> found = GeneratorRunner.Run(AnalyzerRunner.Compile(""), Input());

        Assert.Equal(id.Length > 0, found.Any());
        Assert.All(found, d => Assert.StartsWith(id, d.Id));
        Assert.Empty(GeneratorRunner.Run(AnalyzerRunner.Compile(""), Input(("Dialect", "lenient"), ("Conditions", "HAVE"))));
    }

    [Theory]
    [InlineData("Commands", "b", "QAPI3302 QAPI3304 QAPI3401")]
    [InlineData("Commands", "c", "QAPI3903")]
    [InlineData("Events", "*", "QAPI3903")]
    public void Only_what_the_project_uses_counts(string setting, string patterns, string ids)
    {
        BuildInput input = new BuildInput().AddRoot("/w/new.json", New, ("Baseline", "/w/base/old.json"), (setting, patterns)).AddInclude("/w/base/old.json", Old);
        ImmutableArray<Diagnostic> found = GeneratorRunner.Run(AnalyzerRunner.Compile(""), input);

        Assert.Equal(ids.Split(' '), found.Select(d => d.Id).Where(id => id.StartsWith("QAPI3", System.StringComparison.Ordinal)).Order());
    }

    [Theory]
    [InlineData("Client", "QAPI3101 Error")]
    [InlineData("Server", "QAPI3311 Warning")]
    [InlineData("Both", "QAPI3101 Error, QAPI3311 Warning")]
    public void Role_decides_whose_source_counts(string role, string expected)
    {
        // Removing a command breaks only those who call it; a mandatory member of a result only those who make one.
        const string Before = "{ 'command': 'a' }\n{ 'command': 'b', 'returns': 'R' }\n{ 'struct': 'R', 'data': { 'o': 'int' } }\n";
        const string After = "{ 'command': 'b', 'returns': 'R' }\n{ 'struct': 'R', 'data': { 'o': 'int', 'm': 'int' } }\n";
        BuildInput input = new BuildInput()
            .AddRoot("/w/new.json", After, ("Baseline", "/w/old.json"), ("Profile", "Source"), ("Role", role)).AddInclude("/w/old.json", Before);

        Assert.Equal(expected, string.Join(", ", GeneratorRunner.Run(AnalyzerRunner.Compile(""), input).Select(d => $"{d.Id} {d.Severity}").Order()));
    }

    [Theory]
    [InlineData("/w/old.json", "/w/gone.txt", "", "QAPI4001 /w/new.json:1 Suppressions=\"/w/gone.txt\" of the QapiSchema item '/w/new.json': there is no such file")]
    [InlineData("", "/w/gone.txt", "", "QAPI4001 /w/new.json:1 Suppressions=\"/w/gone.txt\" of the QapiSchema item '/w/new.json': there is no such file")]
    [InlineData("/w/old.json", "/w/gone.txt", "# c\nsuppressions = 'gone.txt'\n", "QAPI4001 /w/qapigen.toml:2 suppressions = \"gone.txt\": there is no file '/w/gone.txt'")]
    public void Suppressions_that_arent_there_are_a_fault_of_whoever_names_them(string baseline, string suppressions, string configuration, string expected)
    {
        BuildInput input = new BuildInput()
            .AddRoot("/w/new.json", New, ("Baseline", baseline), ("Suppressions", suppressions)).AddInclude("/w/old.json", Old).AddConfiguration("/w/qapigen.toml", configuration);

        Diagnostic found = Assert.Single(GeneratorRunner.Run(AnalyzerRunner.Compile(""), input));

        FileLinePositionSpan place = found.Location.GetLineSpan();
        Assert.Equal(expected, $"{found.Id} {place.Path}:{place.StartLinePosition.Line + 1} {found.GetMessage(System.Globalization.CultureInfo.InvariantCulture)}");
    }

    [Theory]
    [InlineData("{ 'command' }", "QAPI3901")]
    [InlineData("[{\"name\": 1}]", "QAPI3901")]
    public void Baseline_with_faults_is_no_verdict(string baseline, string id)
    {
        Diagnostic found = Assert.Single(Run(New, baseline));

        Assert.Equal(id, found.Id);
        Assert.Contains("/w/base/old.json", found.GetMessage(System.Globalization.CultureInfo.InvariantCulture));
    }

    [Fact]
    public void Baseline_that_isnt_there_is_no_verdict()
    {
        BuildInput input = new BuildInput().AddRoot("/w/new.json", New, ("Baseline", "/w/gone.json"));

        Assert.Equal("QAPI3901", Assert.Single(GeneratorRunner.Run(AnalyzerRunner.Compile(""), input)).Id);
    }

    [Fact]
    public void Saved_reply_is_a_baseline()
    {
        const string Reply = """
            [{"name": "gone", "meta-type": "command", "arg-type": "0", "ret-type": "0"}, {"name": "0", "meta-type": "object", "members": []}]
            """;

        Assert.Equal(["QAPI3101", "QAPI3102"], (Run("{ 'command': 'here' }\n", Reply)).Select(d => d.Id).Order());
    }

    [Fact]
    public void Equal_schema_and_root_without_baseline_report_nothing()
    {
        Assert.Empty(Run(Old, Old));
        Assert.Empty(GeneratorRunner.Run(AnalyzerRunner.Compile(""), new BuildInput().AddRoot("/w/new.json", New)));
    }

    private static ImmutableArray<Diagnostic> Run(string @new, string old) =>
        GeneratorRunner.Run(AnalyzerRunner.Compile(""), Input(@new, old));

    private static BuildInput Input(string @new, string old) =>
        new BuildInput().AddRoot("/w/new.json", @new, ("Baseline", "/w/base/old.json")).AddInclude("/w/base/old.json", old);
}
