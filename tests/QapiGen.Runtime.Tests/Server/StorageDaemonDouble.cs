using System.Collections.Generic;
using System.Threading;
using System.Threading.Channels;
using System.Threading.Tasks;
using QapiGen.Runtime.Messages;
using QapiGen.Runtime.Metadata;
using QapiGen.Runtime.Server;
using QapiGen.Runtime.Wire;

namespace QapiGen.Runtime.Tests.Server;

/// <summary>The few commands that transcripts of the protocol layers execute.</summary>
internal sealed class StorageDaemonDouble : QmpDispatcher
{
    private readonly Channel<TaskCompletionSource> _blocked = Channel.CreateUnbounded<TaskCompletionSource>();

    public override QmpModule Module { get; } = new(
        "double",
        [
            new("query-jobs", QmpCommandFlags.AllowPreconfig),
            new("job-cancel"),
            new("blockdev-add", QmpCommandFlags.AllowPreconfig),
        ],
        [],
        static () =>
        """
        [{"name":"query-jobs","meta-type":"command","arg-type":"q_empty","ret-type":"[any]"},
         {"name":"job-cancel","meta-type":"command","arg-type":"id","ret-type":"q_empty"},
         {"name":"id","meta-type":"object","members":[{"name":"id","type":"str"}]},
         {"name":"blockdev-add","meta-type":"command","arg-type":"any","ret-type":"q_empty"}]
        """u8);

    public static QmpCompiledSchema Schema(QmpDispatcher dispatcher) => new("double", [dispatcher.Module], static () => "[]"u8);

    public override ValueTask DispatchAsync(int command, QmpRequest request, CancellationToken cancellationToken)
    {
        switch (command)
        {
            case 0:
                request.ReadArguments<NoData>();
                return request.ReturnAsync<IReadOnlyList<string>, ListCodec<string, StringCodec>>(new ValueTask<IReadOnlyList<string>>([]));
            case 1:
                request.ReadArguments<IdArgument>();
                throw new QmpErrorException("Job not found");
            default:
                request.ReadRawArguments();
                return request.ReturnAsync(BlockAsync(cancellationToken));
        }
    }

    /// <summary>Lets the oldest blocked command go on, when there is one.</summary>
    public async Task UnblockAsync() => (await _blocked.Reader.ReadAsync()).SetResult();

    /// <summary>Waits until a command is blocked.</summary>
    public async Task WhenBlockedAsync() => await _blocked.Reader.WaitToReadAsync();

    private async ValueTask BlockAsync(CancellationToken cancellationToken)
    {
        // No RunContinuationsAsynchronously: when it is let go on the command ends at once.
        var blocked = new TaskCompletionSource();
        _blocked.Writer.TryWrite(blocked);
        await blocked.Task.WaitAsync(cancellationToken);
    }
}
