namespace QapiGen.Emit.Specs;

/// <summary>A member of an object, or an argument.</summary>
/// <param name="WireName">The name on the wire.</param>
/// <param name="Identifier">Name of the property.</param>
/// <param name="Local">Name of a parameter or local variable for it, escaped if it is a keyword.</param>
/// <param name="Type">Its type.</param>
/// <param name="IsOptional">Whether it may be absent, which is null in C#.</param>
/// <param name="Mark">Attributes.</param>
/// <param name="Doc">Documentation.</param>
public sealed record MemberSpec(
    string WireName, string Identifier, string Local, TypeSpec Type, bool IsOptional, MarkSpec Mark, DocSpec Doc)
{
    /// <summary>Whether the C# base type declares it.</summary>
    public bool IsInherited { get; init; }

    /// <summary>Whether it hides a type nested in the base type.</summary>
    public bool HidesNestedType { get; init; }

    /// <summary>The property's type, null annotation included.</summary>
    public string PropertyType => IsOptional ? Type.Name + "?" : Type.Name;
}
