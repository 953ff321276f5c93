using System;
using System.IO.Pipelines;
using System.Threading.Tasks;
using QapiGen.Compatibility;
using QapiGen.Compatibility.Findings;
using QapiGen.Compatibility.Wire;
using QapiGen.Emit.Tests.Support;
using QapiGen.Runtime.Client;
using QapiGen.Runtime.Messages;
using QapiGen.Runtime.Server;
using QapiGen.Runtime.Server.Compatibility;
using QapiGen.Runtime.Transport;
using QapiGen.Runtime.Wire;
using QapiGen.TestSupport;
using Xunit;

namespace QapiGen.Emit.Tests;

/// <summary>Every rule of output, commands, events and evolution on the wire (QAPI spec 10.2 and 10.3), each by its name.</summary>
public sealed class WireOutputRuleTests
{
    // spec W-13
    [Fact]
    public async Task Absent_members_are_left_out_and_required_arrays_are_there_even_if_empty()
    {
        Assert.Equal("{}", await WireLab.EchoAsync("{}"));
        Assert.Equal("{\"tree\": {\"id\": \"a\", \"children\": []}}", await WireLab.EchoAsync("{\"tree\":{\"id\":\"a\",\"children\":[]}}"));
    }

    // spec W-14
    [Theory]
    [InlineData("{\"u64\": 18446744073709551615}", null)]
    [InlineData("{\"size\":-1}", "{\"size\": 18446744073709551615}")]
    [InlineData("{\"i\": -1}", null)]
    [InlineData("{\"number\":100.0}", "{\"number\": 100}")]
    [InlineData("{\"number\":0.1}", "{\"number\": 0.10000000000000001}")]
    [InlineData("{\"number\":1e17}", "{\"number\": 1e+17}")]
    public async Task Numbers_are_written_as_decimals_with_up_to_17_digits(string arguments, string? written) =>
        Assert.Equal(written ?? arguments, await WireLab.EchoAsync(arguments));

    // spec W-15
    [Fact]
    public void An_empty_string_stays_an_empty_string_and_is_not_absence()
    {
        object all = WireLab.Read("All", "{\"text\": \"\"}", WireMode.Lenient);
        Assert.Equal("", all.GetType().GetProperty("Text")!.GetValue(all));
        Assert.Equal("{\"text\": \"\"}", WireLab.Write("All", all));
    }

    // spec W-16
    [Fact]
    public async Task A_policy_withholds_required_members_and_refuses_marked_input()
    {
        var hiding = new QmpServiceOptions { Compatibility = QmpCompatibilityPolicy.Parse("deprecated-output=hide") };
        Assert.Equal("{\"return\": {\"now\": \"a\", \"once\": \"b\"}}", await WireLab.AskAsync("{\"execute\":\"aged\"}"));
        Assert.Equal("{\"return\": {\"now\": \"a\"}}", await WireLab.AskAsync("{\"execute\":\"aged\"}", hiding));

        var refusing = new QmpServiceOptions { Compatibility = QmpCompatibilityPolicy.Parse("deprecated-input=reject") };
        Assert.Contains("Deprecated command old disabled by policy", await WireLab.AskAsync("{\"execute\":\"old\"}", refusing), StringComparison.Ordinal);
        Assert.Equal("Deprecated value lead disabled by policy", await WireLab.EchoAsync("{\"colour\":\"lead\"}", refusing));
        Assert.Equal("{\"colour\": \"lead\"}", await WireLab.EchoAsync("{\"colour\":\"lead\"}"));
    }

    // spec W-17
    [Theory]
    [InlineData("{\"execute\":\"echo\"}", "{\"return\": {}}")]
    [InlineData("{\"execute\":\"echo\",\"arguments\":{}}", "{\"return\": {}}")]
    [InlineData("{\"execute\":\"must\"}", "Parameter 'n' is missing")]
    [InlineData("{\"execute\":\"plain\",\"arguments\":[]}", "must be an object")]
    [InlineData("{\"execute\":\"plain\",\"arguments\":null}", "must be an object")]
    public async Task Absent_arguments_stand_for_an_empty_object(string request, string says) => Assert.Contains(says, await WireLab.AskAsync(request), StringComparison.Ordinal);

    // spec W-18
    [Fact]
    public async Task A_command_without_result_returns_an_empty_object() => Assert.Equal("{\"return\": {}}", await WireLab.AskAsync("{\"execute\":\"plain\"}"));

    // spec W-19
    // Spec V-32.
    [Fact]
    public async Task An_event_without_data_has_no_data_member()
    {
        await using QmpService service = WireLab.Serve();
        await using TestConnection client = await TestConnection.OpenReadyAsync(service);
        WireLab.EmitEvents(service);
        Assert.EndsWith("\"event\": \"DONE\"}", await client.ReadAsync());
        Assert.EndsWith("\"event\": \"CHANGED\"}", await client.ReadAsync());
        Assert.Contains("\"data\": {\"n\": 1}", await client.ReadAsync(), StringComparison.Ordinal);
    }

    // spec W-19
    // Spec V-32.
    [Fact]
    public async Task A_reader_takes_absent_data_for_an_empty_object()
    {
        await using QmpService service = WireLab.Serve();
        await using QmpClient client = await ConnectAsync(service);
        using QmpEventSubscription<QmpEvent> events = client.Events();
        WireLab.EmitEvents(service);
        foreach ((string type, long? n) in new (string, long?)[] { ("DoneEvent", null), ("ChangedEvent", null), ("ChangedEvent", 1) })
        {
            QmpEvent received = (await events.NextAsync())!.Value.Event;
            Assert.Equal(type, received.GetType().Name);
            Assert.Equal(n, received.GetType().GetProperty("N")?.GetValue(received));
        }
    }

    // spec W-20
    [Fact]
    public void Readers_of_results_skip_unknown_members_and_keep_unknown_values()
    {
        object tree = WireLab.Read("Tree", "{\"id\": \"a\", \"new\": {\"a\": [1]}, \"children\": [], \"colour\": \"violet\"}", WireMode.Lenient);
        Assert.Equal("{\"id\": \"a\", \"children\": [], \"colour\": \"violet\"}", WireLab.Write("Tree", tree));
        object shape = WireLab.Read("Shape", "{\"kind\": \"star\", \"points\": 5}", WireMode.Lenient);
        Assert.Equal("{\"kind\": \"star\", \"points\": 5}", WireLab.Write("Shape", shape));
    }

    // spec W-21
    [Fact]
    public async Task Where_the_schema_does_not_rule_the_arguments_go_through_as_they_are()
    {
        await using QmpService service = WireLab.Serve();
        await using QmpClient client = await ConnectAsync(service);
        const string arguments = "{\"id\": 1, \"more\": [null, {\"x\": \"y\"}]}";
        Assert.Equal(arguments, await WireLab.SendRawAsync(client, arguments));
    }

    // spec W-22
    [Fact]
    public async Task Without_a_success_response_only_errors_are_answered()
    {
        Assert.Equal("{\"return\": {}, \"id\": 2}", await WireLab.AskAsync("{\"execute\":\"silent\",\"id\":1}{\"execute\":\"plain\",\"id\":2}"));
        Assert.Contains("Parameter 'x' is unexpected", await WireLab.AskAsync("{\"execute\":\"silent\",\"arguments\":{\"x\":1}}"), StringComparison.Ordinal);
    }

    // spec W-23
    [Fact]
    public async Task Marks_allow_commands_out_of_band_and_before_the_machine_exists()
    {
        await using QmpService service = WireLab.Serve();
        await using TestConnection client = await TestConnection.OpenReadyAsync(service, outOfBand: true);
        Assert.Equal("{\"return\": {}, \"id\": 1}", await client.AskAsync("{\"exec-oob\":\"urgent\",\"id\":1}"));
        Assert.Contains("\"error\"", await client.AskAsync("{\"exec-oob\":\"plain\",\"id\":1}"), StringComparison.Ordinal);
        Assert.Equal("{\"return\": {}}", await client.AskAsync("{\"execute\":\"early\"}"));

        var preconfig = new QmpServiceOptions { StartsInPreconfig = true };
        Assert.Equal("{\"return\": {}}", await WireLab.AskAsync("{\"execute\":\"early\"}", preconfig));
        Assert.Contains("\"error\"", await WireLab.AskAsync("{\"execute\":\"plain\"}", preconfig), StringComparison.Ordinal);
    }

    // spec W-24
    [Fact]
    public void Renaming_types_moving_members_to_a_base_and_reordering_change_nothing()
    {
        const string command = "{ 'command': 'go', 'data': { 'to': 'Point' }, 'returns': 'Point' }\n";
        const string old = "{ 'struct': 'Point', 'data': { 'x': 'int', '*y': 'int' } }\n" + command;
        const string moved = "{ 'command': 'go', 'data': { 'to': 'Spot' }, 'returns': 'Spot' }\n"
            + "{ 'struct': 'Spot', 'base': 'Root', 'data': { 'x': 'int' } }\n{ 'struct': 'Root', 'data': { '*y': 'int' } }\n";
        Assert.Equal(Verdict.Compatible, Compare(old, moved).Worst);
        Assert.NotEqual(Verdict.Compatible, Compare(old, moved.Replace("'*y'", "'y'", StringComparison.Ordinal)).Worst);
    }

    // spec W-25
    [Fact]
    public async Task One_type_is_read_strictly_as_argument_and_leniently_as_result()
    {
        const string json = "{\"x\": 1, \"newer\": 2}";
        Assert.Equal("Parameter 'point.newer' is unexpected", await WireLab.EchoAsync($"{{\"point\":{json}}}"));
        Assert.Throws<WireFormatException>(() => WireLab.Read("Point", json, WireMode.Strict));
        Assert.Equal("{\"x\": 1}", WireLab.Write("Point", WireLab.Read("Point", json, WireMode.Lenient)));
    }

    private static CompatibilityReport Compare(string old, string @new) =>
        SchemaComparer.Compare(WireSchema.FromModel(Generated.Parse(old)), WireSchema.FromModel(Generated.Parse(@new)));

    private static async Task<QmpClient> ConnectAsync(QmpService service)
    {
        (IQmpTransport near, IQmpTransport far) = QmpTransports.CreateInMemoryPair(PipeScheduler.ThreadPool);
        _ = service.ServeAsync(far);
        return await QmpClient.ConnectAsync(near, new QmpClientOptions { Schema = WireLab.CompiledSchema });
    }
}
