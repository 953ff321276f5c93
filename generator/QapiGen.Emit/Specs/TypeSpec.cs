namespace QapiGen.Emit.Specs;

/// <summary>A C# type that a member, argument or result has, and how it is read and written.</summary>
/// <param name="Name">The type's full name.</param>
/// <param name="Codec">Full name of its codec.</param>
/// <param name="Shape">What else matters for the text around it.</param>
/// <param name="JsonKinds">The kinds of JSON values it is made from (QAPI spec S-77).</param>
public sealed record TypeSpec(string Name, string Codec, TypeShape Shape, JsonKinds JsonKinds)
{
    /// <summary>Whether the type is a C# value type.</summary>
    public bool IsValueType => Shape is TypeShape.Value or TypeShape.Any;
}
