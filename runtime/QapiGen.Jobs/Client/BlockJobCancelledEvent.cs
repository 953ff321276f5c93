using System.Text.Json;
using QapiGen.Runtime.Messages;
using QapiGen.Runtime.Metadata;
using QapiGen.Runtime.Wire;

namespace QapiGen.Jobs.Client;

/// <summary>QEMU's <c>BLOCK_JOB_CANCELLED</c>: tells a job that was cancelled from one that failed (jobs spec 14).</summary>
/// <param name="Device">The job's id.</param>
internal sealed record BlockJobCancelledEvent(string Device) : QmpEvent, IQmpEvent<BlockJobCancelledEvent>
{
    public static QmpEventDescriptor Descriptor { get; } = new("BLOCK_JOB_CANCELLED");

    public static BlockJobCancelledEvent Read(ref Utf8JsonReader reader, WireMode mode) =>
        new(JsonElement.ParseValue(ref reader).GetProperty("device").GetString() ?? "");

    public static void Write(ref WireWriter writer, BlockJobCancelledEvent value) => throw new System.NotSupportedException("A client only reads it");
}
