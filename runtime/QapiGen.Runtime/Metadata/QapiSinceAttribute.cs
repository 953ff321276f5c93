using System;

namespace QapiGen.Runtime.Metadata;

/// <summary>The version of the server that introduced an element of a schema.</summary>
[AttributeUsage(AttributeTargets.All, Inherited = false)]
public sealed class QapiSinceAttribute : Attribute
{
    /// <summary>Makes the attribute.</summary>
    /// <param name="version">As the schema says it: <c>8.2</c>.</param>
    public QapiSinceAttribute(string version) => Version = version;

    /// <summary>The version, as the schema says it.</summary>
    public string Version { get; }
}
