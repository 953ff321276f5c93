using System;

namespace QapiGen.Runtime.Messages;

/// <summary>When an event was generated, by the server's clock (QMP spec 14).</summary>
/// <param name="Seconds">Seconds since 1970-01-01 UTC; -1 if the time couldn't be had.</param>
/// <param name="Microseconds">0 to 999999; -1 if the time couldn't be had.</param>
public readonly record struct QmpTimestamp(long Seconds, int Microseconds)
{
    /// <summary>The last second that <see cref="DateTimeOffset"/> can hold.</summary>
    private const long MaxSeconds = 253_402_300_799;

    /// <summary>The same as a point in time; null if the server had none, or one after the year 9999.</summary>
    public DateTimeOffset? ToDateTimeOffset() =>
        Seconds is < 0 or > MaxSeconds || Microseconds is < 0 or > 999_999 ? null : DateTimeOffset.FromUnixTimeSeconds(Seconds).AddMicroseconds(Microseconds);
}
