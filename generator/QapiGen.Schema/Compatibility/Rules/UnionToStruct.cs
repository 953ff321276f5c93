using QapiGen.Schema.Compatibility.Changes;
using QapiGen.Schema.Compatibility.Wire;

namespace QapiGen.Schema.Compatibility.Rules;

/// <summary>A union became a struct; on the wire its members decide, which are judged one by one. (QAPI3413)</summary>
internal sealed class UnionToStruct : CompatibilityRule, IChangeRule<ShapeChange>
{
    /// <summary>Makes the rule.</summary>
    public UnionToStruct()
        : base("QAPI3413", "union-to-struct", Aspect.Shape, "'{0}' was a union by '{1}' and now is a struct")
    {
    }

    /// <inheritdoc/>
    public void Check(ShapeChange change, FindingSink sink)
    {
        if (change is { Old: WireObject { Tag: WireMember tag }, New: WireObject { Tag: null } })
        {
            sink.Report(this, change, Breaks(source: SourceBreaks.Both), change.Path, tag.Name);
        }
    }
}
