using System.Collections.Generic;
using QapiGen.Compatibility.Wire;

namespace QapiGen.Compatibility.Changes;

/// <summary>The type of a member, a result, an alternative or of the elements of one, on both sides.</summary>
internal sealed class TypeChange : Change
{
    /// <summary>The element that has the type, in the old schema.</summary>
    public required WireElement OldUser { get; init; }

    /// <summary>The element that has the type, in the new schema.</summary>
    public required WireElement NewUser { get; init; }

    /// <summary>The old type.</summary>
    public required WireType OldType { get; init; }

    /// <summary>The new type.</summary>
    public required WireType NewType { get; init; }

    /// <summary>Whether it is the result of a command itself, not the element of a list.</summary>
    public bool IsResult { get; init; }

    /// <summary>How the two relate.</summary>
    public required TypeRelation Relation { get; init; }

    /// <inheritdoc/>
    public override WireElement? OldElement => OldUser;

    /// <inheritdoc/>
    public override WireElement? NewElement => NewUser;

    /// <inheritdoc/>
    public override IReadOnlyList<string>? OldFeatures => null;

    /// <inheritdoc/>
    public override IReadOnlyList<string>? NewFeatures => null;
}
