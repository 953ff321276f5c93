using System.Collections.Generic;
using QapiGen.Compatibility.Wire;
using QapiGen.Schema.Model;
using QapiGen.Schema.Text;

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

/// <summary>A type whose values are kept, on both sides or on one.</summary>
internal sealed class StoredTypeChange : Change
{
    /// <summary>The old type.</summary>
    public required WireStoredType Old { get; init; }

    /// <summary>The new type; null if there is none of its name or shape.</summary>
    public WireStoredType? New { get; init; }

    /// <inheritdoc/>
    public override WireElement? OldElement => Old;

    /// <inheritdoc/>
    public override WireElement? NewElement => New;
}

/// <summary>A type on both sides, as a whole: what isn't about a single member, value or branch.</summary>
internal abstract class WholeTypeChange : Change
{
    /// <summary>The old type.</summary>
    public required WireType Old { get; init; }

    /// <summary>The new type.</summary>
    public required WireType New { get; init; }

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

    /// <inheritdoc/>
    public override Condition? ConditionOf(string feature, bool isNew) =>
        (isNew ? New : Old).FeatureConditions.TryGetValue(feature, out Condition? condition) ? condition : null;
}

/// <summary>A type on both sides that values have: its shape and its features.</summary>
internal sealed class ShapeChange : WholeTypeChange
{
    /// <summary>Whether the two have the same shape on the wire.</summary>
    public bool HasSameShape { get; init; }

    /// <summary>Whether the discriminators of two unions have no value in common.</summary>
    public bool HasOtherTagValues { get; init; }
}

/// <summary>A struct on both sides that others inherit: its features. Its members are those of its heirs.</summary>
internal sealed class BaseChange : WholeTypeChange;

/// <summary>Makes the change of a pair of types as a whole.</summary>
internal static class ShapeChanges
{
    /// <summary>Makes it.</summary>
    public static ShapeChange Make(PairNode node, ShapeEquality shapes, bool hasOtherTagValues = false) => new()
    {
        Path = node.TypePath,
        Reach = node.Reach,
        Old = node.Old,
        New = node.New,
        HasSameShape = node.Old.Name != node.New.Name && shapes.AreEqual(node.Old, node.New),
        HasOtherTagValues = hasOtherTagValues,
    };
}
