namespace QapiGen.Emit.Specs;

/// <summary>An alternative of an alternate.</summary>
/// <param name="WireName">The QAPI name, which doesn't show on the wire.</param>
/// <param name="TypeName">Name of the nested record.</param>
/// <param name="Type">Type of its value.</param>
/// <param name="HasConversion">Whether C# allows an implicit conversion from the type.</param>
/// <param name="Doc">Documentation.</param>
public sealed record AlternativeSpec(string WireName, string TypeName, TypeSpec Type, bool HasConversion, DocSpec Doc);
