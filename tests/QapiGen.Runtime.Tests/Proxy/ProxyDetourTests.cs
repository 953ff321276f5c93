using System.Collections.Generic;
using System.Threading.Tasks;
using QapiGen.Runtime.Proxy;
using QapiGen.Runtime.Tests.Server;
using QapiGen.TestSupport;
using Xunit;

namespace QapiGen.Runtime.Tests.Proxy;

/// <summary>Ways around a policy.</summary>
public sealed class ProxyDetourTests
{
    private const string Done = """{"return": {}}""";

    [Theory]
    [InlineData("""[{"type": "drive-backup", "data": {}}]""", "drive-backup")]
    [InlineData("""[{"data": {"type": "abort"}, "type": "blockdev-snapshot-sync"}]""", "blockdev-snapshot-sync")]
    [InlineData("""[{"type": "abort", "data": {}}, {"type": "drive\u002dbackup", "data": {}}]""", "drive-backup")]
    [InlineData("""[{'type': 'blockdev-snapshot', 'data': {}}]""", "blockdev-snapshot")]
    public async Task Denied_command_is_no_action_of_a_transaction(string actions, string denied)
    {
        List<(string Command, bool IsAllowed)> audit = [];
        var options = new QmpProxyOptions
        {
            Policy = new QmpProxyPolicy(null, ["drive-backup", "blockdev-snapshot*"]),
            Audit = entry => audit.Add((entry.Command, entry.IsAllowed)),
        };
        await using ProxyHarness harness = await ProxyHarness.StartAsync(options);
        await using TestConnection client = await harness.OpenReadyAsync();

        Assert.Equal(
            $$$"""{"id": 1, "error": {"class": "GenericError", "desc": "Parameter 'type' does not accept value '{{{denied}}}'"}}""",
            await client.AskAsync($$"""{"execute": "transaction", "arguments": {"properties": {"completion-mode": "grouped"}, "actions": {{actions}}}, "id": 1}"""));

        Assert.DoesNotContain(harness.Server.Calls, static call => call.Command == "transaction");
        Assert.Equal(("transaction", false), audit[^1]);
    }

    [Theory]
    [InlineData("""{"actions": [{"type": "block-dirty-bitmap-add", "data": {"name": "drive-backup", "type": "drive-backup"}}, {"type": "abort", "data": {}}]}""")]
    [InlineData("""{"actions": []}""")]
    [InlineData("""{"actions": ["drive-backup", {"type": 1}]}""")]
    [InlineData("""{"type": "drive-backup"}""")]
    [InlineData("""{"actions": "drive-backup"}""")]
    public async Task Other_transactions_are_the_servers_to_judge(string arguments)
    {
        await using ProxyHarness harness = await ProxyHarness.StartAsync(new QmpProxyOptions { Policy = new QmpProxyPolicy(null, ["drive-backup"]) });
        harness.Server.On("transaction").Returns("{}");
        await using TestConnection client = await harness.OpenReadyAsync();

        Assert.Equal(Done, await client.AskAsync($$"""{"execute": "transaction", "arguments": {{arguments}}}"""));
    }

    [Fact]
    public async Task Transaction_that_is_allowed_by_name_has_its_actions()
    {
        await using ProxyHarness harness = await ProxyHarness.StartAsync(new QmpProxyOptions { Policy = new QmpProxyPolicy(["transaction"]) });
        harness.Server.On("transaction").Returns("{}");
        await using TestConnection client = await harness.OpenReadyAsync();

        Assert.Equal(Done, await client.AskAsync("""{"execute": "transaction", "arguments": {"actions": [{"type": "drive-backup", "data": {}}]}}"""));
    }

    [Fact]
    public async Task No_policy_lets_a_monitor_be_opened_beside_it()
    {
        const string Monitor = """{"execute": "object-add", "arguments": {"id": "m", "qom-type": "monitor-qmp", "chardev": "c"}}""";
        await using ProxyHarness bound = await ProxyHarness.StartAsync(new QmpProxyOptions { Policy = new QmpProxyPolicy(["object-add"]) });
        await using ProxyHarness free = await ProxyHarness.StartAsync();
        bound.Server.On("object-add").Returns("{}");
        free.Server.On("object-add").Returns("{}");
        await using TestConnection client = await bound.OpenReadyAsync();
        await using TestConnection another = await free.OpenReadyAsync();

        Assert.Equal(
            """{"error": {"class": "GenericError", "desc": "Parameter 'qom-type' does not accept value 'monitor-qmp'"}}""",
            await client.AskAsync(Monitor));
        Assert.Equal(Done, await client.AskAsync("""{"execute": "object-add", "arguments": {"qom-type": "iothread", "id": "monitor-qmp"}}"""));
        Assert.Single(bound.Server.Calls, static call => call.Command == "object-add");
        Assert.Equal(Done, await another.AskAsync(Monitor));
    }

    [Fact]
    public void Detour_is_what_passes_beside_a_denial()
    {
        Assert.Equal(["human-monitor-command"], new QmpProxyPolicy(null, ["quit"]).Detours);
        Assert.Equal(["human-monitor-command"], new QmpProxyPolicy(["*"], ["quit"]).Detours);
        Assert.Empty(new QmpProxyPolicy(null, ["quit", "human-*"]).Detours);
        Assert.Empty(new QmpProxyPolicy(["query-*"], ["query-vnc"]).Detours);
        Assert.Empty(new QmpProxyPolicy(["human-monitor-command"]).Detours);
        Assert.Empty(QmpProxyPolicy.Everything.Detours);
    }

    [Fact]
    public async Task Detour_is_a_warning_when_a_proxy_starts()
    {
        using var log = new LogRecorder();
        await using ProxyHarness harness = await ProxyHarness.StartAsync(new QmpProxyOptions { Policy = new QmpProxyPolicy(null, ["quit"]), LoggerFactory = log });

        Assert.Equal(["human-monitor-command passes, by which most of what is denied can be done all the same: deny it, too"], log.Texts(315));
    }
}
