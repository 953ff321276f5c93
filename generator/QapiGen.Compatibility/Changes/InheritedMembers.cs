using System;
using System.Collections.Generic;
using System.Linq;
using QapiGen.Compatibility.Wire;

namespace QapiGen.Compatibility.Changes;

/// <summary>Finds changes of a base type in a captured schema, which shows only what inherits it: they are one change, not one for each heir.</summary>
/// <remarks>A base's members come first in its heirs, so that what was added to it follows the same members in all of them.</remarks>
internal static class InheritedMembers
{
    /// <summary>Gives the changes of one base one path.</summary>
    public static void Join(IEnumerable<PairNode> nodes)
    {
        var heirs = new Dictionary<string, List<(MemberChange Change, string? Base)>>(StringComparer.Ordinal);
        var ids = new Dictionary<(int, string), int>();
        foreach (PairNode node in nodes)
        {
            if (node is { Old: WireObject old, New: WireObject @new })
            {
                var added = new InheritedPrefixes(@new, old, ids);
                var removed = new InheritedPrefixes(old, @new, ids);
                foreach (MemberChange change in node.Changes.OfType<MemberChange>().Where(c => c.IsAddition || c.IsRemoval))
                {
                    Add(change, change.IsAddition ? added : removed, change.IsAddition ? old : @new, heirs);
                }
            }
        }

        foreach (List<(MemberChange Change, string? Base)> group in heirs.Values.Where(group => group.Count > 1))
        {
            string name = group[0].Change.Element.Name;
            string path = group[0].Base is string owner ? $"{owner}.{name}" : group[0].Change.Path;
            foreach ((MemberChange change, _) in group)
            {
                change.Path = path;
            }
        }
    }

    // The type that has the member and the one that lacks it.
    private static void Add(MemberChange change, InheritedPrefixes prefixes, WireObject without, Dictionary<string, List<(MemberChange, string?)>> heirs)
    {
        // What a schema says of itself is known; only what introspection shows has to be found out.
        if (change.Element.Location is not null || prefixes.Before(change.Element.Name) is not { } before)
        {
            return;
        }

        string? owner = before.Last is { Location: not null, DefinedIn: string definedIn } ? definedIn : null;
        if (owner is not null && owner == without.Name)
        {
            return;
        }

        WireMember element = (change.New ?? change.Old)!;
        string key = $"{change.IsAddition} {element.Name} {element.IsOptional} {element.Type.JsonKind} {owner} {before.Id}";
        if (!heirs.TryGetValue(key, out List<(MemberChange, string?)>? group))
        {
            heirs.Add(key, group = new List<(MemberChange, string?)>());
        }

        group.Add((change, owner));
    }
}
