using System.Threading.Tasks;
using QapiGen.Jobs.Orleans.Tests.Support;
using Xunit;

namespace QapiGen.Jobs.Orleans.Tests;

/// <summary>What the sample shows.</summary>
public sealed class SampleTests
{
    [Fact]
    public async Task Without_options_a_node_is_killed_and_its_backup_goes_on_elsewhere()
    {
        using var sample = new SampleNode();

        int code = await sample.EndAsync();

        Assert.True(code == 0, sample.Output);
        Assert.Contains("is killed", sample.Output, System.StringComparison.Ordinal);
        Assert.Contains("and the copy equals the source.", sample.Output, System.StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("needs --node, --socket and --store", "--node", "a")]
    [InlineData("'jobs.db' is no store", "--node", "a", "--socket", "s", "--store", "jobs.db")]
    public async Task Options_that_make_no_node_are_refused(string reason, params string[] arguments)
    {
        using var sample = new SampleNode(arguments);

        Assert.Equal(2, await sample.EndAsync());
        Assert.Contains(reason, sample.Output, System.StringComparison.Ordinal);
    }
}
