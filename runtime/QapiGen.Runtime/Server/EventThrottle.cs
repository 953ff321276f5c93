using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Threading;
using QapiGen.Runtime.Json;

namespace QapiGen.Runtime.Server;

/// <summary>Holds back events that come too often (QMP spec 14). Its callers hold the service's lock for events.</summary>
internal sealed class EventThrottle : IDisposable
{
    private readonly Dictionary<string, QmpEventRateLimit> _limits = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Name, string? Key), Period> _periods = [];
    private readonly TimeProvider _time;
    private readonly Lock _lock;
    private readonly Action<ReadOnlyMemory<byte>> _send;
    private bool _isDisposed;

    /// <summary>Makes a throttle.</summary>
    /// <param name="options">The limits and the clock.</param>
    /// <param name="gate">The lock that orders events.</param>
    /// <param name="send">Sends a delayed event; called with the lock held.</param>
    public EventThrottle(QmpServiceOptions options, Lock gate, Action<ReadOnlyMemory<byte>> send)
    {
        foreach (QmpEventRateLimit limit in options.EventRateLimits)
        {
            _limits[limit.EventName] = limit;
        }

        _time = options.TimeProvider;
        _lock = gate;
        _send = send;
    }

    /// <summary>Asks whether an event may be sent now. If not it is kept, or replaces the one that is.</summary>
    /// <param name="name">The event's name.</param>
    /// <param name="data">Its data, empty for none.</param>
    /// <param name="message">The whole event as it is to be sent.</param>
    /// <param name="replacedOther">Whether an event kept before is lost.</param>
    public bool Admits(string name, ReadOnlyMemory<byte> data, ReadOnlySpan<byte> message, out bool replacedOther)
    {
        replacedOther = false;
        return !_limits.TryGetValue(name, out QmpEventRateLimit? limit)
            || _isDisposed
            || IsExempt(limit, data)
            || Admits((name, limit.KeyMember is null ? null : Member(data, limit.KeyMember)), limit, message, out replacedOther);
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _isDisposed = true;
            foreach (Period period in _periods.Values)
            {
                period.Timer?.Dispose();
            }

            _periods.Clear();
        }
    }

    // Apart from the above, since a method with a closure allocates whenever it is called.
    private bool Admits((string Name, string? Key) kind, QmpEventRateLimit limit, ReadOnlySpan<byte> message, out bool replacedOther)
    {
        if (_periods.TryGetValue(kind, out Period? period))
        {
            replacedOther = period.Kept is not null;
            period.Kept = message.ToArray();
            return false;
        }

        replacedOther = false;

        // The timer comes first: a period without one would hold back its kind of event for ever. It waits for the lock.
        period = new Period { Timer = _time.CreateTimer(_ => EndPeriod(kind, limit), null, limit.Period, Timeout.InfiniteTimeSpan) };
        _periods.Add(kind, period);
        return true;
    }

    private static bool IsExempt(QmpEventRateLimit limit, ReadOnlyMemory<byte> data) =>
        limit.Exempt is { } exempt && Member(data, exempt.Member) == $"\"{exempt.Value}\"";

    // The member's JSON text: whatever type it has, equal values have equal text, since one codec wrote them.
    private static string? Member(ReadOnlyMemory<byte> data, string name)
    {
        if (data.IsEmpty)
        {
            return null;
        }

        using JsonDocument document = JsonDocument.Parse(data, JsonDepth.Document);
        return document.RootElement.TryGetProperty(name, out JsonElement value) ? value.GetRawText() : null;
    }

    // From a timer: what it throws would end the process.
    private void EndPeriod((string Name, string? Key) kind, QmpEventRateLimit limit)
    {
        lock (_lock)
        {
            if (!_periods.TryGetValue(kind, out Period? period))
            {
                return;
            }

            byte[]? kept = period.Kept;
            period.Kept = null;
            if (kept is not null)
            {
                _send(kept);
            }

            if (kept is null || !Restarts(period, limit))
            {
                period.Timer?.Dispose();
                _periods.Remove(kind);
            }
        }
    }

    [SuppressMessage("Design", "CA1031", Justification = "Without a timer the period is over: what comes next is sent at once, rather than never.")]
    private static bool Restarts(Period period, QmpEventRateLimit limit)
    {
        try
        {
            return period.Timer is { } timer && timer.Change(limit.Period, Timeout.InfiniteTimeSpan);
        }
        catch (Exception)
        {
            return false;
        }
    }

    private sealed class Period
    {
        public ITimer? Timer { get; set; }

        public byte[]? Kept { get; set; }
    }
}
