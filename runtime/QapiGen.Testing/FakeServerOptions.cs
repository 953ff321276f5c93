using QapiGen.Runtime.Metadata;

namespace QapiGen.Testing;

/// <summary>What a <see cref="FakeQmpServer"/> is like.</summary>
public sealed class FakeServerOptions
{
    /// <summary>Its schema: commands that aren't in it don't exist, the others check the names of their arguments and answer with a sample of their result.</summary>
    public QmpCompiledSchema? Schema { get; init; }

    /// <summary>The same from a saved <c>query-qmp-schema</c> reply (a JSON array), for those who have no generated code.</summary>
    public string? Introspection { get; init; }

    /// <summary>The greeting, sent as it is; null for none.</summary>
    public string? Greeting { get; init; } =
        """{"QMP": {"version": {"qemu": {"micro": 2, "minor": 2, "major": 10}, "package": ""}, "capabilities": ["oob"]}}""";

    /// <summary>Behaves like the guest agent: no greeting, no negotiation, <c>guest-sync-delimited</c>, lines that end with LF.</summary>
    public bool IsGuestAgent { get; init; }

    /// <summary>Breaks each message over many lines, as a monitor with <c>pretty=on</c> does.</summary>
    public bool IsPretty { get; init; }

    /// <summary>Bytes that are sent at a time; 0 for whole messages. 1 gives the client one byte per read.</summary>
    public int SegmentBytes { get; init; }
}
