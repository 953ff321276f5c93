using System.Runtime.CompilerServices;
using System.Threading.Tasks;
using QapiGen.Runtime.Json;
using QapiGen.Runtime.Server.Input;
using QapiGen.Runtime.Server.Output;

namespace QapiGen.Runtime.Server;

/// <summary>Runs in-band messages of a connection when it is their turn in the service (QMP spec 11.3).</summary>
/// <remarks>The gate is the whole service's: whatever happens in here, it is given back.</remarks>
internal sealed class GatedRunner
{
    private readonly InBandGate? _gate;
    private readonly CommandRunner _runner;
    private readonly ServerOutput _output;

    /// <summary>Makes one.</summary>
    /// <param name="gate">The service's gate; null if commands of different connections may run at the same time.</param>
    /// <param name="runner">Runs the messages.</param>
    /// <param name="output">Where replies go: when it is closed nothing more is run.</param>
    public GatedRunner(InBandGate? gate, CommandRunner runner, ServerOutput output)
    {
        _gate = gate;
        _runner = runner;
        _output = output;
    }

    /// <summary>Runs a message.</summary>
    public ValueTask RunAsync(RequestMessage message, bool isReady)
    {
        if (_gate is null)
        {
            return _runner.RunAsync(message, isReady);
        }

        if (!_gate.TryEnter())
        {
            return WaitAndRunAsync(_gate, message, isReady);
        }

        ValueTask running;
        try
        {
            running = _runner.RunAsync(message, isReady);
        }
        catch
        {
            _gate.Exit();
            throw;
        }

        if (!running.IsCompletedSuccessfully)
        {
            return ExitAfterAsync(_gate, running);
        }

        _gate.Exit();
        return default;
    }

    private async ValueTask WaitAndRunAsync(InBandGate gate, RequestMessage message, bool isReady)
    {
        await gate.EnterAsync().ConfigureAwait(false);
        try
        {
            // The watch looks four times a second only.
            _runner.LookForClient();
            if (_runner.IsCancelled)
            {
                _runner.RefuseCancelled(message);
            }
            else if (!_output.IsClosed)
            {
                await _runner.RunAsync(message, isReady).ConfigureAwait(false);
            }
        }
        finally
        {
            gate.Exit();
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private static async ValueTask ExitAfterAsync(InBandGate gate, ValueTask running)
    {
        try
        {
            await running.ConfigureAwait(false);
        }
        finally
        {
            gate.Exit();
        }
    }
}
