using System;

namespace QapiGen.Runtime.Metadata;

/// <summary>Says that an assembly holds the generated types of a module, so that schemas which include it reuse them.</summary>
[AttributeUsage(AttributeTargets.Assembly, AllowMultiple = true)]
public sealed class QapiModuleAttribute : Attribute
{
    /// <summary>Makes the attribute; generated code does.</summary>
    /// <param name="name">File name of the module, without a directory: <c>job.json</c>.</param>
    /// <param name="contentHash">Hash of the module's definitions, documentation aside.</param>
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
