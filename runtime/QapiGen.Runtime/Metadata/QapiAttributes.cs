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

/// <summary>An argument that the schema marks with the feature <c>deprecated</c>: what <see cref="ObsoleteAttribute"/> is for members, which parameters can't have.</summary>
[AttributeUsage(AttributeTargets.Parameter, Inherited = false)]
public sealed class QapiDeprecatedAttribute : Attribute
{
    /// <summary>Makes the attribute; generated code does.</summary>
    /// <param name="message">What to do instead.</param>
    public QapiDeprecatedAttribute(string message) => Message = message;

    /// <summary>What to do instead, as far as the schema says it.</summary>
    public string Message { get; }
}

/// <summary>
/// An argument that the schema marks with the feature <c>unstable</c>: what <see cref="System.Diagnostics.CodeAnalysis.ExperimentalAttribute"/> is for members, which parameters can't have.
/// </summary>
[AttributeUsage(AttributeTargets.Parameter, Inherited = false)]
public sealed class QapiUnstableAttribute : Attribute;

/// <summary>Says which is the oldest server that the generated code of a namespace is to work with, so that projects which use the assembly are warned as well.</summary>
[AttributeUsage(AttributeTargets.Assembly, AllowMultiple = true)]
public sealed class QapiMinimumVersionAttribute : Attribute
{
    /// <summary>Makes the attribute; generated code does.</summary>
    /// <param name="generatedNamespace">Namespace of the generated types.</param>
    /// <param name="version">The release: <c>7.2</c>.</param>
    public QapiMinimumVersionAttribute(string generatedNamespace, string version)
    {
        GeneratedNamespace = generatedNamespace;
        Version = version;
    }

    /// <summary>Namespace of the generated types.</summary>
    public string GeneratedNamespace { get; }

    /// <summary>The release, numbers with dots between.</summary>
    public string Version { get; }
}

/// <summary>Says that an assembly holds the generated types of a module, so that schemas which include it reuse them.</summary>
[AttributeUsage(AttributeTargets.Assembly, AllowMultiple = true)]
public sealed class QapiModuleAttribute : Attribute
{
    /// <summary>Makes the attribute; generated code does.</summary>
    /// <param name="name">File name of the module, without a directory: <c>job.json</c>.</param>
    /// <param name="contentHash">Hash of the module's definitions, documentation aside; what the assembly lacks of the module stands behind it: <c>-client</c> or <c>-server</c> where it has that side alone, <c>-needed</c> where it has of each codec only what it needs itself.</param>
    /// <param name="generatedNamespace">Namespace of the generated types.</param>
    public QapiModuleAttribute(string name, string contentHash, string generatedNamespace)
    {
        Name = name;
        ContentHash = contentHash;
        GeneratedNamespace = generatedNamespace;
    }

    /// <summary>File name of the module, without a directory.</summary>
    public string Name { get; }

    /// <summary>Hash of the module's definitions, documentation aside.</summary>
    public string ContentHash { get; }

    /// <summary>Namespace of the generated types.</summary>
    public string GeneratedNamespace { get; }
}
