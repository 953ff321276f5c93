using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using QapiGen.TestSupport;
using Xunit;

namespace QapiGen.EndToEnd.Tests.Architecture;

/// <summary>A test run says the same of the same code each time: chance comes from seeds, which are new only on request.</summary>
public sealed class RandomInputTests
{
    private static readonly Regex s_unseeded = new(@"\.Sample(Async)?\(|\bnew (System\.)?Random\(\)|\bRandom\.Shared\b|\bRandomNumberGenerator\.");
    private static readonly Regex s_drawing = new(@"\.CheckExamples\(|\bExamples\.(CheckSeeds|CheckSeedsAsync|Seed)\(");

    [Fact]
    public void No_test_draws_from_chance_without_a_seed() =>
        Assert.Empty(Sources().Where(static source => s_unseeded.IsMatch(source.Text)).Select(static source => source.Name));

    // ./dev examples finds them by it.
    [Fact]
    public void Tests_that_can_look_at_new_examples_are_marked() =>
        Assert.Empty(Sources().Where(static source => s_drawing.IsMatch(source.Text) && !source.Text.Contains("[Trait(\"Draws\", \"examples\")]", StringComparison.Ordinal)).Select(static source => source.Name));

    private static IEnumerable<(string Name, string Text)> Sources() =>
        Directory.GetDirectories(RepositoryPaths.Get("tests"), "QapiGen.*.Tests")
            .Where(static folder => !folder.EndsWith("QapiGen.Fuzz.Tests", StringComparison.Ordinal))
            .SelectMany(static folder => Directory.GetFiles(folder, "*.cs", SearchOption.AllDirectories))
            .Where(static path => !path.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal) && Path.GetFileName(path) != "RandomInputTests.cs")
            .Select(static path => (Path.GetRelativePath(RepositoryPaths.Root, path), File.ReadAllText(path)));
}
