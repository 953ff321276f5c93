using System;
using System.Threading.Tasks;
using QapiGen.Jobs.Orleans.Tests.Support;
using Xunit;

namespace QapiGen.Jobs.Orleans.Tests;

/// <summary>What the sample doesn't take on its command line.</summary>
public sealed class SampleOptionsTests
{
    [Theory]
    [InlineData("needs --node, --socket and --store", "--node", "a")]
    [InlineData("needs --node, --socket and --store", "--web", "0")]
    [InlineData("needs --node, --socket and --store", "--membership", "redis:localhost")]
    [InlineData("needs --node, --socket and --store", "--fence")]
    [InlineData("needs --node, --socket and --store", "--probe-timeout", "3")]
    [InlineData("needs --node, --socket and --store", "--address", "127.0.0.1")]
    [InlineData("--probe-timeout is more than 0", "--node", "a", "--socket", "s", "--store", "sqlite:x", "--probe-timeout", "0")]
    [InlineData("--nodes", "--nodes", "a")]
    [InlineData("'jobs.db' is no store", "--node", "a", "--socket", "s", "--store", "jobs.db")]
    [InlineData("'sqlite:' is no store", "--node", "a", "--socket", "s", "--store", "sqlite:")]
    [InlineData("'Hots=x' is no connection: ", "--node", "a", "--socket", "s", "--store", "postgres:Hots=x")]
    [InlineData("'Database=x' is no connection: it names no Host", "--node", "a", "--socket", "s", "--store", "postgres:Database=x")]
    [InlineData("'redis' is no membership: it is postgres:CONNECTION or redis:CONFIGURATION", "--node", "a", "--socket", "s", "--store", "sqlite:x", "--membership", "redis")]
    [InlineData("'redis:' is no configuration of Redis: ", "--node", "a", "--socket", "s", "--store", "sqlite:x", "--membership", "redis:")]
    [InlineData("'redis:ssl=true' names no server", "--node", "a", "--socket", "s", "--store", "sqlite:x", "--membership", "redis:ssl=true")]
    public async Task Options_that_make_no_node_are_refused(string reason, params string[] arguments)
    {
        using var sample = new SampleNode(arguments);

        Assert.Equal(2, await sample.EndAsync());
        Assert.Contains(reason, sample.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0.0.0.0")]
    [InlineData("::")]
    [InlineData("nonsense")]
    public async Task An_address_by_which_nobody_is_reached_is_refused(string address)
    {
        using var sample = new SampleNode("--node", "a", "--socket", "s", "--store", "sqlite:x", "--address", address);

        Assert.Equal(2, await sample.EndAsync());
        Assert.Contains($"--address is an address by which others reach this machine, not '{address}'.", sample.Output, StringComparison.Ordinal);
    }
}
