using System;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using System.Threading.Tasks;
using QapiGen.TestSupport;
using Xunit;

namespace QapiGen.EndToEnd.Tests.Samples;

/// <summary>The dashboard's sample.</summary>
public sealed class DashboardTests
{
    [Fact]
    public async Task It_serves_its_own_jobs_and_executes_its_own_command()
    {
        await using ServedDashboard dashboard = await ServedDashboard.WaitAsync(SampleProgram.Start("Dashboard", "--urls", "http://127.0.0.1:0"));

        Assert.Contains("<h1>Jobs</h1>", await dashboard.GetAsync("jobs"), StringComparison.Ordinal);
        await dashboard.LookAsync("jobs=1", "jobs", static page => page.GetRawText().Contains("nightly-c", StringComparison.Ordinal));
        Assert.Equal("""{"return":{}}""", await dashboard.ExecuteAsync("""{"server":"workshop","command":"work-start","arguments":{"job-id":"mine","kind":"copy"}}"""));
        await dashboard.LookAsync("jobs=1&q=mine", "jobs", static page => page.GetProperty("rows").EnumerateArray().Any(static job => job.GetProperty("id").GetString() == "mine"));
        Assert.Equal(0, await dashboard.StopAsync());
    }

    [ProgramFact("qemu-ga")]
    public async Task A_guest_agent_is_one_of_its_servers()
    {
        await using var agent = new OptionalProcess();
        agent.Start("qemu-ga", "-m", "unix-listen", "-p", agent.PathOf("ga"), "-t", agent.Folder, "-f", agent.PathOf("pid"));
        await using ServedDashboard dashboard = await ServedDashboard.WaitAsync(
            SampleProgram.Start("Dashboard", "--urls", "http://127.0.0.1:0", "--connect", $"guest=agent:unix:{agent.PathOf("ga")}"));

        // It may come later than the dashboard, which finds it by itself.
        await dashboard.LookAsync("jobs=1", "servers", static servers => servers.EnumerateArray().Any(static server =>
            server.GetProperty("name").GetString() == "guest" && server.GetProperty("state").GetString() == "connected"));

        Assert.Equal("""{"return":{}}""", await dashboard.ExecuteAsync("""{"server":"guest","command":"guest-ping"}"""));
    }

    [Theory]
    [InlineData("http://0.0.0.0:0")]
    [InlineData("http://*:0")]
    public async Task The_address_that_is_printed_answers_on_this_machine_and_how_others_get_in_is_said(string urls)
    {
        await using ServedDashboard dashboard = await ServedDashboard.WaitAsync(SampleProgram.Start("Dashboard", "--urls", urls));

        Assert.Equal("127.0.0.1", dashboard.Address.Host);
        Assert.Contains("<h1>Jobs</h1>", await dashboard.GetAsync("jobs"), StringComparison.Ordinal);
        Assert.Contains("RequireAuthorization", await dashboard.ReadLineAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_address_in_use_is_a_sentence()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        string address = $"http://{other.LocalEndpoint}";

        (int code, string output) = await SampleProgram.RunAsync("Dashboard", "--urls", address);

        Assert.Equal(1, code);
        Assert.Equal($"Failed to bind to address {address}: address already in use.", output.Trim());
    }

    [Theory]
    [InlineData("there is a server 'vm' already", "--connect", "vm=unix:/run/a", "--connect", "vm=unix:/run/b")]
    [InlineData("there is a server 'workshop' already", "--connect", "workshop=unix:/run/a")]
    [InlineData("not 'vm'", "--connect", "vm")]
    [InlineData("not 'foo'", "--urls", "foo")]
    [InlineData("not 'http://127.0.0.1:99999'", "--urls", "http://127.0.0.1:0;http://127.0.0.1:99999")]
    [InlineData("'https://127.0.0.1:5599' wants a certificate", "--urls", "https://127.0.0.1:5599")]
    [InlineData("'http://127.0.0.1:5599/x' has a path", "--urls", "http://127.0.0.1:5599/x")]
    [InlineData("takes an address at least", "--urls", "")]
    [InlineData("'http://localhost:0' can't be served", "--urls", "http://localhost:0")]
    [InlineData("'http://pipe:/foo' can't be served", "--urls", "http://pipe:/foo")]
    [InlineData("'http://256.1.1.1:5599' names no address", "--urls", "http://256.1.1.1:5599")]
    [InlineData("'http://unix:relative.sock' names no address", "--urls", "http://unix:relative.sock")]
    [InlineData("not 'vm=nowhere'", "--connect", "vm=nowhere")]
    [InlineData("not '=unix:/run/a'", "--connect", "=unix:/run/a")]
    [InlineData("not 'vm=agent:nowhere'", "--connect", "vm=agent:nowhere")]
    public async Task What_can_not_be_served_or_connected_to_is_said_and_nothing_is_started(string expected, params string[] arguments)
    {
        (int code, string output) = await SampleProgram.RunAsync("Dashboard", arguments);

        Assert.Equal(1, code);
        Assert.Contains(expected, output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", output, StringComparison.Ordinal);
    }
}
