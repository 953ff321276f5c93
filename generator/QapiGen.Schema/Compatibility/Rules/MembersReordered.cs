using System.Linq;
using QapiGen.Schema.Compatibility.Changes;
using QapiGen.Schema.Compatibility.Wire;

namespace QapiGen.Schema.Compatibility.Rules;

/// <summary>Members changed their order, or moved to or from a base type. (QAPI3318)</summary>
internal sealed class MembersReordered : CompatibilityRule, IChangeRule<ShapeChange>
{
    /// <summary>Makes the rule.</summary>
    public MembersReordered()
        : base("QAPI3318", "members-reordered", Aspect.Order, "members of '{0}' {1}, which doesn't show on the wire")
    {
    }

    /// <inheritdoc/>
    public void Check(ShapeChange change, FindingSink sink)
    {
        if (change is not { Old: WireObject old, New: WireObject @new })
        {
            return;
        }

        if (ElementOrder.Differs(Own(old), Own(@new)))
        {
            sink.Report(this, change, Breaks(), Direction.None, null, change.Path, "have another order");
        }

        if (!sink.HasIntrospection && HasMoved(old, @new))
        {
            sink.Report(this, change, Breaks(), Direction.None, null, change.Path, "moved to or from a base type");
        }
    }

    // What a base declares is reported once, there.
    private static WireMember[] Own(WireObject type) => type.Members.Where(m => m.DefinedIn == type.Name).ToArray();

    private static bool HasMoved(WireObject old, WireObject @new)
    {
        foreach (WireMember member in old.Members)
        {
            if (@new.Find(member.Name) is { DefinedIn: string after } && member.DefinedIn is string before
                && before == old.Name != (after == @new.Name))
            {
                return true;
            }
        }

        return false;
    }
}
