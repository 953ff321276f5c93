using System.Linq;
using Microsoft.CodeAnalysis;

namespace QapiGen.SourceGenerator.Use.Origins;

/// <summary>Tells clients, and generated types that send through one, from other types.</summary>
internal static class ClientTypes
{
    /// <summary>Name of the property by which the client of a whole schema gives its connection.</summary>
    public const string Connection = "Connection";

    /// <summary>Whether a type is the runtime's client.</summary>
    public static bool IsClient(ITypeSymbol? type) =>
        type is { Name: "QmpClient" } && type.ContainingNamespace.ToDisplayString() == "QapiGen.Runtime.Client";

    /// <summary>Whether a type was generated: a command interface, a proxy, the client of a whole schema.</summary>
    public static bool IsProxy(ITypeSymbol? type) => type is INamedTypeSymbol && type.GetAttributes().Any(static data =>
        data.AttributeClass?.Name == "GeneratedCodeAttribute" && data.ConstructorArguments.FirstOrDefault().Value is "QapiGen");

    /// <summary>Whether a type is the generated client of a whole schema.</summary>
    public static bool IsRootClient(ITypeSymbol? type) => IsProxy(type) && type!.GetMembers(Connection).Any(static member => IsClient(TypeOf(member)));

    /// <summary>The type of what a symbol stands for; null for what has none.</summary>
    public static ITypeSymbol? TypeOf(ISymbol symbol) => symbol switch
    {
        ILocalSymbol local => local.Type,
        IParameterSymbol parameter => parameter.Type,
        IFieldSymbol field => field.Type,
        IPropertySymbol property => property.Type,
        _ => null,
    };
}
