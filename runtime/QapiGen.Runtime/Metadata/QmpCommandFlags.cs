using System;

namespace QapiGen.Runtime.Metadata;

/// <summary>What a schema says about a command beside its types (QAPI spec T-18, QMP spec 15).</summary>
[Flags]
public enum QmpCommandFlags
{
    /// <summary>Nothing special.</summary>
    None = 0,

    /// <summary><c>gen: false</c>: arguments aren't checked by the schema, the implementation gets the raw object.</summary>
    RawArguments = 1,

    /// <summary><c>success-response: false</c>: no reply on success.</summary>
    NoSuccessResponse = 2,

    /// <summary><c>allow-oob: true</c>: may run out-of-band.</summary>
    AllowOutOfBand = 4,

    /// <summary><c>allow-preconfig: true</c>: may run before the machine exists.</summary>
    AllowPreconfig = 8,

    /// <summary><c>coroutine: true</c>: internal to QEMU.</summary>
    Coroutine = 16,

    /// <summary>Feature <c>deprecated</c>.</summary>
    Deprecated = 32,

    /// <summary>Feature <c>unstable</c>.</summary>
    Unstable = 64,
}
