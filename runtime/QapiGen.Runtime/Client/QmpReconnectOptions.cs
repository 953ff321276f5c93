using System;
using System.Threading;
using System.Threading.Tasks;

namespace QapiGen.Runtime.Client;

/// <summary>How a <see cref="QmpReconnectingClient"/> comes back.</summary>
public sealed class QmpReconnectOptions
{
    /// <summary>Wait before the first attempt after a connection was lost.</summary>
    public TimeSpan InitialDelay { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>Longest wait between attempts.</summary>
    public TimeSpan MaxDelay { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>By how much the wait grows with each attempt that fails; at least 1.</summary>
    public double Growth { get; init; } = 2;

    /// <summary>Part of the wait that is random, 0 to 1, so that many clients don't come back at the same moment.</summary>
    public double Jitter { get; init; } = 0.2;

    /// <summary>Attempts in a row that may fail before the client gives up; null for no limit.</summary>
    public int? MaxAttempts { get; init; }

    /// <summary>
    /// Called on every new connection, the first one included, before anybody else's calls are sent on it: to ask for what events would have told.
    /// The client that it gets is bound to this connection. If it throws, the connection is closed and the next attempt begins.
    /// </summary>
    public Func<QmpClient, CancellationToken, ValueTask>? Resynchronise { get; init; }

    internal TimeSpan DelayBefore(int attempt)
    {
        double factor = Math.Pow(Math.Max(1, Growth), Math.Max(0, attempt - 1));
        double ticks = Math.Min(InitialDelay.Ticks * factor, MaxDelay.Ticks);
        return TimeSpan.FromTicks((long)(ticks * (1 - (Math.Clamp(Jitter, 0, 1) * Random.Shared.NextDouble()))));
    }
}
