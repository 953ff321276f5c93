using System;
using System.IO;
using QapiGen.TestSupport;
using Xunit;

namespace QapiGen.Jobs.Tests.Docs;

/// <summary>The README's pictures of the tables are the tables.</summary>
public sealed class ReadmeTests
{
    private static readonly string s_path = RepositoryPaths.Get("runtime", "QapiGen.Jobs", "README.md");

    [Fact]
    public void State_graph_is_that_of_the_code() => AssertSection("state-graph", StateGraph.Diagram());

    [Fact]
    public void Table_of_verbs_is_that_of_the_code() => AssertSection("verb-table", StateGraph.VerbTable());

    [Fact]
    public void Table_of_recovery_is_that_of_the_code() => AssertSection("recovery-table", StateGraph.RecoveryTable());

    /// <summary>Compares what stands between two markers; writes it instead where differences are accepted.</summary>
    private static void AssertSection(string name, string expected)
    {
        string begin = $"<!-- {name}: written by a test -->\n";
        string end = $"<!-- end of {name} -->\n";
        string text = File.ReadAllText(s_path).ReplaceLineEndings("\n");
        int from = text.IndexOf(begin, StringComparison.Ordinal) + begin.Length;
        int to = text.IndexOf(end, StringComparison.Ordinal);
        Assert.True(from >= begin.Length && to >= from, $"no section {name}");
        if (Snapshot.IsAccepting)
        {
            File.WriteAllText(s_path, text[..from] + expected + text[to..]);
            return;
        }

        Assert.Equal(expected, text[from..to]);
    }
}
