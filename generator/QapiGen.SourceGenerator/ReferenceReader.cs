using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection.Metadata;
using System.Runtime.CompilerServices;
using System.Threading;
using Microsoft.CodeAnalysis;
using QapiGen.Emit.Planning;
using QapiGen.Schema.Collections;

namespace QapiGen.SourceGenerator;

/// <summary>Finds out which modules a referenced assembly was generated from, without keeping anything of Roslyn's.</summary>
internal static class ReferenceReader
{
    private const string AttributeNamespace = "QapiGen.Runtime.Metadata";
    private const string AttributeName = "QapiModuleAttribute";

    // Files are read once, however often a compilation is analyzed.
    private static readonly ConditionalWeakTable<MetadataReference, StrongBox<EquatableArray<ReferencedModule>>> Known = new();

    /// <summary>The modules of a reference.</summary>
    public static EquatableArray<ReferencedModule> Read(MetadataReference reference, CancellationToken cancellationToken)
    {
        try
        {
            return reference switch
            {
                CompilationReference compilation => Read(compilation.Compilation.Assembly, cancellationToken),
                PortableExecutableReference file => Known.GetValue(file, static file => new(Read((PortableExecutableReference)file))).Value,
                _ => default,
            };
        }
        catch (Exception fault) when (fault is BadImageFormatException or System.IO.IOException)
        {
            // The compiler reports references that can't be read.
            return default;
        }
    }

    /// <summary>Puts the modules of all references together.</summary>
    public static EquatableArray<ReferencedModule> Join(IEnumerable<EquatableArray<ReferencedModule>> references) =>
        new(references.SelectMany(modules => modules).ToArray());

    private static EquatableArray<ReferencedModule> Read(IAssemblySymbol assembly, CancellationToken cancellationToken)
    {
        var modules = new List<ReferencedModule>();
        foreach (AttributeData attribute in assembly.GetAttributes())
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (attribute.AttributeClass?.ToDisplayString() == $"{AttributeNamespace}.{AttributeName}" && attribute.ConstructorArguments.Length == 3)
            {
                Add(modules, attribute.ConstructorArguments.Select(argument => argument.Value as string ?? "").ToArray(), assembly.Name);
            }
        }

        return new(modules.ToArray());
    }

    private static EquatableArray<ReferencedModule> Read(PortableExecutableReference file) =>
        file.GetMetadata() is AssemblyMetadata assembly ? Read(assembly) : default;

    private static EquatableArray<ReferencedModule> Read(AssemblyMetadata assembly)
    {
        MetadataReader reader = assembly.GetModules()[0].GetMetadataReader();
        if (!reader.IsAssembly)
        {
            return default;
        }

        var modules = new List<ReferencedModule>();
        foreach (CustomAttributeHandle handle in reader.GetAssemblyDefinition().GetCustomAttributes())
        {
            CustomAttribute attribute = reader.GetCustomAttribute(handle);
            if (IsModuleAttribute(reader, attribute))
            {
                BlobReader blob = reader.GetBlobReader(attribute.Value);
                blob.ReadUInt16();
                string[] arguments = [blob.ReadSerializedString() ?? "", blob.ReadSerializedString() ?? "", blob.ReadSerializedString() ?? ""];
                Add(modules, arguments, reader.GetString(reader.GetAssemblyDefinition().Name));
            }
        }

        return new(modules.ToArray());
    }

    private static void Add(List<ReferencedModule> modules, string[] arguments, string assembly) =>
        modules.Add(new ReferencedModule(arguments[0], arguments[1], arguments[2], assembly));

    private static bool IsModuleAttribute(MetadataReader reader, CustomAttribute attribute)
    {
        if (attribute.Constructor.Kind != HandleKind.MemberReference)
        {
            return false;
        }

        MemberReference constructor = reader.GetMemberReference((MemberReferenceHandle)attribute.Constructor);
        if (constructor.Parent.Kind != HandleKind.TypeReference)
        {
            return false;
        }

        TypeReference type = reader.GetTypeReference((TypeReferenceHandle)constructor.Parent);
        return reader.StringComparer.Equals(type.Name, AttributeName) && reader.StringComparer.Equals(type.Namespace, AttributeNamespace);
    }
}
