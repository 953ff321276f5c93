using QapiGen.Schema.Collections;

namespace QapiGen.Emit.Specs;

/// <summary>A branch of a union.</summary>
/// <param name="WireName">The discriminator's value.</param>
/// <param name="TypeName">Name of the nested record.</param>
/// <param name="Position">Position of the value in the enum.</param>
/// <param name="ValueIdentifier">C# name of the value in the enum.</param>
/// <param name="Members">Members that the branch adds.</param>
/// <param name="Inner">The branch's type, held in one property, if it is itself a union; else null.</param>
/// <param name="Mark">Attributes.</param>
/// <param name="Doc">Documentation.</param>
public sealed record BranchSpec(
    string WireName,
    string TypeName,
    int Position,
    string ValueIdentifier,
    EquatableArray<MemberSpec> Members,
    MemberSpec? Inner,
    MarkSpec Mark,
    DocSpec Doc);
