using System.Text.Json;
using QapiGen.Runtime.Messages;
using QapiGen.Runtime.Metadata;
using QapiGen.Runtime.Wire;

namespace QapiGen.Jobs.Client;

/// <summary>What QEMU's <c>BLOCK_JOB_COMPLETED</c> tells beyond the status: the error of a job that dismisses itself (jobs spec 14).</summary>
/// <param name="Device">The job's id.</param>
/// <param name="Error">Why it failed; null if it didn't.</param>
internal sealed record BlockJobEndEvent(string Device, string? Error) : QmpEvent, IQmpEvent<BlockJobEndEvent>
{
    public static QmpEventDescriptor Descriptor { get; } = new("BLOCK_JOB_COMPLETED");

    public static BlockJobEndEvent Read(ref Utf8JsonReader reader, WireMode mode)
    {
        JsonElement data = JsonElement.ParseValue(ref reader);
        return new BlockJobEndEvent(
            data.GetProperty("device").GetString() ?? "",
            data.TryGetProperty("error", out JsonElement error) ? error.GetString() : null);
    }

    public static void Write(ref WireWriter writer, BlockJobEndEvent value) => throw new System.NotSupportedException("A client only reads it");
}
