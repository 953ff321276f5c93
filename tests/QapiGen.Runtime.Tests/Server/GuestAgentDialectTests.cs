using System.Buffers;
using System.IO.Pipelines;
using System.Threading;
using System.Threading.Tasks;
using QapiGen.Runtime.Metadata;
using QapiGen.Runtime.Server;
using QapiGen.Runtime.Transport;
using QapiGen.Runtime.Wire;
using Xunit;

namespace QapiGen.Runtime.Tests.Server;

/// <summary>QMP spec 17.</summary>
public sealed class GuestAgentDialectTests
{
    [Fact]
    public async Task Commands_run_at_once_and_a_delimited_sync_follows_the_sentinel()
    {
        var agent = new Agent();
        var schema = new QmpCompiledSchema("agent", [agent.Module], static () => "[]"u8);
        await using var service = new QmpService(schema, [agent], new QmpServiceOptions { Dialect = QmpServiceDialect.GuestAgent });
        (IQmpTransport client, IQmpTransport server) = QmpTransports.CreateInMemoryPair(PipeScheduler.Inline);
        Task serving = service.ServeAsync(server);
        service.Emit(LabDispatcher.Tick, default(NoData));

        await client.Output.WriteAsync(new byte[] { 0xFF });
        await client.Output.WriteAsync("{\"execute\":\"guest-sync-delimited\"}{\"execute\":\"guest-ping\"}{\"execute\":\"quit\"}{\"exec-oob\":\"x\"}"u8.ToArray());

        ReadResult result = await client.Input.ReadAsync();
        byte[] expected =
        [
            .. "{\"error\": {\"class\": \"GenericError\", \"desc\": \"JSON parse error, stray '\\uFFFD'\"}}\n"u8,
            0xFF,
            .. "{\"return\": {}}\n{\"return\": {}}\n"u8,
            .. "{\"error\": {\"class\": \"CommandNotFound\", \"desc\": \"The command quit has not been found\"}}\n"u8,
            .. "{\"error\": {\"class\": \"GenericError\", \"desc\": \"QMP input member 'exec-oob' is unexpected\"}}\n"u8,
        ];
        Assert.Equal(expected, result.Buffer.ToArray());
        await client.DisposeAsync();
        await serving;
    }

    private sealed class Agent : QmpDispatcher
    {
        public override QmpModule Module { get; } = new("agent", [new("guest-sync-delimited"), new("guest-ping")], [], static () => "[]"u8);

        public override ValueTask DispatchAsync(int command, QmpRequest request, CancellationToken cancellationToken)
        {
            request.ReadArguments<NoData>();
            return request.ReturnAsync(default);
        }
    }
}
