using System.Collections.Generic;

namespace QapiGen.Runtime.Metadata;

/// <summary>A type of a schema as introspection shows it: SchemaInfo of QMP's <c>query-qmp-schema</c> (QAPI spec 9).</summary>
public abstract class QmpTypeInfo
{
    private protected QmpTypeInfo(string name, IReadOnlyList<string> features)
    {
        Name = name;
        Features = features;
    }

    /// <summary>The type's name; a number where the server masks names (QAPI spec Q-3).</summary>
    public string Name { get; }

    /// <summary>Its features, in schema order.</summary>
    public IReadOnlyList<string> Features { get; }

    /// <inheritdoc/>
    public override string ToString() => Name;
}
