using System;
using System.Collections.Generic;
using System.Linq;
using QapiGen.Compatibility.Wire;

namespace QapiGen.Compatibility.Changes;

/// <summary>Finds changes of a base type in a captured schema, which shows only what inherits it: they are one change, not one for each heir.</summary>
/// <remarks>A base's members come first in its heirs, so that what was added to it follows the same members in all of them.</remarks>
internal static class InheritedMembers
{
    // How many paths a note lists.
    private const int MaxNames = 4;

    /// <summary>Gives the changes of one base one path.</summary>
    public static void Join(IEnumerable<PairNode> nodes)
    {
        var heirs = new Dictionary<string, List<(MemberChange Change, string? Base)>>(StringComparer.Ordinal);
        var ids = new Dictionary<(int, string), int>();
        foreach (PairNode node in nodes)
        {
            bool isArgument = node.Route.IndexOf('.') < 0;
            if (node is { Old: WireObject old, New: WireObject @new })
            {
                var added = new InheritedPrefixes(@new, old, ids);
                var removed = new InheritedPrefixes(old, @new, ids);
                foreach (MemberChange change in node.Changes.OfType<MemberChange>().Where(c => c.IsAddition || c.IsRemoval))
                {
                    Add(change, change.IsAddition ? added : removed, change.IsAddition ? old : @new, isArgument, heirs);
                }
            }
        }

        foreach (List<(MemberChange Change, string? Base)> group in heirs.Values.Where(group => group.Count > 1))
        {
            string name = group[0].Change.Element.Name;
            string path = group[0].Base is string owner ? $"{owner}.{name}" : group[0].Change.Path;
            string? note = group[0].Base is null ? $"one change of what they inherit, as it seems: {Some(group.ConvertAll(heir => heir.Change.Path))}" : null;
            foreach ((MemberChange change, _) in group)
            {
                change.Path = path;
                change.Place = note ?? change.Place;
            }
        }
    }

    private static string Some(List<string> paths)
    {
        string[] names = paths.Distinct().ToArray();
        return string.Join(", ", names.Take(MaxNames)) + (names.Length > MaxNames ? $" and {names.Length - MaxNames} more" : string.Empty);
    }

    // The type that has the member and the one that lacks it.
    private static void Add(
        MemberChange change, InheritedPrefixes prefixes, WireObject without, bool isArgument, Dictionary<string, List<(MemberChange, string?)>> heirs)
    {
        // What a schema says of itself is known; only what introspection shows has to be found out.
        if (change.Element.Location is not null)
        {
            return;
        }

        // What is before all that both have is the outermost base's, which may be empty without it. Where no bases are known, equal types that go on
        // tell heirs from arguments of two commands.
        (int Id, WireMember Last)? before = prefixes.Before(change.Element.Name);
        bool isKnown = without.Location is not null;
        string? owner = before is null ? (without.Bases.Count > 0 ? without.Bases[0].Name : null) : before.Value.Last is { Location: not null, DefinedIn: string definedIn } ? definedIn : null;
        if ((owner is not null && owner == without.Name) || (before is null && (isKnown ? owner is null : isArgument || without.IsEmpty)))
        {
            return;
        }

        WireMember element = (change.New ?? change.Old)!;
        string key = $"{change.IsAddition} {element.Name} {element.IsOptional} {element.Type.JsonKind} {owner} {before?.Id}";
        if (!heirs.TryGetValue(key, out List<(MemberChange, string?)>? group))
        {
            heirs.Add(key, group = new List<(MemberChange, string?)>());
        }

        group.Add((change, owner));
    }
}
