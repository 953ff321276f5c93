using System;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;

namespace QapiGen.Runtime.Server;

/// <summary>A command that a client has sent and that runs.</summary>
public sealed class QmpCall
{
    private const int Idle = 0;
    private const int Running = 1;
    private const int Left = 2;
    private const int Ended = 3;

    private volatile ServerRequest? _request;
    private TaskCompletionSource? _left;
    private int _state;

    internal QmpCall(string command, bool isOutOfBand, QmpCaller caller, ServerRequest request, CancellationToken cancellationToken)
    {
        Command = command;
        IsOutOfBand = isOutOfBand;
        Caller = caller;
        _request = request;
        CancellationToken = cancellationToken;
    }

    /// <summary>Name of the command.</summary>
    public string Command { get; }

    /// <summary>Whether it was sent with <c>exec-oob</c>.</summary>
    public bool IsOutOfBand { get; }

    /// <summary>Who has sent it.</summary>
    public QmpCaller Caller { get; }

    /// <summary>The token that the implementation gets: cancelled when the client is gone, or the server's patience at its end.</summary>
    public CancellationToken CancellationToken { get; }

    /// <summary>The arguments as they came, not checked yet; an empty object if there are none. They may hold secrets.</summary>
    /// <exception cref="InvalidOperationException">The command has ended.</exception>
    public JsonElement ReadArguments() =>
        (_request ?? throw new InvalidOperationException("Arguments can be read only while the command runs")).ReadRawArguments();

    /// <summary>Whether the command runs though its interceptors have ended.</summary>
    internal bool IsLeft => Volatile.Read(ref _state) == Left;

    /// <summary>The command begins to run.</summary>
    /// <exception cref="InvalidOperationException">It runs already, or its interceptors have ended, and it was answered.</exception>
    internal void Begin()
    {
        if (Interlocked.CompareExchange(ref _state, Running, Idle) is not Idle and int state)
        {
            throw new InvalidOperationException(
                state == Running ? $"An interceptor runs the command {Command} twice at the same time" : $"An interceptor runs the command {Command} after it was answered");
        }
    }

    /// <summary>The command has ended, in whatever way.</summary>
    internal void Finish()
    {
        if (Interlocked.CompareExchange(ref _state, Idle, Running) != Running)
        {
            _left!.SetResult();
        }
    }

    /// <summary>The interceptors have ended.</summary>
    /// <returns>The end of the command if it still runs; otherwise null.</returns>
    internal Task? End()
    {
        _request = null;
        if (Interlocked.CompareExchange(ref _state, Ended, Idle) == Idle)
        {
            return null;
        }

        _left = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        if (Interlocked.CompareExchange(ref _state, Left, Running) == Running)
        {
            return _left.Task;
        }

        Volatile.Write(ref _state, Ended);
        return null;
    }
}

/// <summary>Tells the implementation of a command which call it is running: who has sent it, and over which connection.</summary>
/// <remarks>
/// Make one, give it to the implementations, and to the services that are to fill it: <see cref="QmpServiceOptions.CallAccessor"/>. Each command
/// of such a service costs some allocations more; services without one don't pay for it.
/// </remarks>
public sealed class QmpCallAccessor
{
    private readonly AsyncLocal<QmpCall?> _running = new();

    /// <summary>
    /// The call that the code around is running, also after an <see langword="await"/> and in tasks that it has started; null outside of
    /// commands, and in those of services that don't have this accessor.
    /// </summary>
    public QmpCall? Current => _running.Value;

    internal void Enter(QmpCall call) => _running.Value = call;
}
