using System.Linq;
using QapiGen.Compatibility.Findings;
using QapiGen.Compatibility.Wire;
using QapiGen.TestSupport;
using Xunit;

namespace QapiGen.Compatibility.Tests;

/// <summary>The schema of jobs against its five-type baseline.</summary>
public sealed class JobSchemaTests
{
    [Fact]
    public void Job_types_were_added_which_only_a_closed_enum_fails_on()
    {
        CompatibilityReport report = Compare(CompatibilityOptions.Default);

        Assert.Equal(
            ["JobType.amend", "JobType.snapshot-load", "JobType.snapshot-save", "JobType.snapshot-delete"],
            report.Findings.Select(f => f.Path));
        Assert.All(report.Findings, finding =>
        {
            Assert.Equal("QAPI3502", finding.Rule.Id);
            Assert.Equal(Direction.Receive, finding.Direction);
            Assert.Equal(Verdict.Risky, finding.Verdict);
            Assert.Equal(["query-jobs"], finding.ReachedFrom);
            Assert.Contains("generated clients keep unknown values", finding.Note);
            Assert.Null(finding.Old);
            Assert.Equal("schema/job.json", finding.New?.File.Path);
        });
    }

    [Fact]
    public void Job_types_break_clients_that_are_known_to_be_closed() =>
        Assert.Equal(4, Compare(new CompatibilityOptions { HasClosedTypes = true }).Count(Verdict.Breaking));

    [Theory]
    [InlineData(CompatibilityProfile.Client, 4)]
    [InlineData(CompatibilityProfile.Server, 0)]
    [InlineData(CompatibilityProfile.Source, 4)]
    [InlineData(CompatibilityProfile.Introspection, 4)]
    public void Profile_asks_for_its_findings_only(CompatibilityProfile profile, int count) =>
        Assert.Equal(count, Compare(new CompatibilityOptions { Profile = profile }).Findings.Count);

    private static CompatibilityReport Compare(CompatibilityOptions options) => SchemaComparer.Compare(
        WireSchema.FromModel(Schemas.Load(RepositoryPaths.Root, "schema/baselines/job-4.0.json")),
        WireSchema.FromModel(Schemas.Load(RepositoryPaths.Root, "schema/job.json")),
        options);
}
