namespace QapiGen.Runtime.Wire;

/// <summary>How a value is read.</summary>
public enum WireMode : byte
{
    /// <summary>As QEMU reads command arguments: unknown members, enum values and branches are errors (QAPI spec 10.1).</summary>
    Strict,

    /// <summary>As a client must read results and events: what is unknown is skipped or kept (QAPI spec W-20).</summary>
    Lenient,
}
