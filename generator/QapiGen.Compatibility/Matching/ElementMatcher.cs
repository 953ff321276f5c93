using System;
using System.Collections.Generic;
using System.Linq;
using QapiGen.Compatibility.Wire;

namespace QapiGen.Compatibility.Matching;

/// <summary>Pairs the elements of an old and a new list: by name, then probable renames among what is left.</summary>
internal static class ElementMatcher
{
    /// <summary>Pairs elements.</summary>
    /// <param name="old">The old ones.</param>
    /// <param name="new">The new ones.</param>
    /// <param name="isRename">Whether a removed and an added element are one that got another name.</param>
    /// <returns>Old elements in order, with their partner if there is one; then the added ones.</returns>
    public static List<ElementPair<T>> Match<T>(IReadOnlyList<T> old, IReadOnlyList<T> @new, Func<T, T, bool> isRename)
        where T : WireElement
    {
        var byName = new Dictionary<string, T>(@new.Count, StringComparer.Ordinal);
        foreach (T element in @new)
        {
            byName[element.Name] = element;
        }

        var pairs = new List<ElementPair<T>>(old.Count);
        foreach (T element in old)
        {
            byName.TryGetValue(element.Name, out T? partner);
            byName.Remove(element.Name);
            pairs.Add(new ElementPair<T>(element, partner));
        }

        List<T> added = @new.Where(e => byName.ContainsKey(e.Name)).ToList();
        for (int i = 0; i < pairs.Count && added.Count > 0; i++)
        {
            if (pairs[i] is { New: null, Old: T removed } && added.Find(e => isRename(removed, e)) is T partner)
            {
                added.Remove(partner);
                pairs[i] = new ElementPair<T>(removed, partner);
            }
        }

        pairs.AddRange(added.Select(e => new ElementPair<T>(null, e)));
        return pairs;
    }
}
