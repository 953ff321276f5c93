using QapiGen.Schema.Collections;
using QapiGen.Schema.Model;
using QapiGen.Schema.Text;

namespace QapiGen.Schema.Binding.Shapes;

/// <summary>A member, enum value, branch or alternative as phase 2 leaves it: in long form, checked for shape, unresolved.</summary>
internal sealed class PartShape
{
    /// <summary>The name, without <c>*</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The name's token.</summary>
    public required SourceSpan Span { get; init; }

    public bool IsOptional { get; init; }

    /// <summary>Whether the model can have it: its name has the form of a name.</summary>
    public required bool IsUsable { get; init; }

    /// <summary>The type; null for enum values, and where it can't be read.</summary>
    public TypeReference? Type { get; init; }

    public Condition? Condition { get; init; }

    /// <summary>All features, duplicates included.</summary>
    public EquatableArray<Feature> Features { get; init; }

    public override string ToString() => Name;
}
