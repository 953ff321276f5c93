using System;
using System.Collections.Generic;
using QapiGen.Compatibility.Wire;

namespace QapiGen.Compatibility.Rules;

/// <summary>Compares the order of what two lists have in common.</summary>
internal static class ElementOrder
{
    /// <summary>Whether common elements stand in another order.</summary>
    public static bool Differs<T>(IReadOnlyList<T> old, IReadOnlyList<T> @new)
        where T : WireElement
    {
        var places = new Dictionary<string, int>(StringComparer.Ordinal);
        for (int i = 0; i < old.Count; i++)
        {
            places[old[i].Name] = i;
        }

        int last = -1;
        foreach (T element in @new)
        {
            if (places.TryGetValue(element.Name, out int place))
            {
                if (place < last)
                {
                    return true;
                }

                last = place;
            }
        }

        return false;
    }
}
