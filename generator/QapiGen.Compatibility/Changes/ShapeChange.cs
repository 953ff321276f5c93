using System.Collections.Generic;
using QapiGen.Compatibility.Wire;
using QapiGen.Schema.Text;

namespace QapiGen.Compatibility.Changes;

/// <summary>A named type on both sides, as a whole: what isn't about a single member, value or branch.</summary>
internal sealed class ShapeChange : Change
{
    /// <summary>The old type.</summary>
    public required WireType Old { get; init; }

    /// <summary>The new type.</summary>
    public required WireType New { get; init; }

    /// <summary>Whether the two have the same shape on the wire.</summary>
    public bool HasSameShape { get; init; }

    /// <summary>Whether the discriminators of two unions have no value in common.</summary>
    public bool HasOtherTagValues { get; init; }

    /// <inheritdoc/>
    public override WireElement? OldElement => null;

    /// <inheritdoc/>
    public override WireElement? NewElement => null;

    /// <inheritdoc/>
    public override SchemaLocation? OldLocation => Old.Location;

    /// <inheritdoc/>
    public override SchemaLocation? NewLocation => New.Location;

    /// <inheritdoc/>
    public override IReadOnlyList<string>? OldFeatures => Old.Features;

    /// <inheritdoc/>
    public override IReadOnlyList<string>? NewFeatures => New.Features;
}
