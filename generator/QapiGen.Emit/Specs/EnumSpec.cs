using QapiGen.Schema.Collections;

namespace QapiGen.Emit.Specs;

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
