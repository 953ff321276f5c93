using QapiGen.Schema.Collections;

namespace QapiGen.Schema.Model;

/// <summary>An alternate: a value whose JSON kind tells its type (spec W-8).</summary>
public sealed class AlternateType : SchemaType
{
    /// <summary>The alternatives, in order.</summary>
    public EquatableArray<Alternative> Alternatives { get; internal set; }
}
