using System;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using QapiGen.Runtime.Client;
using QapiGen.Runtime.Messages;
using QapiGen.Runtime.Server;
using QapiGen.Runtime.Transport;

namespace QapiGen.Dashboard.Servers;

/// <summary>
/// A command of a viewer's to a service of this process, over a connection of its own: rules, interceptors and <c>quit</c> see the viewer, and not the
/// dashboard, which is local.
/// </summary>
internal static class ViewerCall
{
    /// <summary>How long an answer is waited for, as <see cref="WatchedServer"/> does with others. The command goes on.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(1);

    /// <summary>Sends it.</summary>
    /// <param name="service">The service.</param>
    /// <param name="viewer">Who wants it.</param>
    /// <param name="command">The command.</param>
    /// <param name="arguments">Its arguments; null for none.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="QmpTimeoutException">It goes on for longer than is waited.</exception>
    public static async Task<JsonElement> RunAsync(QmpService service, QmpPeer viewer, string command, JsonElement? arguments, TimeProvider time)
    {
        Task<JsonElement> answer = SendAsync(service, viewer, command, arguments);
        try
        {
            return await answer.WaitAsync(s_patience, time).ConfigureAwait(false);
        }
        catch (TimeoutException) when (!answer.IsCompleted)
        {
            throw new QmpTimeoutException($"'{command}' was not answered in time; it may still be executed");
        }
    }

    // The connection stays until there is an answer: a command that takes longer than somebody waits isn't cancelled.
    private static async Task<JsonElement> SendAsync(QmpService service, QmpPeer viewer, string command, JsonElement? arguments)
    {
        (IQmpTransport near, IQmpTransport far) = QmpTransports.CreateInMemoryPair(client: viewer);
        _ = service.ServeAsync(far);
        QmpClient client = await QmpClient.ConnectAsync(near, new QmpClientOptions { Handshake = DashboardServerOptions.HandshakeOf(service), HandshakeTimeout = TimeSpan.FromSeconds(10) }, CancellationToken.None).ConfigureAwait(false);
        await using ConfiguredAsyncDisposable closing = client.ConfigureAwait(false);
        return await client.ExecuteAsync(command, arguments, null, CancellationToken.None).ConfigureAwait(false);
    }
}
