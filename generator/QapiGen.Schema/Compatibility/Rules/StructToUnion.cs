using QapiGen.Schema.Compatibility.Changes;
using QapiGen.Schema.Compatibility.Wire;

namespace QapiGen.Schema.Compatibility.Rules;

/// <summary>A struct became a union: some members are there only for some values of the discriminator. (QAPI3412)</summary>
internal sealed class StructToUnion : CompatibilityRule, IChangeRule<ShapeChange>
{
    /// <summary>Makes the rule.</summary>
    public StructToUnion()
        : base("QAPI3412", "struct-to-union", Aspect.Shape, "'{0}' was a struct and now is a union by '{1}'")
    {
    }

    /// <inheritdoc/>
    public void Check(ShapeChange change, FindingSink sink)
    {
        if (change is { Old: WireObject { Tag: null } old, New: WireObject { Tag: WireMember tag } })
        {
            bool tagIsNew = old.Find(tag.Name) is null;
            Facts facts = change.Facts(
                send: Breaks(tagIsNew ? Certainty.Always : Certainty.Possible, Certainty.Possible, SourceBreaks.Both),
                receive: Breaks(Certainty.Possible, Certainty.Possible, SourceBreaks.Both));
            sink.Report(this, change, facts, change.Path, tag.Name);
        }
    }
}
