using System.Collections.Generic;
using Xunit;
using Xunit.Abstractions;
using Xunit.Sdk;

namespace QapiGen.TestSupport;

/// <summary>A test for each release of QEMU, the first argument of its rows, see <see cref="QemuReleaseDataAttribute"/>; a release that isn't at hand is skipped with the reason.</summary>
[XunitTestCaseDiscoverer("QapiGen.TestSupport.QemuReleaseTheoryDiscoverer", "QapiGen.TestSupport")]
public class QemuReleaseTheoryAttribute : TheoryAttribute
{
    /// <summary>The program that the test needs of the release.</summary>
    public string Program { get; protected init; } = "qemu-system-x86_64";
}

/// <summary>Skips the rows of releases that aren't at hand, each by itself.</summary>
public class QemuReleaseTheoryDiscoverer(IMessageSink diagnostics) : TheoryDiscoverer(diagnostics)
{
    /// <inheritdoc/>
    protected override IEnumerable<IXunitTestCase> CreateTestCasesForDataRow(
        ITestFrameworkDiscoveryOptions discoveryOptions, ITestMethod testMethod, IAttributeInfo theoryAttribute, object[] dataRow) =>
        dataRow is [string release, ..]
        && QemuReleases.SkipReason(release, theoryAttribute.GetNamedArgument<string>(nameof(QemuReleaseTheoryAttribute.Program))) is { } reason
            ? CreateTestCasesForSkippedDataRow(discoveryOptions, testMethod, theoryAttribute, dataRow, reason)
            : base.CreateTestCasesForDataRow(discoveryOptions, testMethod, theoryAttribute, dataRow);
}
