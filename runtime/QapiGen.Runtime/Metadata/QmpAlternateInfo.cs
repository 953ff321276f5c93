using System.Collections.Generic;

namespace QapiGen.Runtime.Metadata;

/// <summary>An alternate: the kind of the JSON value chooses the branch.</summary>
public sealed class QmpAlternateInfo : QmpTypeInfo
{
    internal QmpAlternateInfo(string name, IReadOnlyList<string> features)
        : base(name, features)
    {
    }

    /// <summary>The types of its branches, in schema order.</summary>
    public IReadOnlyList<QmpTypeInfo> Branches { get; internal set; } = [];
}
