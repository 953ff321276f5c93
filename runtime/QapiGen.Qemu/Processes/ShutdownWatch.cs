using System;
using System.Text.Json;
using System.Threading.Tasks;
using QapiGen.Runtime.Client;
using QapiGen.Runtime.Messages;

namespace QapiGen.Qemu.Processes;

/// <summary>Notes why QEMU shuts down, from its event SHUTDOWN.</summary>
internal sealed class ShutdownWatch
{
    /// <summary>For a process that has no time for us; there is nothing to wait for but this process's own turn.</summary>
    private static readonly TimeSpan EndWait = TimeSpan.FromSeconds(30);

    private readonly Task _ended;

    public ShutdownWatch(QmpClient monitor) => _ended = FollowAsync(monitor.Events());

    /// <summary>The first reason that was given: SIGTERM after <c>quit</c> adds another one.</summary>
    public string? Reason { get; private set; }

    /// <summary>Whether the guest caused it.</summary>
    public bool? ByGuest { get; private set; }

    /// <summary>Waits until everything that came before the end of the connection has been seen; only after the program has ended, so that its end is on the way.</summary>
    public Task WhenEndedAsync() => Task.WhenAny(_ended, Task.Delay(EndWait));

    private async Task FollowAsync(QmpEventSubscription<QmpEvent> events)
    {
        try
        {
            await foreach (QmpEvent received in events.ConfigureAwait(false))
            {
                if (received is RawQmpEvent { Name: "SHUTDOWN", Data.ValueKind: JsonValueKind.Object } shutdown && Reason is null)
                {
                    ByGuest = shutdown.Data.TryGetProperty("guest", out JsonElement guest) ? guest.ValueKind == JsonValueKind.True : null;
                    Reason = shutdown.Data.TryGetProperty("reason", out JsonElement reason) ? reason.GetString() : null;
                }
            }
        }
        catch (Exception e) when (e is QmpConnectionException or QmpProtocolException or InvalidOperationException)
        {
            // The connection ends with QEMU; or it isn't QEMU's SHUTDOWN.
        }
    }
}
