using System;
using System.Threading;
using System.Threading.Tasks;
using QapiGen.Runtime.Metadata;
using QapiGen.Runtime.Server;

namespace QapiGen.Runtime.Tests.EndToEnd;

/// <summary>A command that blocks its thread, and another that lets it go on.</summary>
internal sealed class BlockingDispatcher : QmpDispatcher, IDisposable
{
    private readonly SemaphoreSlim _gate = new(0);

    public static QmpCommandDescriptor Block { get; } = new("block");

    public static QmpCommandDescriptor Release { get; } = new("release", QmpCommandFlags.AllowOutOfBand);

    public override QmpModule Module { get; } = new("blocking", [Block, Release], [], static () => "[]"u8);

    public override ValueTask DispatchAsync(int command, QmpRequest request, CancellationToken cancellationToken)
    {
        if (command == 0)
        {
            _gate.Wait(cancellationToken);
        }
        else
        {
            _gate.Release();
        }

        return request.ReturnAsync(default);
    }

    public void Dispose() => _gate.Dispose();
}
