using System.Linq;
using Microsoft.CodeAnalysis;

namespace QapiGen.SourceGenerator.Use.Origins;

/// <summary>Finds where the module of a command was generated: the client of a whole schema also has the commands of modules that referenced assemblies have.</summary>
internal static class CommandHome
{
    /// <summary>The command interface that a method of the client of a whole schema forwards to; null for every other method.</summary>
    /// <param name="method">A method.</param>
    public static INamedTypeSymbol? InterfaceOf(IMethodSymbol method)
    {
        INamedTypeSymbol? client = method.ContainingType;

        // Of two commands that C# would call the same, the first keeps the name, and so does the module that comes first.
        return !ClientTypes.IsRootClient(client) ? null : client!.GetMembers()
            .OfType<IPropertySymbol>()
            .Select(static property => property.Type)
            .OfType<INamedTypeSymbol>()
            .FirstOrDefault(type => type.TypeKind == TypeKind.Interface && ClientTypes.IsProxy(type) && type.GetMembers(method.Name).Any(static member => member is IMethodSymbol));
    }

    /// <summary>The namespace, in its assembly, of what was generated with a command's module, descriptors among it.</summary>
    /// <param name="method">The method that sends the command.</param>
    public static INamespaceSymbol Of(IMethodSymbol method) => (InterfaceOf(method) ?? (ISymbol)method).ContainingNamespace;
}
