using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.RegularExpressions;
using QapiGen.Compatibility.Findings;
using QapiGen.Compatibility.Suppressions;
using QapiGen.Compatibility.Wire;
using Xunit;

namespace QapiGen.Compatibility.Tests;

/// <summary>A line of accepted findings is for one change: of two changes that are alike in all but where they are, each has to be accepted.</summary>
public sealed partial class AcceptedChangeTests
{
    // What stands in angles is a change: before, and after.
    private const string Text =
        """
        { 'enum': 'Kind', 'data': [ 'v', 'file', { 'name': 'w'<, 'features': [ 'f' ]|> }<, 'z'|> ], 'features': [ 'h'<, 'f'|><, 'g'|> ] }
        { 'struct': 'Part', 'data': { 'size': '<int|str>', 'v': { 'type': 'bool'<, 'features': [ 'f' ]|> }<, 'z': 'int'|> }<, 'features': [ 'f' ]|> }
        { 'struct': 'Leaf', 'data': { 'size': '<int|str>', 'x': 'int' }<, 'features': [ 'f' ]|> }
        { 'struct': 'Branch', 'data': { 'size': '<int|str>', 'y': 'int' }<, 'features': [ 'f' ]|> }
        { 'union': 'Choice', 'base': { 'kind': 'Kind', 'v': 'Leaf' }, 'discriminator': 'kind', 'data': { 'v': 'Branch' }<, 'features': [ 'f' ]|> }
        { 'struct': 'Alone', 'data': { 'one': 'int' } }
        { 'union': 'Other', 'base': { 'kind': 'Kind'<, 'v': 'int'|> }, 'discriminator': 'kind', 'data': { <'v': 'Alone', |>'file': 'Alone' } }
        { 'struct': 'Reply', 'data': { 'id': '<int|str>'<, 'gone': 'int'|>, 'choice': 'Choice', 'other': 'Other' }<, 'features': [ 'f' ]|> }
        { 'struct': 'Told', 'data': { 'id': '<int|str>'<, 'gone': 'int'|> }<, 'features': [ 'f' ]|> }
        { 'struct': 'Given', 'data': { 'id': '<int|str>'<, 'gone': 'int'|> }<, 'features': [ 'f' ]|> }
        { 'alternate': 'Either', 'data': { 'part': 'Part', 'kind': 'Kind' }<, 'features': [ 'f' ]|> }
        { 'command': 'ask', 'data': 'Given', 'boxed': true, 'returns': 'Reply', 'features': [ 'h'<, 'f'|><, 'g'|> ] }
        { 'command': 'list', 'data': { 'id': '<int|str>'<, '*gone': 'int'|>, 'each': { 'type': 'Either', 'features': [ 'h'<, 'f'|><, 'g'|> ] } }, 'returns': [ 'Told' ] }
        { 'event': 'TOLD', 'data': 'Told', 'boxed': true<, 'features': [ 'f' ]|> }
        """;

    public static TheoryData<bool, bool> Sides => new() { { false, false }, { true, true }, { false, true }, { true, false } };

    [Theory]
    [MemberData(nameof(Sides))]
    public void Accepted_change_hides_no_other_one(bool isOldCaptured, bool isNewCaptured)
    {
        WireSchema old = Read(isOldCaptured);
        int count = Change().Count(Text);
        var reports = Enumerable.Range(0, count).Select(i => SchemaComparer.Compare(old, Read(isNewCaptured, i))).ToArray();
        Assert.All(reports, report => Assert.NotEmpty(Grave(report)));
        var hidden = new List<string>();
        foreach (int accepted in Enumerable.Range(0, count))
        {
            SuppressionFile file = Accept(reports[accepted]);
            foreach (int other in Enumerable.Range(0, count).Where(other => other != accepted))
            {
                CompatibilityReport left = file.Apply([SchemaComparer.Compare(old, Read(isNewCaptured, accepted, other))], [])[0];
                if (!Grave(left).Any())
                {
                    hidden.Add($"{Grave(reports[accepted]).First().Message} hides {Grave(reports[other]).First().Message}");
                }
            }
        }

        Assert.True(hidden.Count == 0, string.Join("\n", hidden));
    }

    private static IEnumerable<CompatibilityFinding> Grave(CompatibilityReport report) => report.Findings.Where(static finding => finding.Verdict != Verdict.Compatible && finding.Rule.Id != "QAPI3902");

    private static SuppressionFile Accept(CompatibilityReport report)
    {
        SuppressionFile file = Schemas.Accept(report);
        Assert.Empty(file.Faults);
        Assert.Empty(Grave(file.Apply([report], [])[0]));
        return file;
    }

    private static WireSchema Read(bool isCaptured, params int[] changed)
    {
        int number = 0;
        string text = Change().Replace(Text, match => match.Groups[Array.IndexOf(changed, number++) < 0 ? 1 : 2].Value);
        return isCaptured ? Schemas.Capture(text) : Schemas.Wire(text);
    }

    [GeneratedRegex("<([^|>]*)\\|([^>]*)>")]
    private static partial Regex Change();
}
