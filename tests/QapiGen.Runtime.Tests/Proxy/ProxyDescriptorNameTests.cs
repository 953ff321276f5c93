using System;
using System.Linq;
using System.Threading.Tasks;
using QapiGen.Runtime.Messages;
using QapiGen.Runtime.Proxy;
using QapiGen.Testing;
using QapiGen.TestSupport;
using Xunit;

namespace QapiGen.Runtime.Tests.Proxy;

/// <summary>Names of descriptors are the monitor's; each belongs to one client.</summary>
public sealed class ProxyDescriptorNameTests
{
    private const string InUse = """{"error": {"class": "GenericError", "desc": "The name 'x' is in use by another client of this monitor"}}""";
    private const string NotFound = """{"error": {"class": "GenericError", "desc": "File descriptor named 'x' not found"}}""";
    private const string Done = """{"return": {}}""";
    private static readonly TimeSpan Hang = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Name_is_refused_to_another_client_until_its_owner_closes_it()
    {
        await using ProxyHarness harness = await StartAsync();
        await using TestConnection owner = await harness.OpenReadyAsync();
        await using TestConnection other = await harness.OpenReadyAsync();

        Assert.Equal(Done, await owner.AskAsync(Get("x")));
        Assert.Equal(InUse, await other.AskAsync(Get("x")));
        Assert.Equal(InUse, await other.AskAsync("""{"execute": "get\u0066d", "arguments": {"fdname": "\u0078"}}"""));
        Assert.Equal(NotFound, await other.AskAsync(Close("x")));
        Assert.Equal(Done, await other.AskAsync(Get("y")));
        Assert.Equal(Done, await owner.AskAsync(Get("x")));
        Assert.Equal(Done, await owner.AskAsync(Close("x")));
        Assert.Equal(Done, await other.AskAsync(Get("x")));
        Assert.Equal(InUse, await owner.AskAsync(Get("x")));
    }

    [Fact]
    public async Task Name_that_the_server_did_not_give_is_free()
    {
        await using ProxyHarness harness = await ProxyHarness.StartAsync();
        harness.Server.On("getfd").Fails(QmpErrorClass.GenericError, "No file descriptor supplied via SCM_RIGHTS");
        await using TestConnection first = await harness.OpenReadyAsync();
        await using TestConnection second = await harness.OpenReadyAsync();

        Assert.Contains("SCM_RIGHTS", await first.AskAsync(Get("x")), StringComparison.Ordinal);
        Assert.Contains("SCM_RIGHTS", await second.AskAsync(Get("x")), StringComparison.Ordinal);
        Assert.Contains("SCM_RIGHTS", await second.AskAsync("""{"execute": "getfd"}"""), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Names_of_a_client_that_leaves_are_closed_at_the_server()
    {
        await using ProxyHarness harness = await StartAsync();
        TestConnection leaving = await harness.OpenReadyAsync();
        await using TestConnection staying = await harness.OpenReadyAsync();
        await leaving.AskAsync(Get("x"));
        await leaving.AskAsync(Get("a\\\"b"));
        await staying.AskAsync(Get("y"));
        await leaving.DisposeAsync();
        await leaving.Serving.WaitAsync(Hang);

        Assert.Equal(Done, await staying.AskAsync(Get("x")));
        string[] closed = [.. harness.Server.Calls.Where(static call => call.Command == "closefd").Select(static call => call.Arguments.GetProperty("fdname").GetString()!)];
        Assert.Equal(["a\"b", "x"], closed.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Name_that_is_given_after_its_client_has_left_is_closed_too()
    {
        await using ProxyHarness harness = await ProxyHarness.StartAsync();
        harness.Server.On("getfd").NeverAnswers();
        harness.Server.On("closefd").Returns("{}");
        harness.Server.On("query-x").Returns("1");
        TestConnection leaving = await harness.OpenReadyAsync(outOfBand: true);
        await using TestConnection staying = await harness.OpenReadyAsync();
        await leaving.SendAsync(Get("x"));
        FakeCall call = await harness.Server.NextCallAsync("getfd").AsTask().WaitAsync(Hang);
        await leaving.DisposeAsync();
        await leaving.Serving.WaitAsync(Hang);
        Assert.Equal(InUse, await staying.AskAsync(Get("x")));

        await call.ReturnAsync();

        FakeCall closing = await harness.Server.NextCallAsync("closefd").AsTask().WaitAsync(Hang);
        Assert.Equal("x", closing.Arguments.GetProperty("fdname").GetString());
    }

    [Theory]
    [InlineData("""{"execute": "use", "arguments": {"type": "tap", "id": "n", "fd": "x"}}""")]
    [InlineData("""{"execute": "use", "arguments": {"fds": "a:x", "vhost": true}}""")]
    [InlineData("""{"execute": "use", "arguments": {"vhostfd": "\u0078"}}""")]
    [InlineData("""{"execute": "use", "arguments": {"vhost\u0066ds": "x:b"}}""")]
    [InlineData("""{"execute": "use", "arguments": {"protocol": "spice", "fdname": "x"}}""")]
    [InlineData("""{"execute": "use", "arguments": {"uri": "fd:x"}}""")]
    [InlineData("""{"execute": "use", "arguments": {"protocol": "fd:x", "paging": false}}""")]
    [InlineData("""{"execute": "use", "arguments": {"channels": [{"channel-type": "main", "addr": {"transport": "socket", "type": "fd", "str": "x"}}]}}""")]
    [InlineData("""{'execute': 'use', 'arguments': {'fd': 'x'}}""")]
    public async Task Name_is_used_by_its_owner_alone_and_free_when_it_is_used_up(string use)
    {
        await using ProxyHarness harness = await StartAsync();
        harness.Server.On("use").Returns("{}");
        await using TestConnection owner = await harness.OpenReadyAsync();
        await using TestConnection other = await harness.OpenReadyAsync();
        await owner.AskAsync(Get("x"));

        Assert.Equal("""{"error": {"class": "GenericError", "desc": "File descriptor named 'x' has not been found"}}""", await other.AskAsync(use));
        Assert.DoesNotContain(harness.Server.Calls, static call => call.Command == "use");
        Assert.Equal(Done, await owner.AskAsync(use));
        Assert.Equal(Done, await other.AskAsync(Get("x")));
    }

    [Theory]
    [InlineData("""{"execute": "use", "arguments": {"fd": "y", "id": "x", "fds": "", "uri": "unix:x", "protocol": "x", "vhostfd": 3}}""")]
    [InlineData("""{"execute": "use", "arguments": {"filename": "x", "fd": "0"}}""")]
    [InlineData("""{"execute": "use"}""")]
    public async Task Text_that_is_no_name_of_a_descriptor_passes(string use)
    {
        await using ProxyHarness harness = await StartAsync();
        harness.Server.On("use").Returns("{}");
        await using TestConnection owner = await harness.OpenReadyAsync();
        await using TestConnection other = await harness.OpenReadyAsync();
        await owner.AskAsync(Get("x"));

        Assert.Equal(Done, await other.AskAsync(use));
        Assert.Equal(InUse, await other.AskAsync(Get("x")));
    }

    // QEMU takes 1,024 levels; whatever a reader of ours takes, the command is the server's to judge.
    [Theory]
    [InlineData("use")]
    [InlineData("closefd")]
    public async Task Arguments_of_any_depth_are_looked_through(string command)
    {
        await using ProxyHarness harness = await StartAsync();
        harness.Server.On("use").Returns("{}");
        await using TestConnection owner = await harness.OpenReadyAsync();
        await using TestConnection other = await harness.OpenReadyAsync();
        await owner.AskAsync(Get("x"));
        string deep = string.Concat(Enumerable.Repeat("[", 500)) + string.Concat(Enumerable.Repeat("]", 500));

        string asked = $$$"""{"execute": "{{{command}}}", "arguments": {"deep": {{{deep}}}, "{{{(command == "use" ? "fd" : "fdname")}}}": "NAME"}}""";

        Assert.Contains("'x'", await other.AskAsync(asked.Replace("NAME", "x", StringComparison.Ordinal)), StringComparison.Ordinal);
        Assert.Equal(Done, await other.AskAsync(asked.Replace("NAME", "y", StringComparison.Ordinal)));
    }

    // The clients take turns, so that a command of one may overtake those of another that has more to say.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Name_is_not_free_before_its_closing_has_been_answered(bool isGiven)
    {
        var isClosing = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using ProxyHarness harness = await StartAsync(entry => _ = entry.Command == "closefd" && isClosing.TrySetResult());
        harness.Server.On("wait").NeverAnswers();
        await using TestConnection owner = await harness.OpenReadyAsync(outOfBand: true);
        await using TestConnection other = await harness.OpenReadyAsync();
        if (isGiven)
        {
            await owner.AskAsync(Get("x"));
        }

        FakeCall[] waiting = new FakeCall[64];
        for (int i = 0; i < waiting.Length; i++)
        {
            await owner.SendAsync("""{"execute": "wait"}""");
            waiting[i] = i < 8 ? await harness.Server.NextCallAsync("wait").AsTask().WaitAsync(Hang) : null!;
        }

        await owner.SendAsync(Close("x"));
        await isClosing.Task.WaitAsync(Hang);
        Assert.Equal(InUse, await other.AskAsync(Get("x")).WaitAsync(Hang));
        Assert.DoesNotContain(harness.Server.Calls, static call => call.Command == "closefd");

        for (int i = 0; i < waiting.Length; i++)
        {
            FakeCall call = waiting[i] ?? await harness.Server.NextCallAsync("wait").AsTask().WaitAsync(Hang);
            await call.ReturnAsync();
            await owner.ReadAsync();
        }

        Assert.Equal(Done, await owner.ReadAsync().WaitAsync(Hang));
        Assert.Equal(Done, await other.AskAsync(Get("x")).WaitAsync(Hang));
        Assert.Equal(InUse, await owner.AskAsync(Get("x")));
    }

    [Fact]
    public async Task Name_whose_closing_was_never_sent_is_closed_when_its_client_leaves()
    {
        await using ProxyHarness harness = await StartAsync();
        harness.Server.On("wait").NeverAnswers();
        TestConnection leaving = await harness.OpenReadyAsync(outOfBand: true);
        await leaving.AskAsync(Get("x"));
        for (int i = 0; i < 8; i++)
        {
            await leaving.SendAsync("""{"execute": "wait"}""");
            await harness.Server.NextCallAsync("wait").AsTask().WaitAsync(Hang);
        }

        await leaving.SendAsync(Close("x"));
        await leaving.DisposeAsync();
        await leaving.Serving.WaitAsync(Hang);

        FakeCall closing = await harness.Server.NextCallAsync("closefd").AsTask().WaitAsync(Hang);
        Assert.Equal("x", closing.Arguments.GetProperty("fdname").GetString());
    }

    [Fact]
    public async Task Name_that_could_not_be_used_stays_its_owners()
    {
        await using ProxyHarness harness = await StartAsync();
        harness.Server.On("use").Fails(QmpErrorClass.GenericError, "no");
        await using TestConnection owner = await harness.OpenReadyAsync();
        await using TestConnection other = await harness.OpenReadyAsync();
        await owner.AskAsync(Get("x"));

        Assert.Contains("\"no\"", await owner.AskAsync("""{"execute": "use", "arguments": {"fd": "x"}}"""), StringComparison.Ordinal);
        Assert.Equal(InUse, await other.AskAsync(Get("x")));
    }

    private static async Task<ProxyHarness> StartAsync(Action<QmpProxyAuditEntry>? audit = null)
    {
        ProxyHarness harness = await ProxyHarness.StartAsync(new QmpProxyOptions { Audit = audit });
        harness.Server.On("getfd").Returns("{}");
        harness.Server.On("closefd").Returns("{}");
        return harness;
    }

    private static string Get(string name) => $$$"""{"execute": "getfd", "arguments": {"fdname": "{{{name}}}"}}""";

    private static string Close(string name) => $$$"""{"execute": "closefd", "arguments": {"fdname": "{{{name}}}"}}""";
}
