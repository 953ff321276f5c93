using System;
using System.Collections.Generic;

namespace QapiGen.Compatibility.Wire;

/// <summary>An enum.</summary>
internal sealed class WireEnum : WireType
{
    /// <summary>The values, in order.</summary>
    public IReadOnlyList<WireValue> Values { get; set; } = Array.Empty<WireValue>();

    /// <summary>Prefix of C constants, or null.</summary>
    public string? Prefix { get; init; }

    /// <inheritdoc/>
    public override JsonKind JsonKind => JsonKind.String;

    /// <inheritdoc/>
    protected override string KindDescription => "an enum";
}
