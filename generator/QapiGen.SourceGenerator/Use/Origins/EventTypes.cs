using System.Linq;
using Microsoft.CodeAnalysis;

namespace QapiGen.SourceGenerator.Use.Origins;

/// <summary>Tells generated events, what stands for them in a question, and what sends them.</summary>
internal static class EventTypes
{
    private const string MessagesNamespace = "QapiGen.Runtime.Messages";

    /// <summary>Whether a type is an event as data.</summary>
    public static bool IsEvent(ITypeSymbol? type) => type?.AllInterfaces.Any(static one => Is(one, "IQmpEvent")) == true;

    /// <summary>Whether a type is what a server sends events by.</summary>
    public static bool IsEmitter(INamedTypeSymbol? type) =>
        ClientTypes.IsProxy(type) && type!.InstanceConstructors.Any(static made => made.Parameters.Any(static parameter => Is(parameter.Type, "IQmpEventSink")));

    /// <summary>Whether a member is an event's descriptor: its own, or that of the schema's list.</summary>
    public static bool IsDescriptor(ISymbol member, ITypeSymbol of) => member is IPropertySymbol { IsStatic: true } property
        && ((property.Name == "Descriptor" && SymbolEqualityComparer.Default.Equals(property.ContainingType, of))
            || (property.Type is INamedTypeSymbol { Name: "QmpEventDescriptor", TypeArguments: { Length: 1 } types } && SymbolEqualityComparer.Default.Equals(types[0], of)));

    /// <summary>The descriptor that a question is written with.</summary>
    public static ISymbol? DescriptorOf(ITypeSymbol type) =>
        type.ContainingNamespace.GetTypeMembers().Where(static holder => holder.IsStatic).SelectMany(static holder => holder.GetMembers()).FirstOrDefault(member => IsDescriptor(member, type))
        ?? type.GetMembers().FirstOrDefault(member => IsDescriptor(member, type));

    private static bool Is(ITypeSymbol type, string name) => type.Name == name && type.ContainingNamespace.ToDisplayString() == MessagesNamespace;
}
