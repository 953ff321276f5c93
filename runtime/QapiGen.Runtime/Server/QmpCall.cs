using System;
using System.Text.Json;
using System.Threading;

namespace QapiGen.Runtime.Server;

/// <summary>A command that a client has sent and that runs.</summary>
public sealed class QmpCall
{
    private volatile ServerRequest? _request;

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

    internal void End() => _request = null;
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
