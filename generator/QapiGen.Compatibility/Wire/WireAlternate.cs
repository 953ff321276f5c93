using System;
using System.Collections.Generic;

namespace QapiGen.Compatibility.Wire;

/// <summary>An alternate.</summary>
internal sealed class WireAlternate : WireType
{
    /// <summary>The alternatives, in order.</summary>
    public IReadOnlyList<WireAlternative> Alternatives { get; set; } = Array.Empty<WireAlternative>();

    /// <inheritdoc/>
    public override JsonKind JsonKind => JsonKind.Alternate;

    /// <inheritdoc/>
    protected override string KindDescription => "an alternate";

    /// <summary>The alternative that takes values of a JSON kind, or null.</summary>
    public WireAlternative? Find(JsonKind kind)
    {
        foreach (WireAlternative alternative in Alternatives)
        {
            if (alternative.Type.JsonKind == kind)
            {
                return alternative;
            }
        }

        return null;
    }
}
