using System;
using System.Collections.Generic;
using System.Linq;
using QapiGen.Compatibility.Findings;
using QapiGen.Compatibility.History;
using QapiGen.Schema.Versions;
using QapiGen.TestSupport;
using Xunit;

namespace QapiGen.Compatibility.Tests;

public sealed class HistoryTests
{
    private const string Deprecated = "{ 'command': 'old', 'features': [ 'deprecated' ] }";

    private static readonly CompatibilityOptions Policy = new() { Profile = CompatibilityProfile.Policy };

    [Fact]
    public void Each_release_is_compared_with_the_one_before_or_with_all()
    {
        SchemaHistory history = Make(("3.0", "{ 'command': 'b' }"), ("1.0", "{ 'command': 'a' }"), ("2.0", "{ 'command': 'b' }"));

        Assert.Equal(
            ["1.0-2.0: 2", "1.0-3.0: 2", "2.0-3.0: 0"],
            history.Compare(CompatibilityOptions.Default, allPairs: true).Select(s => $"{s.Old}-{s.New}: {s.Report.Findings.Count}"));
        Assert.Equal(["1.0-2.0", "2.0-3.0"], history.Compare(CompatibilityOptions.Default).Select(s => $"{s.Old}-{s.New}"));
    }

    [Fact]
    public void Deprecation_older_than_the_history_is_not_known_to_be_too_short()
    {
        SchemaHistory history = Make(("1.0", Deprecated), ("2.0", "{ 'command': 'other' }"));

        CompatibilityFinding found = Assert.Single(history.Compare(Policy).SelectMany(s => s.Report.Findings), f => f.Rule.Id == "QAPI3602");

        Assert.Equal(Verdict.Compatible, found.Verdict);
        Assert.Contains("for how long before is not known", found.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, 2, "already was deprecated in the first release looked at")]
    [InlineData(2, 2, null)]
    [InlineData(3, 2, null)]
    [InlineData(2, 3, "already was deprecated in the first release looked at")]
    public void Deprecation_older_than_the_history_is_known_to_be_long_enough_once_it_is_seen_for_so_long(int seen, int promise, string? message)
    {
        (string, string)[] releases = [.. Enumerable.Range(1, seen).Select(n => ($"{n}.0", Deprecated)), ("9.0", "{ 'command': 'other' }")];

        Assert.Equal(message is not null, TooEarly(Make(releases), promise).Any(found => found.Message.Contains(message!, StringComparison.Ordinal)));
        Assert.All(TooEarly(Make(releases), promise), found => Assert.Equal(Verdict.Compatible, found.Verdict));
    }

    [Theory]
    [InlineData("2.0-rc1 2.0", "3.0", "after 1 release ")]
    [InlineData("2.0-rc1 2.0-rc2", "3.0", "after 1 release ")]
    [InlineData("2.0 3.0-rc1", "3.0", "after 1 release ")]
    [InlineData("2.0-rc1", "2.0", "after 0 releases ")]
    [InlineData("2.0-rc1 2.0 3.0", "4.0", null)]
    public void Candidates_of_a_release_are_no_releases(string deprecated, string removed, string? message)
    {
        (string, string)[] releases = [("1.0", "{ 'command': 'old' }"), .. deprecated.Split(' ').Select(version => (version, Deprecated)), (removed, "{ 'command': 'other' }")];

        Assert.Equal(message is null ? 0 : 1, TooEarly(Make(releases), 2).Length);
        Assert.All(TooEarly(Make(releases), 2), found => Assert.Contains(message!, found.Message, StringComparison.Ordinal));
    }

    [Fact]
    public void Release_with_faults_may_have_had_the_mark()
    {
        const string Old = "{ 'command': 'old' }";
        const string Other = "{ 'command': 'other' }";

        CompatibilityFinding found = Assert.Single(TooEarly(MakeWithout("2.0", ("1.0", Old), ("3.0", Deprecated), ("4.0", Other)), 2));
        Assert.Equal("Compatible 'old' was removed after 1 to 2 releases as deprecated, which is not known better since a release has faults; promised are 2", $"{found.Verdict} {found.Message}");

        Assert.Empty(TooEarly(MakeWithout("3.0", ("1.0", Old), ("2.0", Deprecated), ("4.0", Deprecated), ("5.0", Other)), 3));
        Assert.Equal(Verdict.Breaking, Assert.Single(TooEarly(MakeWithout("5.0", ("1.0", Old), ("2.0", Deprecated), ("3.0", Other), ("6.0", Other)), 2)).Verdict);

        CompatibilityFinding removed = Assert.Single(
            MakeWithout("2.0", ("1.0", Old), ("3.0", Other)).Compare(Policy).SelectMany(s => s.Report.Findings), f => f.Rule.Id == "QAPI3601");
        Assert.Equal("Risky: perhaps a release between did, which has faults", $"{removed.Verdict}: {removed.Note}");
    }

    [Fact]
    public void Deprecation_in_a_release_between_is_known_to_every_pair()
    {
        const string Old = "{ 'command': 'old' }";
        const string Other = "{ 'command': 'other' }";

        Assert.Equal([], Unannounced(("1.0", Old), ("2.0", Deprecated), ("3.0", Other), ("4.0", Other)));
        Assert.Equal(["1.0-3.0", "2.0-3.0"], Unannounced(("1.0", Old), ("2.0", Old), ("3.0", Other)));
        Assert.Equal(["1.0-4.0", "3.0-4.0"], Unannounced(("1.0", Old), ("2.0", Deprecated), ("3.0", Old), ("4.0", Other)));
    }

    [Theory]
    [InlineData(1, true)]
    [InlineData(2, false)]
    public void Removal_needs_the_promised_number_of_releases(int deprecatedFor, bool isTooEarly)
    {
        var releases = new List<(string, string)> { ("1.0", "{ 'command': 'old' }") };
        releases.AddRange(Enumerable.Range(2, deprecatedFor).Select(n => ($"{n}.0", Deprecated)));
        releases.Add(("9.0", "{ 'command': 'other' }"));

        CompatibilityFinding[] found = Make([.. releases]).Compare(Policy).SelectMany(s => s.Report.Findings).Where(f => f.Rule.Id == "QAPI3602").ToArray();

        Assert.Equal(isTooEarly, found.Length == 1);
        Assert.All(found, f => Assert.Equal(Verdict.Breaking, f.Verdict));
        Assert.Equal(["old"], found.Select(f => f.Path).Concat(["old"]).Distinct());
    }

    [Theory]
    [InlineData("1.0", true)]
    [InlineData("1.5", false)]
    [InlineData("2.0", false)]
    [InlineData("3.0", true)]
    public void Documented_version_lies_between_the_releases_that_lack_and_have_it(string since, bool isWrong)
    {
        string documented = $"##\n# @new:\n#\n# Since: {since}\n##\n{{ 'command': 'new' }}";
        SchemaHistory history = Make(("1.0", "{ 'command': 'a' }"), ("2.0", "{ 'command': 'a' }\n" + documented));

        Assert.Equal(isWrong, history.Compare(Policy).SelectMany(s => s.Report.Findings).Any(f => f.Rule.Id == "QAPI3604"));
    }

    [Theory]
    [InlineData("qemu-10.2", "10.2")]
    [InlineData("job-4.0.json", "4.0")]
    [InlineData("v7", "7")]
    [InlineData("schema", null)]
    [InlineData("caps_7.2.0_x86_64.json", "7.2.0")]
    [InlineData("caps_10.0.0_aarch64+hvf.replies", "10.0.0")]
    [InlineData("api-2.0-rc3.json", "2.0-rc3")]
    [InlineData("qemu_8_x86_64", "8")]
    [InlineData("x86_64.json", null)]
    [InlineData("99999999999999999999", null)]
    [InlineData("api-20240105123000.json", "20240105123000")]
    [InlineData("api-2024-01-05.json", "2024-01-05")]
    [InlineData("api-2.0-beta.2.json", "2.0-beta.2")]
    [InlineData("api-2.0-alpha1.json", "2.0-alpha1")]
    [InlineData("api-v2.0.0-preview.3.24.json", "2.0.0-preview.3.24")]
    [InlineData("api_2.0~rc1_x86_64.json", "2.0~rc1")]
    [InlineData("api-2.0b2.json", "2.0b2")]
    [InlineData("api-2.0.dev5", "2.0.dev5")]
    [InlineData("api-2.0-SNAPSHOT", "2.0-SNAPSHOT")]
    [InlineData("api-v3-beta.json", "3-beta")]
    [InlineData("api_v1_0.json", "1_0")]
    [InlineData("api-v12_3-rc1.json", "12_3-rc1")]
    [InlineData("api_v1_aarch64.json", "1")]
    [InlineData("caps_7.2.0-aarch64.json", "7.2.0")]
    [InlineData("caps_7.2.0_s390x.json", "7.2.0")]
    [InlineData("api-2.0-betamax.json", "2.0")]
    public void Version_is_found_in_a_name(string name, string? version) => Assert.Equal(version, ReleaseVersion.Find(name)?.Text);

    [Fact]
    public void Versions_compare_by_number()
    {
        Assert.True(ReleaseVersion.Find("10.0") > ReleaseVersion.Find("9.2"));
        Assert.True(ReleaseVersion.Find("v10_0") > ReleaseVersion.Find("v9.2"));
        Assert.True(ReleaseVersion.Find("7") == ReleaseVersion.Find("7.0"));
        Assert.True(ReleaseVersion.Find("7.0.1") >= ReleaseVersion.Find("7.0"));
        Assert.True(ReleaseVersion.Find("7.0-rc3") < ReleaseVersion.Find("7.0"));
        Assert.True(ReleaseVersion.Find("7.0-rc3") > ReleaseVersion.Find("7.0-rc2"));
        Assert.True(ReleaseVersion.Find("7.0-rc3") > ReleaseVersion.Find("6.2"));
    }

    [Fact]
    public void What_comes_before_a_release_comes_in_its_order()
    {
        string[] ordered =
        [
            "1.9", "2.0-dev", "2.0-alpha", "2.0-alpha.1", "2.0-alpha.2", "2.0-alpha.10", "2.0-beta1", "2.0b2", "2.0-preview.1.5", "2.0-preview.2", "2.0-pre3", "2.0~rc1",
            "2.0-rc2", "2.0", "2.0.1-alpha", "2.0.1", "2024-01-31", "2024-02-01", "20240105123000",
        ];

        Assert.Equal(ordered, ordered.Reverse().OrderBy(name => ReleaseVersion.Find(name)).ToArray());
        Assert.All(ordered.Zip(ordered.Skip(1)), pair => Assert.True(ReleaseVersion.Find(pair.First) < ReleaseVersion.Find(pair.Second), pair.ToString()));
    }

    [Theory]
    [InlineData("api-2.0-beta.2.json", "api-*.json")]
    [InlineData("api-v2.0.json", "api-*.json")]
    [InlineData("v2.0-rc1", "*")]
    [InlineData("api-2024-01-05.json", "api-*.json")]
    [InlineData("caps_7.2.0-rc1_x86_64.json", "caps_*_x86_64.json")]
    [InlineData("api-2.0-hotfix.json", "api-*-hotfix.json")]
    public void Names_of_one_series_differ_in_the_version_only(string name, string expected)
    {
        Assert.NotNull(ReleaseVersion.Find(name, out string series));
        Assert.Equal(expected, series);
    }

    [Fact]
    public void Versions_that_clash_and_single_ones_are_refused()
    {
        Assert.Throws<ArgumentException>(() => Make(("1.0", "{ 'command': 'a' }")));
        Assert.Throws<ArgumentException>(() => Make(("1.0", "{ 'command': 'a' }"), ("1", "{ 'command': 'a' }")));
    }

    [QemuSchemasFact]
    public void Real_history_shows_when_the_agent_learned_a_command()
    {
        var history = new SchemaHistory(QemuSchemas.Releases.Select(r => new SchemaRelease(
            ReleaseVersion.Find(r)!,
            QapiGen.Compatibility.Wire.WireSchema.FromModel(Schemas.Load(QemuSchemas.Folder!, $"qemu-{r}/qga/qapi-schema.json")))));

        IReadOnlyList<HistoryStep> steps = history.Compare(CompatibilityOptions.Default);
        Assert.Equal("10.2", Assert.Single(steps, step => step.Report.Findings.Any(f => f.Path == "guest-get-load")).New.Text);
        Assert.DoesNotContain(steps, step => step.Report.Findings.Any(f => f.Path == "guest-sync"));
    }

    private static IEnumerable<string> Unannounced(params (string Version, string Text)[] releases) =>
        Make(releases).Compare(Policy, allPairs: true).Where(s => s.Report.Findings.Any(f => f.Rule.Id == "QAPI3601")).Select(s => $"{s.Old}-{s.New}");

    private static CompatibilityFinding[] TooEarly(SchemaHistory history, int promise) =>
        [.. history.Compare(Policy, promise).SelectMany(s => s.Report.Findings).Where(f => f.Rule.Id == "QAPI3602")];

    private static SchemaHistory MakeWithout(string missing, params (string Version, string Text)[] releases) =>
        new(releases.Select(r => new SchemaRelease(ReleaseVersion.Find(r.Version)!, Schemas.Wire(r.Text))), [ReleaseVersion.Find(missing)!]);

    private static SchemaHistory Make(params (string Version, string Text)[] releases) =>
        new(releases.Select(r => new SchemaRelease(ReleaseVersion.Find(r.Version)!, Schemas.Wire(r.Text))));
}
