using System;
using System.Collections.Generic;
using System.IO;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using QapiGen.Cli.Files;
using QapiGen.Cli.Output;
using QapiGen.Emit.Planning;
using QapiGen.LanguageServer.Files;

namespace QapiGen.Cli.Commands.Generate;

/// <summary>Reads from an assembly which modules it was generated from, so that their types are reused.</summary>
internal static class AssemblyModules
{
    private const string AttributeNamespace = "QapiGen.Runtime.Metadata";
    private const string AttributeName = "QapiModuleAttribute";

    /// <summary>The modules of an assembly; nothing for one without generated code.</summary>
    /// <param name="files">The files.</param>
    /// <param name="path">The assembly.</param>
    /// <param name="origin">Who names it.</param>
    /// <exception cref="CallException">The file can't be read or is no assembly.</exception>
    public static IEnumerable<ReferencedModule> Read(IFileSystem files, string path, PathOrigin origin)
    {
        try
        {
            using var stream = new MemoryStream(files.ReadAllBytes(path, origin));
            using var image = new PEReader(stream);
            return Read(image.GetMetadataReader());
        }
        catch (Exception e) when (e is BadImageFormatException or InvalidOperationException)
        {
            throw new CallException($"'{path}' is no .NET assembly");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CallException($"can't read assembly '{path}': {ReadFailure.Describe(files, path, e)}", PathHint.For(files, path));
        }
    }

    private static List<ReferencedModule> Read(MetadataReader reader)
    {
        var modules = new List<ReferencedModule>();
        string assembly = reader.GetString(reader.GetAssemblyDefinition().Name);
        foreach (CustomAttributeHandle handle in reader.GetAssemblyDefinition().GetCustomAttributes())
        {
            CustomAttribute attribute = reader.GetCustomAttribute(handle);
            if (IsModuleAttribute(reader, attribute))
            {
                BlobReader blob = reader.GetBlobReader(attribute.Value);
                blob.ReadUInt16();
                modules.Add(new ReferencedModule(
                    blob.ReadSerializedString() ?? "", blob.ReadSerializedString() ?? "", blob.ReadSerializedString() ?? "", assembly));
            }
        }

        return modules;
    }

    private static bool IsModuleAttribute(MetadataReader reader, CustomAttribute attribute)
    {
        if (attribute.Constructor.Kind != HandleKind.MemberReference
            || reader.GetMemberReference((MemberReferenceHandle)attribute.Constructor).Parent is not { Kind: HandleKind.TypeReference } parent)
        {
            return false;
        }

        TypeReference type = reader.GetTypeReference((TypeReferenceHandle)parent);
        return reader.StringComparer.Equals(type.Name, AttributeName) && reader.StringComparer.Equals(type.Namespace, AttributeNamespace);
    }
}
