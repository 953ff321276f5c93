using System.Collections.Generic;
using QapiGen.Compatibility.Wire;

namespace QapiGen.Compatibility.Changes;

/// <summary>
/// Which elements of two schemas are the same: those of one name at the same place of a message. What types are called has no part in it, so that captured schemas, which number
/// them anew in each release, are followed as well.
/// </summary>
internal sealed class ElementPartners
{
    private readonly Dictionary<WireElement, HashSet<WireElement>> _before = new();
    private readonly Dictionary<WireElement, HashSet<WireElement>> _after = new();

    /// <summary>Collects what a comparison has matched; what it takes for renamed is another element.</summary>
    public ElementPartners(PairGraph graph)
    {
        foreach (Change change in graph.Elements)
        {
            if (change is { OldElement: WireElement old, NewElement: WireElement @new, IsRenamed: false } and not MovedMember)
            {
                Add(_after, old, @new);
                Add(_before, @new, old);
            }
        }
    }

    /// <summary>What an element of the new schema was; several where one type took the place of several, none if it is new.</summary>
    public IReadOnlyCollection<WireElement> Before(WireElement element) => Find(_before, element);

    /// <summary>What an element of the old schema became; none if it is gone.</summary>
    public IReadOnlyCollection<WireElement> After(WireElement element) => Find(_after, element);

    private static HashSet<WireElement> Find(Dictionary<WireElement, HashSet<WireElement>> partners, WireElement element) =>
        partners.TryGetValue(element, out HashSet<WireElement>? found) ? found : new HashSet<WireElement>();

    private static void Add(Dictionary<WireElement, HashSet<WireElement>> partners, WireElement element, WireElement partner)
    {
        if (!partners.TryGetValue(element, out HashSet<WireElement>? others))
        {
            partners.Add(element, others = new HashSet<WireElement>());
        }

        others.Add(partner);
    }
}
