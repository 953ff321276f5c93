using System.Collections.Generic;
using System.Text.Json.Serialization;

namespace QapiGen.Benchmarks.Codec.Peers;

// The types of codec.json as one would write them by hand for System.Text.Json.

internal enum PlainTaskState
{
    [JsonStringEnumMemberName("created")]
    Created,

    [JsonStringEnumMemberName("running")]
    Running,

    [JsonStringEnumMemberName("paused")]
    Paused,

    [JsonStringEnumMemberName("ready")]
    Ready,

    [JsonStringEnumMemberName("concluded")]
    Concluded,
}

internal sealed record PlainTaskInfo
{
    [JsonPropertyName("id")]
    public required string Id { get; init; }

    [JsonPropertyName("state")]
    public required PlainTaskState State { get; init; }

    [JsonPropertyName("done")]
    public required long Done { get; init; }

    [JsonPropertyName("total")]
    public required long Total { get; init; }

    [JsonPropertyName("error")]
    public string? Error { get; init; }
}

internal sealed record PlainLatencyBin
{
    [JsonPropertyName("boundaries")]
    public required IReadOnlyList<ulong> Boundaries { get; init; }

    [JsonPropertyName("bins")]
    public required IReadOnlyList<ulong> Bins { get; init; }
}

internal sealed record PlainDeviceStats
{
    [JsonPropertyName("rd-bytes")]
    public required long RdBytes { get; init; }

    [JsonPropertyName("wr-bytes")]
    public required long WrBytes { get; init; }

    [JsonPropertyName("unmap-bytes")]
    public required long UnmapBytes { get; init; }

    [JsonPropertyName("rd-operations")]
    public required long RdOperations { get; init; }

    [JsonPropertyName("wr-operations")]
    public required long WrOperations { get; init; }

    [JsonPropertyName("flush-operations")]
    public required long FlushOperations { get; init; }

    [JsonPropertyName("unmap-operations")]
    public required long UnmapOperations { get; init; }

    [JsonPropertyName("rd-total-time-ns")]
    public required long RdTotalTimeNs { get; init; }

    [JsonPropertyName("wr-total-time-ns")]
    public required long WrTotalTimeNs { get; init; }

    [JsonPropertyName("flush-total-time-ns")]
    public required long FlushTotalTimeNs { get; init; }

    [JsonPropertyName("unmap-total-time-ns")]
    public required long UnmapTotalTimeNs { get; init; }

    [JsonPropertyName("wr-highest-offset")]
    public required long WrHighestOffset { get; init; }

    [JsonPropertyName("rd-merged")]
    public required long RdMerged { get; init; }

    [JsonPropertyName("wr-merged")]
    public required long WrMerged { get; init; }

    [JsonPropertyName("unmap-merged")]
    public required long UnmapMerged { get; init; }

    [JsonPropertyName("idle-time-ns")]
    public long? IdleTimeNs { get; init; }

    [JsonPropertyName("failed-rd-operations")]
    public required long FailedRdOperations { get; init; }

    [JsonPropertyName("failed-wr-operations")]
    public required long FailedWrOperations { get; init; }

    [JsonPropertyName("failed-flush-operations")]
    public required long FailedFlushOperations { get; init; }

    [JsonPropertyName("invalid-rd-operations")]
    public required long InvalidRdOperations { get; init; }

    [JsonPropertyName("invalid-wr-operations")]
    public required long InvalidWrOperations { get; init; }

    [JsonPropertyName("account-invalid")]
    public required bool AccountInvalid { get; init; }

    [JsonPropertyName("account-failed")]
    public required bool AccountFailed { get; init; }

    [JsonPropertyName("rd-latency")]
    public PlainLatencyBin? RdLatency { get; init; }

    [JsonPropertyName("wr-latency")]
    public PlainLatencyBin? WrLatency { get; init; }
}

internal sealed record PlainDevice
{
    [JsonPropertyName("device")]
    public required string Device { get; init; }

    [JsonPropertyName("node-name")]
    public string? NodeName { get; init; }

    [JsonPropertyName("stats")]
    public required PlainDeviceStats Stats { get; init; }
}

[JsonPolymorphic(TypeDiscriminatorPropertyName = "driver")]
[JsonDerivedType(typeof(PlainFileNode), "file")]
[JsonDerivedType(typeof(PlainRawNode), "raw")]
[JsonDerivedType(typeof(PlainQcow2Node), "qcow2")]
[JsonDerivedType(typeof(PlainNbdNode), "nbd")]
internal abstract record PlainNode
{
    [JsonPropertyName("node-name")]
    public string? NodeName { get; init; }

    [JsonPropertyName("read-only")]
    public bool? ReadOnly { get; init; }
}

internal sealed record PlainFileNode : PlainNode
{
    [JsonPropertyName("filename")]
    public required string Filename { get; init; }

    [JsonPropertyName("locking")]
    public bool? Locking { get; init; }
}

internal sealed record PlainRawNode : PlainNode
{
    [JsonPropertyName("file")]
    public required PlainNode File { get; init; }

    [JsonPropertyName("offset")]
    public ulong? Offset { get; init; }

    [JsonPropertyName("size")]
    public ulong? Size { get; init; }
}

internal sealed record PlainQcow2Node : PlainNode
{
    [JsonPropertyName("file")]
    public required PlainNode File { get; init; }

    [JsonPropertyName("backing")]
    public PlainNode? Backing { get; init; }

    [JsonPropertyName("lazy-refcounts")]
    public bool? LazyRefcounts { get; init; }
}

internal sealed record PlainNbdNode : PlainNode
{
    [JsonPropertyName("host")]
    public required string Host { get; init; }

    [JsonPropertyName("port")]
    public required ushort Port { get; init; }

    [JsonPropertyName("export")]
    public string? Export { get; init; }
}
