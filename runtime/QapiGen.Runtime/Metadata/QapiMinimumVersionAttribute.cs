using System;

namespace QapiGen.Runtime.Metadata;

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
