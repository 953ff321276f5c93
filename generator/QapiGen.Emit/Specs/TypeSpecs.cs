using QapiGen.Schema.Collections;
using QapiGen.Schema.Model;

namespace QapiGen.Emit.Specs;

/// <summary>A C# type that a member, argument or result has, and how it is read and written.</summary>
/// <param name="Name">The type's full name.</param>
/// <param name="Codec">Full name of its codec.</param>
/// <param name="Shape">What else matters for the text around it.</param>
/// <param name="JsonKinds">The kinds of JSON values it is made from (QAPI spec S-77).</param>
public sealed record TypeSpec(string Name, string Codec, TypeShape Shape, JsonKinds JsonKinds)
{
    /// <summary>Full name of what reads it.</summary>
    public string Reader { get; init; } = Codec;

    /// <summary>Full name of what writes it.</summary>
    public string Writer { get; init; } = Codec;
}

/// <summary>What of a C# type matters for the text around it.</summary>
public enum TypeShape
{
    /// <summary>A class or a record.</summary>
    Reference,

    /// <summary>A struct or an enum.</summary>
    Value,

    /// <summary>A list, which compares by identity unless wrapped.</summary>
    List,

    /// <summary>A JSON element: a struct that compares by identity unless wrapped.</summary>
    Any,
}

/// <summary>An enum.</summary>
/// <param name="WireName">The QAPI name.</param>
/// <param name="TypeName">The C# name.</param>
/// <param name="CodecName">Name of its codec.</param>
/// <param name="ExtensionsName">Name of the class with its conversions.</param>
/// <param name="Values">Its values, in schema order.</param>
/// <param name="Mark">Attributes.</param>
/// <param name="Doc">Documentation.</param>
public sealed record EnumSpec(
    string WireName, string TypeName, string CodecName, string ExtensionsName, EquatableArray<EnumValueSpec> Values, MarkSpec Mark, DocSpec Doc);

/// <summary>A value of an enum; its number is its position.</summary>
/// <param name="WireName">The text on the wire.</param>
/// <param name="Identifier">The C# name.</param>
/// <param name="Mark">Attributes.</param>
/// <param name="Doc">Documentation.</param>
public sealed record EnumValueSpec(string WireName, string Identifier, MarkSpec Mark, DocSpec Doc);

/// <summary>A struct.</summary>
/// <param name="WireName">The QAPI name.</param>
/// <param name="TypeName">The C# name.</param>
/// <param name="BaseName">Full name of the C# base type, or null.</param>
/// <param name="IsSealed">Whether nothing derives from it.</param>
/// <param name="IsRecursive">Whether a value may hold another of the same type.</param>
/// <param name="Members">Flat members, those of the base first.</param>
/// <param name="Mark">Attributes.</param>
/// <param name="Doc">Documentation.</param>
public sealed record StructSpec(
    string WireName,
    string TypeName,
    string? BaseName,
    bool IsSealed,
    bool IsRecursive,
    EquatableArray<MemberSpec> Members,
    MarkSpec Mark,
    DocSpec Doc)
{
    /// <summary>What its codec does.</summary>
    public CodecSides Sides { get; init; } = CodecSides.Both;
}

/// <summary>A union.</summary>
/// <param name="WireName">The QAPI name.</param>
/// <param name="TypeName">The C# name.</param>
/// <param name="IsRecursive">Whether a value may hold another of the same type.</param>
/// <param name="Members">Members of the base, the discriminator among them.</param>
/// <param name="Discriminator">The discriminator.</param>
/// <param name="Branches">The branches.</param>
/// <param name="Mark">Attributes.</param>
/// <param name="Doc">Documentation.</param>
public sealed record UnionSpec(
    string WireName,
    string TypeName,
    bool IsRecursive,
    EquatableArray<MemberSpec> Members,
    MemberSpec Discriminator,
    EquatableArray<BranchSpec> Branches,
    MarkSpec Mark,
    DocSpec Doc)
{
    /// <summary>What its codec does.</summary>
    public CodecSides Sides { get; init; } = CodecSides.Both;

    /// <summary>Whether the oldest server to work with may not send the discriminator, since that is newer or the union was a struct.</summary>
    public bool CanLackDiscriminator { get; init; }
}

/// <summary>A branch of a union.</summary>
/// <param name="TypeName">Name of the nested record.</param>
/// <param name="Position">Position of the value in the enum.</param>
/// <param name="ValueIdentifier">C# name of the value in the enum.</param>
/// <param name="Members">Members that the branch adds.</param>
/// <param name="Inner">The branch's type, held in one property, if it is itself a union; else null.</param>
/// <param name="Mark">Attributes.</param>
/// <param name="Doc">Documentation.</param>
public sealed record BranchSpec(
    string TypeName,
    int Position,
    string ValueIdentifier,
    EquatableArray<MemberSpec> Members,
    MemberSpec? Inner,
    MarkSpec Mark,
    DocSpec Doc);

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

/// <summary>An alternate.</summary>
/// <param name="WireName">The QAPI name.</param>
/// <param name="TypeName">The C# name.</param>
/// <param name="IsRecursive">Whether a value may hold another of the same type.</param>
/// <param name="Alternatives">The alternatives.</param>
/// <param name="Mark">Attributes.</param>
/// <param name="Doc">Documentation.</param>
public sealed record AlternateSpec(
    string WireName, string TypeName, bool IsRecursive, EquatableArray<AlternativeSpec> Alternatives, MarkSpec Mark, DocSpec Doc)
{
    /// <summary>What its codec does.</summary>
    public CodecSides Sides { get; init; } = CodecSides.Both;
}

/// <summary>An alternative of an alternate.</summary>
/// <param name="WireName">The QAPI name, which doesn't show on the wire.</param>
/// <param name="TypeName">Name of the nested record.</param>
/// <param name="Type">Type of its value.</param>
/// <param name="HasConversion">Whether C# allows an implicit conversion from the type.</param>
/// <param name="Doc">Documentation.</param>
public sealed record AlternativeSpec(string WireName, string TypeName, TypeSpec Type, bool HasConversion, DocSpec Doc);
