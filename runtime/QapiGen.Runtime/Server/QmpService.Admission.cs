using System;
using System.Diagnostics.CodeAnalysis;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;
using QapiGen.Runtime.Diagnostics;
using QapiGen.Runtime.Transport;

namespace QapiGen.Runtime.Server;

/// <content>Who is served: connections that come are clients, probes, or too many.</content>
public sealed partial class QmpService
{
    /// <summary>Serves one connection until its client leaves or the service stops; closes the transport.</summary>
    /// <remarks>
    /// With <see cref="QmpServiceOptions.MaxConnections"/> clients connected this one is told so and closed. So is, without a word, one whose socket, if the transport tells it
    /// (<see cref="IQmpPeerTransport.GetPeerFeature"/>), has taken one of the last file descriptors of this process.
    /// </remarks>
    /// <param name="transport">The connection.</param>
    /// <param name="cancellationToken">Closes the connection after the command that runs.</param>
    public Task ServeAsync(IQmpTransport transport, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(transport);
        Socket? socket = FindSocket(transport);
        return socket is not null && DescriptorLimit.IsAmongLast(socket) ? DiscardAsync(transport)
            : socket is not null && TryTakeProbe(socket) is { } probe ? AnswerProbeAsync(probe, transport)
            : TryAdmit() ? ServeAdmittedAsync(transport, cancellationToken) : TurnAwayAsync(transport);
    }

    /// <summary>Announces a connection that this process is about to make to the service, to see whether it can be reached: it isn't a client.</summary>
    /// <remarks>
    /// It doesn't count for <see cref="QmpServiceOptions.MaxConnections"/>, <see cref="ConnectionCount"/>, log and metrics; the service sends it the greeting and closes it. The socket is bound to an
    /// address that nobody can guess, by which the service knows the connection. Elsewhere than on Linux, and for other sockets than Unix ones, there is no such address: there it is a client as any other.
    /// </remarks>
    /// <param name="socket">What will connect; not bound yet.</param>
    /// <returns>Tells whether the connection has come; disposed of, it isn't expected any more.</returns>
    public QmpServiceProbe ExpectProbe(Socket socket)
    {
        ArgumentNullException.ThrowIfNull(socket);
        return _probes.Expect(socket);
    }

    /// <summary>The probe whose connection this is, or null: then it is a client's.</summary>
    internal QmpServiceProbe? TryTakeProbe(Socket accepted) => _probes.TryTake(accepted);

    /// <summary>Lets a probe see what a client would.</summary>
    internal Task AnswerProbeAsync(QmpServiceProbe probe, IQmpTransport transport)
    {
        probe.Arrive();
        return SayLastAsync(transport, () => IsStopping ? [] : Greeting);
    }

    /// <summary>Counts a client that has connected, if there is room for it; then it has to be served or to <see cref="Dismiss"/>.</summary>
    internal bool TryAdmit()
    {
        if (Interlocked.Increment(ref _admitted) <= Options.MaxConnections)
        {
            return true;
        }

        Dismiss();
        return false;
    }

    /// <summary>Forgets a client that was admitted.</summary>
    internal void Dismiss() => Interlocked.Decrement(ref _admitted);

    /// <summary>Serves a client that was admitted, and dismisses it.</summary>
    internal async Task ServeAdmittedAsync(IQmpTransport transport, CancellationToken cancellationToken = default)
    {
        try
        {
            ServerConnection? connection = null;
            bool isTaken = false;
            try
            {
                connection = new ServerConnection(this, transport, Interlocked.Increment(ref _lastConnection));
                isTaken = _connections.TryAdd(connection, () => !IsStopping);
            }
            finally
            {
                if (!isTaken)
                {
                    connection = null;
                    await transport.DisposeAsync().ConfigureAwait(false);
                }
            }

            if (connection is not null)
            {
                await ServeAsync(connection, cancellationToken).ConfigureAwait(false);
            }
        }
        finally
        {
            Dismiss();
        }
    }

    /// <summary>Counts a client that was closed since it had taken one of the last descriptors. Not even a word for it: what is left is for the runtime.</summary>
    internal void CountDiscarded(string address)
    {
        ServerTelemetry.CountRefused(Options.Name);
        RuntimeLog.ServerNoDescriptors(Logger, Options.Name, address);
    }

    /// <summary>Tells a client that there is no room for it, and closes its connection.</summary>
    internal Task TurnAwayAsync(IQmpTransport transport)
    {
        ServerTelemetry.CountRefused(Options.Name);
        return SayLastAsync(transport, () =>
        {
            RuntimeLog.ServerTooMany(Logger, Options.Name, transport.Description, Options.MaxConnections);
            return ServiceTexts.TooManyClients(Options.MaxConnections);
        });
    }

    [SuppressMessage("Design", "CA1031", Justification = "Whatever goes wrong with a client that isn't served concerns nobody.")]
    private async Task SayLastAsync(IQmpTransport transport, Func<byte[]> words)
    {
        try
        {
            await transport.Output.WriteAsync(words()).AsTask().WaitAsync(Options.CloseTimeout, Options.TimeProvider).ConfigureAwait(false);
        }
        catch (Exception)
        {
            // It doesn't read; then it learns nothing.
        }

        await TransportEnd.CloseAsync(transport).ConfigureAwait(false);
    }

    [SuppressMessage("Design", "CA1031", Justification = "A transport may throw anything; of one that can't tell its socket that isn't known.")]
    private static Socket? FindSocket(IQmpTransport transport)
    {
        try
        {
            return (transport as IQmpPeerTransport)?.GetPeerFeature<Socket>();
        }
        catch (Exception)
        {
            return null;
        }
    }

    private async Task DiscardAsync(IQmpTransport transport)
    {
        await TransportEnd.CloseAsync(transport).ConfigureAwait(false);
        CountDiscarded(transport.Description);
    }

    private async Task ServeAsync(ServerConnection connection, CancellationToken cancellationToken)
    {
        try
        {
            if (IsStopping)
            {
                // Whoever stops the service may have looked at its connections before this one was among them.
                connection.RequestStop();
            }

            CancellationTokenRegistration registration = cancellationToken.UnsafeRegister(static state => ((ServerConnection)state!).RequestStop(), connection);
            await using (registration.ConfigureAwait(false))
            {
                // Whoever gave the transport waits no longer than for what is given up.
                await Task.WhenAny(connection.RunAsync(), connection.WhenLeft).ConfigureAwait(false);
            }
        }
        finally
        {
            _connections.Remove(connection);
        }
    }
}
