namespace QapiGen.Emit.Planning;

/// <summary>A module whose types a referenced assembly has.</summary>
/// <param name="FileName">File name of the module, without a directory.</param>
/// <param name="ContentHash">Hash of its definitions.</param>
/// <param name="Namespace">Namespace of the types.</param>
/// <param name="AssemblyName">The assembly, for diagnostics.</param>
public sealed record ReferencedModule(string FileName, string ContentHash, string Namespace, string AssemblyName);
