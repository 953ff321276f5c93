using System;
using System.Collections.Generic;
using System.Text;

namespace QapiGen.Runtime.Metadata;

/// <summary>A command of a compiled schema.</summary>
public sealed class QmpCommandDescriptor
{
    private readonly byte[] _utf8Name;

    /// <summary>Makes a descriptor; generated code does.</summary>
    /// <param name="name">The command's name.</param>
    /// <param name="flags">What the schema says of it.</param>
    /// <param name="since">The version that introduced it, or null if the schema doesn't say.</param>
    /// <param name="features">All features, <c>deprecated</c> and <c>unstable</c> included, in schema order.</param>
    public QmpCommandDescriptor(string name, QmpCommandFlags flags = QmpCommandFlags.None, string? since = null, params string[] features)
    {
        Name = name;
        Flags = flags;
        Since = since;
        Features = features;
        _utf8Name = Encoding.UTF8.GetBytes(name);
    }

    /// <summary>The command's name.</summary>
    public string Name { get; }

    /// <summary>The name in UTF-8.</summary>
    public ReadOnlySpan<byte> Utf8Name => _utf8Name;

    /// <summary>What the schema says of it.</summary>
    public QmpCommandFlags Flags { get; }

    /// <summary>The version that introduced it, or null.</summary>
    public string? Since { get; }

    /// <summary>All features, in schema order.</summary>
    public IReadOnlyList<string> Features { get; }

    /// <inheritdoc/>
    public override string ToString() => Name;
}

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
