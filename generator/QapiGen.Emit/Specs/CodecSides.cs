using System;

namespace QapiGen.Emit.Specs;

/// <summary>What a type's code does on the wire.</summary>
[Flags]
public enum CodecSides
{
    /// <summary>Values are read.</summary>
    Read = 1,

    /// <summary>Values are written.</summary>
    Write = 2,

    /// <summary>Both.</summary>
    Both = Read | Write,
}
