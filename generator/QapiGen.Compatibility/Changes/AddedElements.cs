using System.Collections.Generic;
using System.Linq;
using QapiGen.Compatibility.Wire;

namespace QapiGen.Compatibility.Changes;

/// <summary>Finds what only a new schema has, however deep in something new it is.</summary>
internal static class AddedElements
{
    /// <summary>Finds it. What is there under a condition only isn't known to be new where the old schema is captured: perhaps it wasn't built.</summary>
    /// <param name="old">The old schema.</param>
    /// <param name="new">The new one.</param>
    /// <param name="partners">Which elements of the two are the same.</param>
    public static IReadOnlyList<AddedElement> Find(WireSchema old, WireSchema @new, ElementPartners partners)
    {
        var before = new WireInventory(old);
        var after = new WireInventory(@new, isUnconditional: old.IsIntrospection);
        bool WasThere(KeyValuePair<string, WireElement> element) => before.Contains(element.Key) || partners.Before(element.Value).Count > 0;

        // A definition isn't new if anything in it was there, whatever it was called.
        var owners = new HashSet<string>(after.Elements.Where(WasThere).Select(element => WireInventory.OwnerOf(element.Key)));
        return after.Elements.Where(element => !WasThere(element)).Select(element => new AddedElement
        {
            Path = element.Key,
            New = element.Value,
            HasNewOwner = !owners.Contains(WireInventory.OwnerOf(element.Key)) && !before.ContainsOwner(element.Key),
            Reach = new Reach { IsStable = true, IsCurrent = true, IsFirm = true, IsCheckedByOld = true },
        }).ToArray();
    }
}
