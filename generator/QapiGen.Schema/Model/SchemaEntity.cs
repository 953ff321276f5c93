using QapiGen.Schema.Collections;
using QapiGen.Schema.Documentation;
using QapiGen.Schema.Text;

namespace QapiGen.Schema.Model;

/// <summary>Anything that a schema holds in its order of entry (spec I-10): types, commands, events, includes.</summary>
public abstract class SchemaEntity
{
    /// <summary>QAPI name; an implicit entity has its internal one (spec I-9).</summary>
    public required string Name { get; init; }

    /// <summary>The definition's name token, or of an implicit entity the definition that caused it; null for what is built in.</summary>
    public SchemaLocation? Location { get; init; }

    /// <summary>The whole definition with its documentation, in its module's file; of an implicit entity the definition that caused it. Empty for what is built in, and for arrays.</summary>
    public SourceSpan Extent { get; init; }

    /// <summary>The module it belongs to (spec I-11).</summary>
    public required SchemaModule Module { get; init; }

    /// <summary>When it is part of a build; null means always (spec C-4, C-5).</summary>
    public Condition? Condition { get; init; }

    /// <summary>Its own features, in order.</summary>
    public EquatableArray<Feature> Features { get; init; }

    /// <summary>Whether faults were found in it, so that parts of it may be missing here.</summary>
    public bool IsIncomplete { get; internal set; }

    /// <summary>Its documentation block, or null.</summary>
    public DocBlock? Documentation { get; init; }

    /// <inheritdoc/>
    public override string ToString() => Name;
}

/// <summary>An include directive as an entity of its module (spec I-7).</summary>
public sealed class IncludeEntity : SchemaEntity
{
    /// <summary>The module included.</summary>
    public required SchemaModule Included { get; init; }
}
