using System;
using System.Collections.Generic;
using System.Linq;
using QapiGen.Compatibility.Findings;
using QapiGen.Compatibility.History;
using QapiGen.Compatibility.Wire;
using QapiGen.Schema.Versions;
using Xunit;

namespace QapiGen.Compatibility.Tests;

/// <summary>Captured releases number their types anew each time: what is promised of an element is followed by where it stands.</summary>
public sealed class CapturedHistoryTests
{
    private const string Marked = "'features': [ 'deprecated' ]";

    private const string Union = """
        { 'command': 'c', 'data': 'U', 'boxed': true }
        { 'union': 'U', 'base': { 'k': 'K' }, 'discriminator': 'k', 'data': { 'one': 'S' } }
        { 'struct': 'S', 'data': { 'x': 'int' } }
        { 'enum': 'K', 'data': [ 'one'@ ] }
        """;

    private static readonly CompatibilityOptions Policy = new() { Profile = CompatibilityProfile.Policy };

    public enum Kind
    {
        Schemas,
        Captured,
        Mixed,
    }

    /// <summary>Elements of each kind that were there, were deprecated and went; in schemas, captured and both in turn.</summary>
    public static IEnumerable<object[]> Elements() =>
        from kind in Enum.GetValues<Kind>()
        from element in new[]
        {
            ("{ 'command': 'kept' }\n@", "{ 'command': 'c' }", "{ 'command': 'c', " + Marked + " }", "c"),
            ("{ 'command': 'c', 'data': { 'x': 'int'@ } }", ", '*m': 'int'", ", '*m': { 'type': 'int', " + Marked + " }", "c.m"),
            ("{ 'command': 'c', 'returns': [ 'S' ] }\n{ 'struct': 'S', 'data': { 'x': 'int'@ } }", ", '*m': 'int'", ", '*m': { 'type': 'int', " + Marked + " }", ".m"),
            ("{ 'event': 'E', 'data': { 's': 'S' } }\n{ 'struct': 'S', 'data': { 'v': 'V' } }\n{ 'enum': 'V', 'data': [ 'one'@ ] }", ", 'two'", ", { 'name': 'two', " + Marked + " }", ".two"),
            (Union, ", 'two'", ", { 'name': 'two', " + Marked + " }", ".two"),
        }
        let states = new[] { element.Item2, element.Item3, "" }.Select(state => element.Item1.Replace("@", state, StringComparison.Ordinal)).ToArray()
        select new object[] { kind, states[0], states[1], states[2], element.Item4 };

    [Theory]
    [MemberData(nameof(Elements))]
    public void Releases_in_which_an_element_was_deprecated_are_counted(Kind kind, string plain, string marked, string gone, string path)
    {
        string[] two = [plain, marked, marked, gone];
        string[] one = [plain, marked, gone];

        Assert.Empty(Find(kind, "QAPI360", two));
        CompatibilityFinding found = Assert.Single(Find(kind, "QAPI360", one));
        Assert.Equal("QAPI3602", found.Rule.Id);
        Assert.EndsWith($"{path}' was removed after 1 release as deprecated; promised are 2", found.Message, StringComparison.Ordinal);
        Assert.Contains("for how long before is not known", Assert.Single(Find(kind, "QAPI3602", [marked, gone])).Message, StringComparison.Ordinal);
        Assert.Equal("QAPI3601", Assert.Single(Find(kind, "QAPI360", [plain, marked, plain, gone])).Rule.Id);
    }

    [Theory]
    [MemberData(nameof(Elements))]
    public void Warning_in_a_release_between_is_known_to_every_pair(Kind kind, string plain, string marked, string gone, string path)
    {
        Assert.DoesNotContain(Steps(kind, true, [plain, marked, marked, gone, gone]).SelectMany(step => step.Report.Findings), f => f.Rule.Id == "QAPI3601");
        Assert.Equal(
            ["1.0-3.0", "2.0-3.0"],
            Steps(kind, true, [plain, plain, gone]).Where(step => step.Report.Findings.Any(f => f.Rule.Id == "QAPI3601" && f.Path.EndsWith(path, StringComparison.Ordinal))).Select(step => $"{step.Old}-{step.New}"));
    }

    [Fact]
    public void Warning_about_what_holds_an_element_is_known_to_every_pair()
    {
        const string Plain = "{ 'command': 'c', 'data': { '*m': 'S' } }\n{ 'struct': 'S', 'data': { 'x': 'int', '*y': 'int' } }";
        string marked = Plain.Replace("'*m': 'S'", "'*m': { 'type': 'S', 'features': [ 'deprecated' ] }", StringComparison.Ordinal);
        string gone = marked.Replace(", '*y': 'int'", "", StringComparison.Ordinal);
        foreach (Kind kind in Enum.GetValues<Kind>())
        {
            Assert.DoesNotContain(Steps(kind, true, [Plain, marked, gone]).SelectMany(step => step.Report.Findings), f => f.Rule.Id == "QAPI3601");
        }
    }

    [Theory]
    [InlineData("none")]
    [InlineData("X")]
    public void Schema_and_what_a_program_of_its_release_says_differ_in_no_promise(string conditions)
    {
        const string Text = """
            ##
            # @C_one:
            #
            # Since: 1.0
            ##
            { 'command': 'C_one', 'data': { 'a': 'S', '*b': { 'type': 'E', 'if': 'X' } }, 'returns': [ 'S' ] }
            ##
            # @c2:
            ##
            { 'command': 'c2', 'if': 'X', 'data': { 'z': 'Y' } }
            ##
            # @EV:
            ##
            { 'event': 'EV', 'data': { 'un': 'U' } }
            ##
            # @S:
            #
            # @in_ner: inner
            ##
            { 'struct': 'S', 'data': { 'in_ner': 'int', 'list': [ 'E' ] } }
            ##
            # @Y:
            ##
            { 'struct': 'Y', 'data': { 'only_here': 'int' } }
            ##
            # @E:
            ##
            { 'enum': 'E', 'data': [ 'one', 'TWO', { 'name': 'three', 'if': 'X' } ] }
            ##
            # @U:
            ##
            { 'union': 'U', 'base': { 'e': 'E' }, 'discriminator': 'e', 'data': { 'one': 'S', 'three': { 'type': 'Y', 'if': 'X' } } }
            """;
        foreach (bool masks in new[] { true, false })
        {
            WireSchema program = Schemas.Capture(Text, conditions, masks);
            WireSchema schema = Schemas.Wire(Text);

            Assert.Empty(SchemaComparer.Compare(program, schema, Policy with { NewVersion = "2.0" }).Findings);
            Assert.DoesNotContain(SchemaComparer.Compare(schema, program, Policy).Findings, f => f.Rule.Id != "QAPI3904");
            Assert.Empty(Compare([program, schema], false).SelectMany(step => step.Report.Findings));
            Assert.Empty(Compare([schema, Schemas.Wire("{ 'command': 'other' }"), program, schema], false)[^1].Report.Findings);
        }
    }

    [Fact]
    public void What_came_since_a_captured_release_is_asked_for_its_version_and_name()
    {
        const string Old = "{ 'command': 'c', 'data': { 's': 'S' } }\n{ 'struct': 'S', 'data': { 'a': 'int' } }";
        const string New = """
            { 'command': 'c', 'data': { 's': 'S', '*n_1': 'int' } }
            ##
            # @S:
            #
            # @a: a
            # @b_1: b
            # @b-2: b (since 1.0)
            # @b-3: b (since 2.0)
            #
            # Since: 1.0
            ##
            { 'struct': 'S', 'data': { 'a': 'int', '*b_1': 'int', '*b-2': 'T', '*b-3': 'int' } }
            ##
            # @T:
            #
            # Since: 2.0
            ##
            { 'struct': 'T', 'data': { '*c_1': 'int' } }
            """;

        Assert.Equal(
            ["QAPI3604 S.b-2", "QAPI3604 S.b_1", "QAPI3605 S.b_1", "QAPI3605 T.c_1", "QAPI3605 c.n_1"],
            Rules(Compare([Schemas.Capture(Old), Schemas.Wire(New)], false)));
        Assert.Equal(["QAPI3605 c.n_1", "QAPI3605 c.s.b-2.c_1", "QAPI3605 c.s.b_1"], Rules(Compare([Schemas.Capture(Old), Schemas.Capture(New)], false)));

        // It came with the first release that had it, though that was captured.
        Assert.DoesNotContain("QAPI3604 S.b-2", Rules(Compare([Schemas.Wire("{ 'command': 'z' }"), Schemas.Capture(New), Schemas.Wire("{ 'command': 'z' }"), Schemas.Wire(New)], false).Skip(2)
            .Where(step => step.Report.Findings.Any(f => f.Message.Contains("but it came after", StringComparison.Ordinal)))));
    }

    [Fact]
    public void What_a_captured_release_lacks_under_a_condition_was_not_removed_too_early()
    {
        const string Text = "{ 'command': 'c', 'data': { '*old': { 'type': 'int', 'if': 'X', 'features': [ 'deprecated' ] } } }";
        const string Plain = "{ 'command': 'c', 'data': { '*old': { 'type': 'int', 'if': 'X' } } }";

        CompatibilityFinding found = Assert.Single(Compare([Schemas.Wire(Plain), Schemas.Wire(Text), Schemas.Capture(Text)], false)[^1].Report.Findings);

        Assert.Equal(("QAPI3904", Verdict.Risky), (found.Rule.Id, found.Verdict));
    }

    private static string[] Rules(IEnumerable<HistoryStep> steps) => [.. steps.SelectMany(step => step.Report.Findings).Select(f => $"{f.Rule.Id} {f.Path}").Order(StringComparer.Ordinal)];

    private static IEnumerable<CompatibilityFinding> Find(Kind kind, string rule, string[] releases) =>
        Steps(kind, false, releases).SelectMany(step => step.Report.Findings).Where(f => f.Rule.Id.StartsWith(rule, StringComparison.Ordinal));

    // Each release has other types before those that are looked at, so that these have other numbers.
    private static IReadOnlyList<HistoryStep> Steps(Kind kind, bool allPairs, string[] releases) =>
        Compare([.. releases.Select((text, i) => Make(string.Concat(Enumerable.Range(0, i * 3 % 5).Select(n => $"{{ 'command': 'aa-{n}', 'returns': 'AA{n}', 'features': [ 'unstable' ] }}\n{{ 'struct': 'AA{n}', 'data': {{ 'aa-{n}': 'int' }} }}\n")) + text, kind == Kind.Captured || (kind == Kind.Mixed && i % 2 == 1)))], allPairs);

    private static WireSchema Make(string text, bool isCaptured) => isCaptured ? Schemas.Capture(text) : Schemas.Wire(text);

    private static IReadOnlyList<HistoryStep> Compare(WireSchema[] releases, bool allPairs) =>
        new SchemaHistory(releases.Select((schema, i) => new SchemaRelease(ReleaseVersion.Find($"{i + 1}.0")!, schema))).Compare(Policy, allPairs: allPairs);
}
