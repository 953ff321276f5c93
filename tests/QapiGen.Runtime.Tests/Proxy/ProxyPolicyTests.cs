using System;
using System.Collections.Generic;
using System.IO;
using System.Threading.Tasks;
using QapiGen.Runtime.Messages;
using QapiGen.Runtime.Proxy;
using QapiGen.TestSupport;
using Xunit;

namespace QapiGen.Runtime.Tests.Proxy;

/// <summary>What passes, and what is written down of it.</summary>
public sealed class ProxyPolicyTests
{
    [Theory]
    [InlineData("query-*", "query-status", true)]
    [InlineData("query-*", "x-query-status", false)]
    [InlineData("*", "anything", true)]
    [InlineData("*-job-*", "block-job-cancel", true)]
    [InlineData("*-job-*", "job-cancel", false)]
    [InlineData("a*b*c", "abbc", true)]
    [InlineData("a*b*c", "acb", false)]
    [InlineData("ab*ba", "aba", false)]
    [InlineData("quit", "quit", true)]
    [InlineData("quit", "quit2", false)]
    [InlineData("", "quit", false)]
    public void Star_stands_for_any_number_of_characters(string pattern, string command, bool allowed) =>
        Assert.Equal(allowed, new QmpProxyPolicy([pattern]).Allows(command));

    [Fact]
    public void Denial_wins()
    {
        var policy = new QmpProxyPolicy(["query-*"], ["query-vnc*"]);

        Assert.True(policy.Allows("query-status"));
        Assert.False(policy.Allows("query-vnc-servers"));
        Assert.True(new QmpProxyPolicy(null, ["quit"]).Allows("stop"));
        Assert.True(QmpProxyPolicy.ReadOnly.Allows("qom-get"));
        Assert.False(QmpProxyPolicy.ReadOnly.Allows("qom-set"));
        Assert.False(QmpProxyPolicy.ReadOnly.Allows("human-monitor-command"));
    }

    [Fact]
    public async Task Refused_command_does_not_exist_for_the_client_and_never_reaches_the_server()
    {
        await using ProxyHarness harness = await ProxyHarness.StartAsync(new QmpProxyOptions { Policy = QmpProxyPolicy.ReadOnly });
        await using TestConnection client = await harness.OpenReadyAsync();

        Assert.Equal("""{"id": 1, "error": {"class": "CommandNotFound", "desc": "The command quit has not been found"}}""", await client.AskAsync("""{"execute": "quit", "id": 1}"""));
        Assert.Equal(
            """{"error": {"class": "CommandNotFound", "desc": "The command system_powerdown has not been found"}}""",
            await client.AskAsync("""{"execute": "system_\u0070owerdown"}"""));
        Assert.DoesNotContain(harness.Server.Calls, static call => call.Command != "qmp_capabilities");
    }

    [Fact]
    public async Task Policy_knows_a_command_however_it_is_spelled()
    {
        await using ProxyHarness harness = await ProxyHarness.StartAsync(new QmpProxyOptions { Policy = new QmpProxyPolicy(null, ["quit"]) });
        harness.Server.On("stop").Returns("{}");
        await using TestConnection client = await harness.OpenReadyAsync();

        Assert.Contains("The command quit has not been found", await client.AskAsync("""{"execute": "\u0071uit"}"""), StringComparison.Ordinal);
        Assert.Equal("""{"return": {}}""", await client.AskAsync("""{"execute": "st\u006fp"}"""));
        Assert.Contains("already complete", await client.AskAsync("""{"execute": "\u0071mp_capabilities"}"""), StringComparison.Ordinal);
        Assert.DoesNotContain(harness.Server.Calls, static call => call.Command == "quit");
    }

    [Theory]
    [InlineData("query-commands", """[{"name": "quit"}, {"name": "query-x"}, {"name": "qmp_capabilities"}, 7]""", """[{"name": "query-x"}, {"name": "qmp_capabilities"}, 7]""")]
    [InlineData(
        "query-qmp-schema",
        """[{"name": "quit", "meta-type": "command", "arg-type": "1"}, {"meta-type": "command", "name": "query-x", "features": ["a]"]}, {"meta-type": "object", "name": "quit", "members": [{"name": "x"}]}]""",
        """[{"meta-type": "command", "name": "query-x", "features": ["a]"]}, {"meta-type": "object", "name": "quit", "members": [{"name": "x"}]}]""")]
    [InlineData("query-commands", """{"name": "quit"}""", """{"name": "quit"}""")]
    [InlineData("query-x", """[{"name": "quit"}]""", """[{"name": "quit"}]""")]
    public async Task Refused_commands_are_not_listed(string command, string listed, string seen)
    {
        await using ProxyHarness harness = await ProxyHarness.StartAsync(new QmpProxyOptions { Policy = QmpProxyPolicy.ReadOnly });
        harness.Server.On(command).Returns(listed);
        await using TestConnection client = await harness.OpenReadyAsync();

        Assert.Equal($$"""{"return": {{seen}}}""", await client.AskAsync($$"""{"execute": "{{command}}"}"""));
        Assert.Equal($$"""{"return": {{seen}}, "id": 3}""", await client.AskAsync($$"""{"execute": "{{command}}", "id": 3}"""));
    }

    [Fact]
    public async Task Error_of_a_listing_command_comes_as_it_is()
    {
        await using ProxyHarness harness = await ProxyHarness.StartAsync(new QmpProxyOptions { Policy = QmpProxyPolicy.ReadOnly });
        harness.Server.On("query-commands").Fails(QmpErrorClass.GenericError, "not now");
        await using TestConnection client = await harness.OpenReadyAsync();

        Assert.Equal("""{"error": {"class": "GenericError", "desc": "not now"}, "id": 3}""", await client.AskAsync("""{"execute": "query-commands", "id": 3}"""));
    }

    [Fact]
    public async Task Each_command_is_audited_before_it_goes()
    {
        List<QmpProxyAuditEntry> entries = [];
        var options = new QmpProxyOptions { Policy = new QmpProxyPolicy(null, ["quit"]), Audit = entries.Add };
        await using ProxyHarness harness = await ProxyHarness.StartAsync(options);
        harness.Server.On("stop").Returns("{}");
        await using TestConnection first = await harness.OpenReadyAsync();
        await using TestConnection second = await harness.OpenReadyAsync();
        await second.AskAsync("""{"execute": "stop"}""");
        await first.AskAsync("""{"execute": "quit"}""");

        Assert.Equal(
            [(1, "qmp_capabilities", true), (2, "qmp_capabilities", true), (2, "stop", true), (1, "quit", false)],
            entries.ConvertAll(static entry => ((int)entry.Client, entry.Command, entry.IsAllowed)));
        Assert.All(entries, static entry => Assert.InRange(DateTimeOffset.UtcNow - entry.At, TimeSpan.FromMinutes(-1), TimeSpan.FromHours(1)));
    }
    [Fact]
    public async Task Command_that_can_not_be_audited_does_not_pass_and_its_client_stays()
    {
        bool isFull = false;
        var options = new QmpProxyOptions
        {
            Policy = new QmpProxyPolicy(null, ["quit"]),
            Audit = _ =>
            {
                if (isFull)
                {
                    throw new IOException("No space left");
                }
            },
        };
        await using ProxyHarness harness = await ProxyHarness.StartAsync(options);
        harness.Server.On("stop").Returns("{}");
        await using TestConnection client = await harness.OpenReadyAsync();
        isFull = true;

        Assert.Equal(
            """{"id": 1, "error": {"class": "GenericError", "desc": "The command doesn't pass since it can't be audited: No space left"}}""",
            await client.AskAsync("""{"execute": "stop", "id": 1}"""));
        Assert.Contains("CommandNotFound", await client.AskAsync("""{"execute": "quit", "id": 2}"""), StringComparison.Ordinal);
        isFull = false;

        Assert.Equal("""{"return": {}, "id": 3}""", await client.AskAsync("""{"execute": "stop", "id": 3}"""));
        Assert.Single(harness.Server.Calls, static call => call.Command == "stop");
    }
}
