using System.Threading;
using System.Threading.Channels;
using System.Threading.Tasks;
using QapiGen.Runtime.Metadata;
using QapiGen.Runtime.Server;
using QapiGen.Runtime.Wire;

namespace QapiGen.Hosting.Tests;

/// <summary>What the generator would write for a schema of two commands.</summary>
internal sealed class GreeterDispatcher : QmpDispatcher
{
    private readonly string _greeting;
    private readonly Channel<TaskCompletionSource> _waiting = Channel.CreateUnbounded<TaskCompletionSource>();

    public GreeterDispatcher(string greeting) => _greeting = greeting;

    /// <summary>Whether the command that waits ends when it is cancelled.</summary>
    public bool Heeds { get; init; }

    /// <summary>Whether the command that waits keeps the thread that it is called on.</summary>
    public bool Blocks { get; init; }

    public static QmpModule GreeterModule { get; } = new(
        "greeter",
        [new("greet"), new("wait")],
        [],
        static () =>
        """
        [{"name":"greet","meta-type":"command","arg-type":"q_empty","ret-type":"str"},
         {"name":"wait","meta-type":"command","arg-type":"q_empty","ret-type":"q_empty"}]
        """u8);

    public static QmpCompiledSchema Schema { get; } = new("greeter", [GreeterModule], static () => "[]"u8);

    public override QmpModule Module => GreeterModule;

    public override ValueTask DispatchAsync(int command, QmpRequest request, CancellationToken cancellationToken)
    {
        request.ReadArguments<NoData>();
        return command == 0
            ? request.ReturnAsync<string, StringCodec>(new ValueTask<string>(_greeting))
            : request.ReturnAsync(WaitAsync(Heeds ? cancellationToken : default));
    }

    public ValueTask<TaskCompletionSource> TakeWaitingAsync() => _waiting.Reader.ReadAsync();

    private async ValueTask WaitAsync(CancellationToken cancellationToken)
    {
        var waiting = new TaskCompletionSource();
        _waiting.Writer.TryWrite(waiting);
        if (Blocks)
        {
            waiting.Task.Wait(CancellationToken.None);
        }

        await waiting.Task.WaitAsync(cancellationToken);
    }
}
