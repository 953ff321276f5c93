using QapiGen.Schema.Collections;

namespace QapiGen.Emit.Specs;

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
    DocSpec Doc);
