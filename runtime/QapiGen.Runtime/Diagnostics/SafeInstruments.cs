using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Diagnostics.Metrics;

namespace QapiGen.Runtime.Diagnostics;

/// <summary>
/// Measures without ever failing: listeners run inside these calls, and one that throws must not take a call, a connection, a program or a job with it.
/// </summary>
/// <remarks>Compiled into each package that measures, so that it is nobody's API.</remarks>
[SuppressMessage("Design", "CA1031", Justification = "Whatever a listener throws, the work goes on.")]
internal static class SafeInstruments
{
    public static void AddSafely(this Counter<long> counter, long change, params ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        try
        {
            if (counter.Enabled)
            {
                counter.Add(change, tags);
            }
        }
        catch (Exception)
        {
            // See the summary of the class.
        }
    }

    public static void AddSafely(this UpDownCounter<long> counter, long change, params ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        try
        {
            if (counter.Enabled)
            {
                counter.Add(change, tags);
            }
        }
        catch (Exception)
        {
            // See the summary of the class.
        }
    }

    public static void RecordSafely<T>(this Histogram<T> histogram, T value, params ReadOnlySpan<KeyValuePair<string, object?>> tags)
        where T : struct
    {
        try
        {
            if (histogram.Enabled)
            {
                histogram.Record(value, tags);
            }
        }
        catch (Exception)
        {
            // See the summary of the class.
        }
    }
}
