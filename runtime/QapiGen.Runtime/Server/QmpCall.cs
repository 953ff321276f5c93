using System;
using System.Text.Json;
using System.Threading;

namespace QapiGen.Runtime.Server;

/// <summary>A command that a client has sent and that runs.</summary>
public sealed class QmpCall
{
    private volatile QmpServerRequest? _request;

    internal QmpCall(string command, bool isOutOfBand, QmpCaller caller, QmpServerRequest request, CancellationToken cancellationToken)
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
