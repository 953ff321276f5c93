using System;

namespace QapiGen.Emit.Specs;

/// <summary>What a type's code does on the wire.</summary>
[Flags]
public enum CodecSides
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Values are read.</summary>
    Read = 1,

    /// <summary>Values are written.</summary>
    Write = 2,

    /// <summary>Both.</summary>
    Both = Read | Write,
}

/// <summary>What a role does with values on the wire.</summary>
public static class RoleSides
{
    /// <summary>With arguments: a server reads them, a client writes them.</summary>
    public static CodecSides OfArguments(this GenerationRole role) =>
        ((role & GenerationRole.Server) != 0 ? CodecSides.Read : CodecSides.None) | ((role & GenerationRole.Client) != 0 ? CodecSides.Write : CodecSides.None);

    /// <summary>With results and the data of events: the reverse.</summary>
    public static CodecSides OfAnswers(this GenerationRole role) =>
        ((role & GenerationRole.Client) != 0 ? CodecSides.Read : CodecSides.None) | ((role & GenerationRole.Server) != 0 ? CodecSides.Write : CodecSides.None);

    /// <summary>With records of events, which are for who receives them: a server sends their members.</summary>
    public static CodecSides OfEventRecords(this GenerationRole role) => (role & GenerationRole.Client) != 0 ? CodecSides.Read : CodecSides.None;
}
