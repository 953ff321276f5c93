using System;
using System.Diagnostics;
using System.IO;
using System.IO.Pipelines;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using QapiGen.Qemu.Processes;
using QapiGen.Runtime.Client;
using QapiGen.Runtime.Messages;
using QapiGen.Runtime.Metadata;
using QapiGen.Runtime.Proxy;
using QapiGen.Runtime.Transport;

namespace QapiGen.Qemu.Monitors;

/// <summary>Further monitors of a QEMU that is connected to already.</summary>
public static class QmpClientMonitorExtensions
{
    private static readonly QmpCommandDescriptor ObjectAdd = new("object-add");

    /// <summary>How long QEMU may take for an answer while a monitor is removed.</summary>
    private static readonly TimeSpan AnswerWait = TimeSpan.FromSeconds(5);

    /// <summary>How long QEMU may take to remove a monitor, as long as it answers.</summary>
    private static readonly TimeSpan RemoveWait = TimeSpan.FromMinutes(1);

    /// <summary>Opens a further monitor of the same QEMU, with negotiation, ids, events, out-of-band and descriptors of its own. From QEMU 11.1.</summary>
    /// <param name="client">A client of QEMU on this machine: the new monitor is a Unix socket in a private folder.</param>
    /// <param name="options">How the new client behaves; null for the defaults.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <returns>A client of the new monitor. When it is closed QEMU removes the monitor by itself.</returns>
    /// <remarks>Below 11.1 the way is <see cref="QmpProxy"/>, or further <c>-qmp</c> options at the start.</remarks>
    /// <exception cref="NotSupportedException">The server isn't QEMU 11.1 or later.</exception>
    /// <exception cref="QmpErrorException">QEMU refused.</exception>
    public static async Task<QmpClient> OpenMonitorAsync(this QmpClient client, QmpClientOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(client);
        string id = NewId();
        IQmpTransport transport = await OpenAsync(client, id, cancellationToken).ConfigureAwait(false);
        try
        {
            return await QmpClient.ConnectAsync(transport, options, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            await RemoveAsync(client, id).ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Opens a further monitor of the same QEMU for whoever speaks QMP over it: the greeting is still to come. From QEMU 11.1.</summary>
    /// <inheritdoc cref="OpenMonitorAsync"/>
    /// <param name="client">A client of QEMU on this machine.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <returns>The monitor. When it is closed QEMU removes it by itself.</returns>
    public static Task<IQmpTransport> OpenMonitorTransportAsync(this QmpClient client, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(client);
        return OpenAsync(client, NewId(), cancellationToken);
    }

    /// <summary>Makes a proxy that opens a further monitor of QEMU for each of its clients, see <see cref="QmpProxy.StartDirect"/>. From QEMU 11.1.</summary>
    /// <param name="client">A client of QEMU on this machine, which has to stay open as long as further clients shall be served.</param>
    /// <param name="options">How the proxy behaves; null for the defaults.</param>
    /// <param name="wrap">Puts something around each monitor, such as a recorder; null for nothing.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <exception cref="NotSupportedException">The server isn't QEMU 11.1 or later.</exception>
    /// <exception cref="ArgumentException"><see cref="QmpProxyOptions.Reconnect"/> is set.</exception>
    public static async Task<QmpProxy> StartDirectProxyAsync(
        this QmpClient client,
        QmpProxyOptions? options = null,
        Func<IQmpTransport, IQmpTransport>? wrap = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(client);
        await RequireMonitorsAsync(client, cancellationToken).ConfigureAwait(false);
        return QmpProxy.StartDirect(
            async token =>
            {
                IQmpTransport monitor = await client.OpenMonitorTransportAsync(token).ConfigureAwait(false);
                return wrap is null ? monitor : wrap(monitor);
            },
            options);
    }

    private static string NewId() => $"qapigen-{Guid.NewGuid():N}";

    private static async Task<IQmpTransport> OpenAsync(QmpClient client, string id, CancellationToken cancellationToken)
    {
        await RequireMonitorsAsync(client, cancellationToken).ConfigureAwait(false);
        using PrivateFolder folder = PrivateFolder.Create(null);
        QmpListener listener = QmpListener.Bind(QmpAddress.Unix(folder.PathOf("qmp.sock")));
        await using ConfiguredAsyncDisposable closing = listener.ConfigureAwait(false);
        try
        {
            await client.ExecuteAsync("chardev-add", Socket(id, listener.Address.Path), cancellationToken: cancellationToken).ConfigureAwait(false);
            await client.ExecuteAsync("object-add", Monitor(id), cancellationToken: cancellationToken).ConfigureAwait(false);
            IQmpTransport transport = await listener.AcceptAsync(cancellationToken).ConfigureAwait(false);
            await WaitForGreetingAsync(transport, cancellationToken).ConfigureAwait(false);
            return transport;
        }
        catch
        {
            await RemoveAsync(client, id).ConfigureAwait(false);
            throw;
        }
    }

    private static async ValueTask RequireMonitorsAsync(QmpClient client, CancellationToken cancellationToken)
    {
        if (client.Greeting is { Version: var version } && (version.Major, version.Minor).CompareTo((11, 1)) >= 0)
        {
            return;
        }

        // Builds from between the releases, and of those who have taken it over.
        await client.GetSchemaAsync(cancellationToken).ConfigureAwait(false);
        if (!client.Supports(ObjectAdd, "qom-type", "monitor-qmp"))
        {
            throw new NotSupportedException($"QEMU {client.Greeting?.Version.ToString() ?? "without a greeting"} can't open monitors while it runs; that came with 11.1. "
                + "Share the one there is by QmpProxy, or start QEMU with several -qmp options");
        }
    }

    /// <summary>Leaves the greeting where it is. QEMU doesn't see the end of a connection that ends before it, and would keep the monitor.</summary>
    private static async Task WaitForGreetingAsync(IQmpTransport transport, CancellationToken cancellationToken)
    {
        try
        {
            ReadResult greeting = await transport.Input.ReadAsync(cancellationToken).ConfigureAwait(false);
            transport.Input.AdvanceTo(greeting.Buffer.Start);
        }
        catch (IOException)
        {
            // QEMU has gone; who reads next is told, too.
        }
        catch
        {
            await transport.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>
    /// Takes back what there is, or is about to be, of a monitor that didn't come to life. A command that was given up may still be executed, but before
    /// these. A monitor that is being made can't be removed: then once more. A QEMU that doesn't answer isn't waited for; it takes them when it goes on.
    /// </summary>
    private static async Task RemoveAsync(QmpClient client, string id)
    {
        long start = Stopwatch.GetTimestamp();
        while (client.IsConnected && Stopwatch.GetElapsedTime(start) < RemoveWait)
        {
            await Task.WhenAll(TryAsync(client, "object-del", id), TryAsync(client, "chardev-remove", id)).ConfigureAwait(false);
            if (await IsThereAsync(client, id).ConfigureAwait(false) is not true)
            {
                return;
            }

            await Task.Delay(10).ConfigureAwait(false);
        }
    }

    /// <summary>Whether there is the character device, which stays as long as the monitor; null if nobody says.</summary>
    private static async Task<bool?> IsThereAsync(QmpClient client, string id)
    {
        try
        {
            JsonElement devices = await client.ExecuteAsync("query-chardev", options: new QmpCallOptions { Timeout = AnswerWait }).ConfigureAwait(false);
            return devices.EnumerateArray().Any(device => device.GetProperty("label").ValueEquals(id));
        }
        catch (Exception e) when (e is QmpErrorException or QmpConnectionException or QmpTimeoutException or ObjectDisposedException)
        {
            return null;
        }
    }

    private static async Task TryAsync(QmpClient client, string command, string id)
    {
        try
        {
            await client.ExecuteAsync(command, Id(id), new QmpCallOptions { Timeout = AnswerWait }).ConfigureAwait(false);
        }
        catch (Exception e) when (e is QmpErrorException or QmpConnectionException or QmpTimeoutException or ObjectDisposedException)
        {
            // There is no such thing, or it has gone by itself, or with QEMU.
        }
    }

    private static JsonElement Id(string id) => JsonElement.Parse($$"""{"id": "{{id}}"}""");

    private static JsonElement Monitor(string id) =>
        JsonElement.Parse($$"""{"qom-type": "monitor-qmp", "id": "{{id}}", "chardev": "{{id}}", "close-action": "delete"}""");

    private static JsonElement Socket(string id, string path) => JsonElement.Parse($$$$$$"""
        {"id": "{{{{{{id}}}}}}", "backend": {"type": "socket", "data": {"server": false, "addr": {"type": "unix", "data": {"path": "{{{{{{JsonEncodedText.Encode(path)}}}}}}"}}}}}
        """);
}
