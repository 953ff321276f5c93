using System;

namespace QapiGen.Schema.Dialects;

/// <summary>Groups of pragma keys that releases know (spec T-21, V-11).</summary>
[Flags]
public enum PragmaKeys
{
    /// <summary>No key at all.</summary>
    None = 0,

    /// <summary><c>doc-required</c>.</summary>
    Common = 1,

    /// <summary><c>command-name-exceptions</c>, <c>command-returns-exceptions</c>, <c>member-name-exceptions</c>.</summary>
    Exceptions = 2,

    /// <summary><c>documentation-exceptions</c>.</summary>
    DocumentationExceptions = 4,

    /// <summary><c>returns-whitelist</c>, <c>name-case-whitelist</c>.</summary>
    Whitelists = 8,

    /// <summary>Every key of every release.</summary>
    All = Common | Exceptions | DocumentationExceptions | Whitelists,
}
