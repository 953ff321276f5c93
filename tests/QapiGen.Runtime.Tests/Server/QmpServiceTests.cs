using System;
using System.Linq;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using QapiGen.Runtime.Metadata;
using QapiGen.Runtime.Server;
using QapiGen.Runtime.Server.Compatibility;
using QapiGen.Runtime.Wire;
using QapiGen.TestSupport;
using Xunit;

namespace QapiGen.Runtime.Tests.Server;

/// <summary>QMP spec 7 to 18 where no transcript reaches.</summary>
public sealed class QmpServiceTests
{
    [Theory]
    [InlineData("fail", "{\"id\": 1, \"error\": {\"class\": \"DeviceNotFound\", \"desc\": \"no \\\"such\\\" thing \\u00E9\"}}")]
    [InlineData("crash", "{\"id\": 1, \"error\": {\"class\": \"GenericError\", \"desc\": \"The command crash failed unexpectedly\"}}")]
    [InlineData("forget", "{\"id\": 1, \"error\": {\"class\": \"GenericError\", \"desc\": \"The command forget gave no result\"}}")]
    [InlineData("ping", "{\"return\": {}, \"id\": 1}")]
    public async Task Whatever_an_implementation_does_there_is_one_reply(string command, string reply)
    {
        await using QmpService service = LabDispatcher.Service();
        await using TestConnection client = await TestConnection.OpenReadyAsync(service);
        Assert.Equal(reply, await client.AskAsync($"{{\"execute\":\"{command}\",\"id\":1}}"));
        Assert.Equal("{\"return\": {}}", await client.AskAsync("{\"execute\":\"ping\"}"));
    }

    [Fact]
    public async Task A_command_without_success_response_replies_only_with_errors()
    {
        await using QmpService service = LabDispatcher.Service();
        await using TestConnection client = await TestConnection.OpenReadyAsync(service);
        Assert.Equal("{\"return\": {}, \"id\": 2}", await client.AskAsync("{\"execute\":\"silent\",\"id\":1}{\"execute\":\"ping\",\"id\":2}"));
        Assert.Contains("Parameter 'x' is unexpected", await client.AskAsync("{\"execute\":\"silent\",\"arguments\":{\"x\":1}}"));
    }

    [Fact]
    public async Task A_disabled_command_says_why_and_is_not_listed()
    {
        await using QmpService service = LabDispatcher.Service();
        await using TestConnection client = await TestConnection.OpenReadyAsync(service);
        service.Disable("ping", "the agent is in frozen state");
        Assert.Equal(
            "{\"error\": {\"class\": \"CommandNotFound\", \"desc\": \"Command ping has been disabled: the agent is in frozen state\"}}",
            await client.AskAsync("{\"execute\":\"ping\"}"));
        Assert.DoesNotContain("\"ping\"", await client.AskAsync("{\"execute\":\"query-commands\"}"));
        service.Enable("ping");
        Assert.Equal("{\"return\": {}}", await client.AskAsync("{\"execute\":\"ping\"}"));
        Assert.Contains("{\"name\": \"qmp_capabilities\"}", await client.AskAsync("{\"execute\":\"query-commands\"}"));
    }

    [Fact]
    public async Task Before_the_machine_exists_only_marked_commands_run()
    {
        await using QmpService service = LabDispatcher.Service(new QmpServiceOptions { StartsInPreconfig = true });
        await using TestConnection client = await TestConnection.OpenReadyAsync(service);
        Assert.Contains("is permitted only after machine initialization has completed", await client.AskAsync("{\"execute\":\"ping\"}"));
        Assert.Equal("{\"return\": {}}", await client.AskAsync("{\"execute\":\"early\"}"));
        service.IsPreconfig = false;
        Assert.Equal("{\"return\": {}}", await client.AskAsync("{\"execute\":\"ping\"}"));
    }

    [Fact]
    public async Task A_capability_that_is_not_offered_is_not_available()
    {
        await using QmpService service = LabDispatcher.Service(new QmpServiceOptions { OffersOutOfBand = false });
        await using TestConnection client = TestConnection.Open(service);
        Assert.EndsWith("\"capabilities\": []}}", await client.ReadAsync());
        Assert.Contains("Capability oob not available", await client.AskAsync("{\"execute\":\"qmp_capabilities\",\"arguments\":{\"enable\":[\"oob\"]}}"));
        Assert.Equal("{\"return\": {}}", await client.AskAsync("{\"execute\":\"qmp_capabilities\"}"));
    }

    [Fact]
    public async Task Introspection_is_written_in_the_servers_layout_and_a_policy_hides_in_it()
    {
        await using QmpService open = LabDispatcher.Service();
        await using TestConnection client = await TestConnection.OpenReadyAsync(open);
        Assert.Contains("{\"name\": \"m\", \"type\": \"int\", \"features\": [\"deprecated\"]}", await client.AskAsync("{\"execute\":\"query-qmp-schema\"}"));

        var policy = QmpCompatibilityPolicy.Parse("deprecated-output=hide");
        await using QmpService hiding = LabDispatcher.Service(new QmpServiceOptions { Compatibility = policy });
        await using TestConnection other = await TestConnection.OpenReadyAsync(hiding);
        Assert.Contains("\"members\": []", await other.AskAsync("{\"execute\":\"query-qmp-schema\"}"));
        Assert.Equal("{\"return\": {\"a\": 1, \"b\": {}}}", await other.AskAsync("{\"execute\":\"shape\"}"));
        hiding.Emit(LabDispatcher.OldEvent, default(NoData));
        Assert.Null(other.TryRead());
    }

    [Fact]
    public async Task Introspection_and_the_list_of_commands_agree_and_every_type_that_is_named_is_there()
    {
        var dispatcher = new QuietDispatcher();
        var schema = new QmpCompiledSchema("quiet", [dispatcher.Module], static () =>
            """
            [{"name":"ping","meta-type":"command","arg-type":"0","ret-type":"0"},{"name":"nobody-runs-it","meta-type":"command","arg-type":"0","ret-type":"1"},
             {"name":"quit","meta-type":"command","arg-type":"1","ret-type":"0","features":["unstable"]},
             {"name":"0","meta-type":"object","members":[]},{"name":"1","meta-type":"object","members":[{"name":"m","type":"str"}]},
             {"name":"str","meta-type":"builtin","json-type":"string"}]
            """u8);
        await using var service = new QmpService(schema, [dispatcher]);
        await using TestConnection client = await TestConnection.OpenReadyAsync(service);

        string answer = (await client.AskAsync("{\"execute\":\"query-qmp-schema\"}"))!;
        string listed = (await client.AskAsync("{\"execute\":\"query-commands\"}"))!;

        JsonElement entities = JsonDocument.Parse(answer).RootElement.GetProperty("return");
        string[] names = [.. entities.EnumerateArray().Select(static entity => entity.GetProperty("name").GetString()!)];
        Assert.Equal(names.Length, names.Distinct().Count());
        string[] commands = [.. entities.EnumerateArray().Where(static entity => entity.GetProperty("meta-type").ValueEquals("command")).Select(static entity => entity.GetProperty("name").GetString()!)];
        string[] served = [.. JsonDocument.Parse(listed).RootElement.GetProperty("return").EnumerateArray().Select(static entry => entry.GetProperty("name").GetString()!)];
        Assert.Equal(served.Order(), commands.Order());

        // The schema's own words count, and its empty object serves.
        Assert.Contains("\"name\": \"quit\", \"meta-type\": \"command\", \"arg-type\": \"1\", \"ret-type\": \"0\", \"features\": [\"unstable\"]", answer);
        Assert.Contains("{\"name\": \"query-version\", \"meta-type\": \"command\", \"arg-type\": \"0\", ", answer);
        QmpSchema read = QmpSchema.Parse(entities);
        Assert.True(read.TryGetCommand("qmp_capabilities", out QmpCommandInfo? negotiation));
        var arguments = Assert.IsType<QmpObjectInfo>(negotiation.Arguments);
        QmpMemberInfo enable = Assert.Single(arguments.Members);
        Assert.True(enable.IsOptional);
        Assert.Equal("oob", Assert.IsType<QmpEnumInfo>(Assert.IsType<QmpArrayInfo>(enable.Type).ElementType).Values[0].Name);
        Assert.True(read.TryGetCommand("query-qmp-schema", out QmpCommandInfo? introspection));
        var info = Assert.IsType<QmpObjectInfo>(Assert.IsType<QmpArrayInfo>(introspection.Result).ElementType);
        Assert.Equal("meta-type", info.Tag);
        Assert.Equal(7, info.Branches.Count);
        Assert.All(
            entities.EnumerateArray().Where(static entity => entity.TryGetProperty("members", out _)).SelectMany(static entity => entity.GetProperty("members").EnumerateArray()),
            member => Assert.True(!member.TryGetProperty("type", out JsonElement type) || names.Contains(type.GetString())));
    }

    [Fact]
    public async Task Quit_runs_the_hook_replies_and_ends_the_service()
    {
        QmpService? service = null;
        service = LabDispatcher.Service(new QmpServiceOptions
        {
            OnQuit = _ =>
            {
                service!.Emit(LabDispatcher.Tick, default(NoData));
                return default;
            },
        });
        await using TestConnection other = TestConnection.Open(service);
        await using TestConnection client = await TestConnection.OpenReadyAsync(service);
        await client.SendAsync("{\"execute\":\"quit\"}{\"execute\":\"ping\"}");
        Assert.Contains("\"event\": \"TICK\"}", await client.ReadAsync());
        Assert.Equal("{\"return\": {}}", await client.ReadAsync());
        Assert.Null(await client.ReadAsync());
        Assert.NotNull(await other.ReadAsync());
        Assert.Null(await other.ReadAsync());
        Assert.True(service.QuitRequested.IsCompletedSuccessfully);
        await service.DisposeAsync();
    }

    [Fact]
    public async Task Stopping_finishes_what_runs()
    {
        var dispatcher = new LabDispatcher();
        await using QmpService service = LabDispatcher.Service(dispatcher);
        await using TestConnection client = await TestConnection.OpenReadyAsync(service);
        await client.SendAsync("{\"execute\":\"block\",\"id\":1}{\"execute\":\"ping\",\"id\":2}");
        await dispatcher.WhenBlockedAsync();
        Task stopping = service.StopAsync();
        Assert.False(stopping.IsCompleted);
        await dispatcher.UnblockAsync();
        await stopping;
        Assert.Equal("{\"return\": {}, \"id\": 1}", await client.ReadAsync());
        Assert.Null(await client.ReadAsync());
        Assert.DoesNotContain("ping", dispatcher.Ran);
    }

    [Fact]
    public async Task When_patience_ends_running_commands_are_cancelled()
    {
        var dispatcher = new LabDispatcher();
        await using QmpService service = LabDispatcher.Service(dispatcher);
        await using TestConnection client = await TestConnection.OpenReadyAsync(service);
        await client.SendAsync("{\"execute\":\"block\",\"id\":1}");
        await dispatcher.WhenBlockedAsync();
        await service.StopAsync(new CancellationToken(canceled: true));
        await client.Serving;
        Assert.Equal(0, service.ConnectionCount);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task One_command_at_a_time_unless_asked_for_more(bool allowsConcurrent)
    {
        var dispatcher = new LabDispatcher();
        await using QmpService service = LabDispatcher.Service(dispatcher, new QmpServiceOptions { AllowsConcurrentCommands = allowsConcurrent });
        await using TestConnection first = await TestConnection.OpenReadyAsync(service);
        await using TestConnection second = await TestConnection.OpenReadyAsync(service);
        await first.SendAsync("{\"execute\":\"block\"}");
        await dispatcher.WhenBlockedAsync();
        await second.SendAsync("{\"execute\":\"ping\"}");
        Assert.Equal(allowsConcurrent ? "{\"return\": {}}" : null, second.TryRead());
        await dispatcher.UnblockAsync();
        Assert.Equal("{\"return\": {}}", await first.ReadAsync());
        Assert.Equal(allowsConcurrent ? null : "{\"return\": {}}", allowsConcurrent ? second.TryRead() : await second.ReadAsync());
    }

    [Theory]
    [InlineData(7, true)]
    [InlineData(8, false)]
    public async Task Out_of_band_commands_pass_until_the_queue_is_full(int waiting, bool passes)
    {
        var dispatcher = new LabDispatcher();
        await using QmpService service = LabDispatcher.Service(dispatcher);
        await using TestConnection client = await TestConnection.OpenReadyAsync(service, outOfBand: true);
        await client.SendAsync("{\"execute\":\"block\",\"id\":\"b\"}");
        await dispatcher.WhenBlockedAsync();
        await client.SendAsync(string.Concat(Enumerable.Range(0, waiting).Select(i => $"{{\"execute\":\"ping\",\"id\":{i}}}")));
        await client.SendAsync("{\"exec-oob\":\"ping\",\"id\":\"o\"}");
        Assert.Equal(passes ? "{\"return\": {}, \"id\": \"o\"}" : null, client.TryRead());
        await dispatcher.UnblockAsync();
        Assert.Equal("{\"return\": {}, \"id\": \"b\"}", await client.ReadAsync());
        for (int i = 0, inBand = 0; i < (passes ? waiting : waiting + 1); i++)
        {
            string? reply = await client.ReadAsync();
            if (reply != "{\"return\": {}, \"id\": \"o\"}")
            {
                Assert.Equal($"{{\"return\": {{}}, \"id\": {inBand++}}}", reply);
            }
        }
    }

    [Fact]
    public async Task With_oob_what_came_before_the_end_of_input_is_answered()
    {
        var dispatcher = new LabDispatcher();
        await using QmpService service = LabDispatcher.Service(dispatcher);
        await using TestConnection client = await TestConnection.OpenReadyAsync(service, outOfBand: true);
        await client.SendAsync("{\"execute\":\"block\",\"id\":1}");
        await dispatcher.WhenBlockedAsync();
        await client.SendAsync("{\"execute\":\"ping\",\"id\":2}");
        client.ShutdownSending();
        await dispatcher.UnblockAsync();
        Assert.Equal("{\"return\": {}, \"id\": 1}", await client.ReadAsync());
        Assert.Equal("{\"return\": {}, \"id\": 2}", await client.ReadAsync());
        Assert.Null(await client.ReadAsync());
        await client.Serving;
    }

    [Fact]
    public async Task Replies_sent_ahead_of_a_slow_command_do_not_wait_for_it()
    {
        var dispatcher = new LabDispatcher();
        await using QmpService service = LabDispatcher.Service(dispatcher);
        await using TestConnection client = await TestConnection.OpenReadyAsync(service);
        await client.SendAsync("{\"execute\":\"ping\",\"id\":1}{\"execute\":\"block\",\"id\":2}{\"execute\":\"ping\",\"id\":3}");
        Assert.Equal("{\"return\": {}, \"id\": 1}", await client.ReadAsync());
        await dispatcher.WhenBlockedAsync();
        Assert.Null(client.TryRead());
        await dispatcher.UnblockAsync();
        Assert.Equal("{\"return\": {}, \"id\": 2}", await client.ReadAsync());
        Assert.Equal("{\"return\": {}, \"id\": 3}", await client.ReadAsync());
    }

    [Fact]
    public void A_policy_is_read_from_text()
    {
        QmpCompatibilityPolicy policy = QmpCompatibilityPolicy.Parse("deprecated-input=crash,unstable-output=hide");
        Assert.Equal(QmpInputPolicy.Crash, policy.DeprecatedInput);
        Assert.Equal(QmpOutputPolicy.Hide, policy.UnstableOutput);
        Assert.Throws<FormatException>(() => QmpCompatibilityPolicy.Parse("deprecated-input=perhaps"));
        Assert.Throws<FormatException>(() => QmpCompatibilityPolicy.Parse("input=reject"));
    }
}
