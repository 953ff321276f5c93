using QapiGen.Schema.Compatibility.Changes;
using QapiGen.Schema.Compatibility.Wire;

namespace QapiGen.Schema.Compatibility.Rules;

/// <summary>Values of an enum changed their order. (QAPI3506)</summary>
internal sealed class ValuesReordered : CompatibilityRule, IChangeRule<ShapeChange>
{
    /// <summary>Makes the rule.</summary>
    public ValuesReordered()
        : base("QAPI3506", "values-reordered", Aspect.Order, "values of '{0}' have another order, which doesn't show on the wire")
    {
    }

    /// <inheritdoc/>
    public void Check(ShapeChange change, FindingSink sink)
    {
        if (change is { Old: WireEnum old, New: WireEnum @new } && ElementOrder.Differs(old.Values, @new.Values))
        {
            sink.Report(this, change, Breaks(), Direction.None, null, change.Path);
        }
    }
}
