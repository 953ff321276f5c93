using System.Collections.Generic;
using System.Diagnostics.Metrics;
using QapiGen.Runtime.Diagnostics;

namespace QapiGen.Qemu.Processes;

/// <summary>Instruments of the meter <c>QapiGen.Qemu</c>.</summary>
internal static class QemuMetrics
{
    private static readonly Meter Meter = new("QapiGen.Qemu");
    private static readonly UpDownCounter<long> Running = Meter.CreateUpDownCounter<long>("qemu.processes", "{process}", "Programs that run");
    private static readonly Counter<long> Starts = Meter.CreateCounter<long>("qemu.starts", "{start}", "Starts, by outcome");
    private static readonly Counter<long> Exits = Meter.CreateCounter<long>("qemu.exits", "{exit}", "Ends, by the step that led to them");

    public static void StartFailed() => Starts.AddSafely(1, new KeyValuePair<string, object?>("qemu.outcome", "failed"));

    public static void Started()
    {
        Starts.AddSafely(1, new KeyValuePair<string, object?>("qemu.outcome", "ok"));
        Running.AddSafely(1);
    }

    public static void Ended(QemuExit exit)
    {
        Running.AddSafely(-1);
        Exits.AddSafely(1, new KeyValuePair<string, object?>("qemu.stop.step", exit.RequestedBy.ToString()));
    }
}
