using System;

namespace QapiGen.Jobs.Storage;

/// <summary>Times as stores keep them: whole microseconds since 1970 UTC.</summary>
public static class StoredTime
{
    /// <summary>The number of a time.</summary>
    public static long Write(DateTimeOffset time) => (time.UtcTicks - DateTimeOffset.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;

    /// <summary>The time of a number; false, and 1970, if .NET has no such time.</summary>
    public static bool TryRead(long microseconds, out DateTimeOffset time)
    {
        bool isKnown = microseconds >= Write(DateTimeOffset.MinValue) && microseconds <= Write(DateTimeOffset.MaxValue);
        time = isKnown ? DateTimeOffset.UnixEpoch.AddTicks(microseconds * TimeSpan.TicksPerMicrosecond) : DateTimeOffset.UnixEpoch;
        return isKnown;
    }
}
