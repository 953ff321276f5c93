using System;

namespace QapiGen.Runtime.Metadata;

/// <summary>The name on the wire of a generated element.</summary>
[AttributeUsage(AttributeTargets.All, Inherited = false)]
public sealed class QapiNameAttribute : Attribute
{
    /// <summary>Makes the attribute.</summary>
    /// <param name="name">The QAPI name.</param>
    public QapiNameAttribute(string name) => Name = name;

    /// <summary>The QAPI name.</summary>
    public string Name { get; }
}
