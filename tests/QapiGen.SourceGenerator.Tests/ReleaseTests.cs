using System;
using System.IO;
using System.Linq;
using QapiGen.TestSupport;
using Xunit;

namespace QapiGen.SourceGenerator.Tests;

/// <summary>The lists of released rules are complete.</summary>
public sealed class ReleaseTests
{
    [Fact]
    public void Every_rule_has_a_release_line()
    {
        string folder = RepositoryPaths.Get("generator", "QapiGen.SourceGenerator");
        string lines = File.ReadAllText(Path.Combine(folder, "AnalyzerReleases.Shipped.md")) + File.ReadAllText(Path.Combine(folder, "AnalyzerReleases.Unshipped.md"));
        Assert.Equal([], RuleDescriptors.All
            .Where(rule => !lines.Contains($"{rule.Id} | {rule.Category} | {rule.DefaultSeverity} | {rule.Title}", StringComparison.Ordinal))
            .Select(rule => $"{rule.Id} | {rule.Category} | {rule.DefaultSeverity} | {rule.Title}"));
    }
}
