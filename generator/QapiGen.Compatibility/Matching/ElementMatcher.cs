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
    /// <param name="same">Two elements of different names that are one for another reason, or nothing.</param>
    /// <returns>Old elements in order, with their partner if there is one; then the added ones.</returns>
    public static List<ElementPair<T>> Match<T>(IReadOnlyList<T> old, IReadOnlyList<T> @new, Func<T, T, bool> isRename, ElementPair<T> same = default)
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
            string name = element.Name;
            if (ReferenceEquals(element, same.Old) && !byName.ContainsKey(name) && byName.ContainsKey(same.New!.Name))
            {
                name = same.New.Name;
            }

            byName.TryGetValue(name, out T? partner);
            byName.Remove(name);
            pairs.Add(new ElementPair<T>(element, partner));
        }

        // A name that stands twice on the new side leads to the last of them; the others are added ones.
        List<T> added = @new.Where(e => byName.ContainsKey(e.Name)).ToList();
        var renames = new RenameFinder<T>(old.Count - (@new.Count - added.Count), added, isRename);
        for (int i = 0; i < pairs.Count && added.Count > 0; i++)
        {
            if (pairs[i] is { New: null, Old: T removed } && renames.Take(removed) is T partner)
            {
                pairs[i] = new ElementPair<T>(removed, partner);
            }
        }

        pairs.AddRange(renames.Left.Select(e => new ElementPair<T>(null, e)));
        return pairs;
    }
}

/// <summary>An element on both sides or on one.</summary>
/// <param name="Old">The old one; null if it was added.</param>
/// <param name="New">The new one; null if it was removed.</param>
internal readonly record struct ElementPair<T>(T? Old, T? New)
    where T : WireElement
{
    /// <summary>Whether the two have different names.</summary>
    public bool IsRenamed => Old is not null && New is not null && Old.Name != New.Name;
}
