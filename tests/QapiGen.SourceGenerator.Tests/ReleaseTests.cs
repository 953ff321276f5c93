using System;
using System.IO;
using System.Linq;
using System.Reflection;
using QapiGen.Schema.Diagnostics;
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
        Assert.Equal([], typeof(SchemaRules).GetFields(BindingFlags.Public | BindingFlags.Static)
            .Select(static field => field.GetValue(null))
            .OfType<SchemaRule>()
            .Select(RuleDescriptors.Get)
            .Where(rule => !lines.Contains($"{rule.Id} | {rule.Category} | {rule.DefaultSeverity} | {rule.Title}", StringComparison.Ordinal))
            .Select(rule => $"{rule.Id} | {rule.Category} | {rule.DefaultSeverity} | {rule.Title}"));
    }
}
