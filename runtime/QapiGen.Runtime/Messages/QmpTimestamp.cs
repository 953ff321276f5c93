using System;

namespace QapiGen.Runtime.Messages;

/// <summary>When an event was generated, by the server's clock (QMP spec 14).</summary>
/// <param name="Seconds">Seconds since 1970-01-01 UTC; -1 if the time couldn't be had.</param>
/// <param name="Microseconds">0 to 999999; -1 if the time couldn't be had.</param>
public readonly record struct QmpTimestamp(long Seconds, int Microseconds)
{
    /// <summary>The same as a point in time; null if the server had none.</summary>
    public DateTimeOffset? ToDateTimeOffset() =>
        Seconds < 0 || Microseconds < 0 ? null : DateTimeOffset.FromUnixTimeSeconds(Seconds).AddMicroseconds(Microseconds);
}
