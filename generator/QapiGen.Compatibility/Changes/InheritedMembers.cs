using System;
using System.Collections.Generic;
using System.Linq;
using QapiGen.Compatibility.Findings;
using QapiGen.Compatibility.Wire;

namespace QapiGen.Compatibility.Changes;

/// <summary>Finds changes of a base type in a captured schema, which shows only what inherits it: they are one change, not one for each heir.</summary>
/// <remarks>A base's members come first in its heirs, so that what changed in it follows the same members in all of them.</remarks>
internal sealed class InheritedMembers
{
    // How many paths a note lists.
    private const int MaxNames = 4;

    private readonly Dictionary<string, List<Heir>> _heirs = new(StringComparer.Ordinal);
    private readonly Dictionary<(int, string), int> _lists = new();
    private readonly Dictionary<WireType, int> _types = new();
    private readonly HashSet<PairNode> _arguments;
    private readonly ILookup<(WireElement, WireElement), TypeChange> _typeChanges;

    private InheritedMembers(IEnumerable<PairRoot> roots, IEnumerable<TypeChange> types)
    {
        _arguments = new HashSet<PairNode>(roots.Where(root => root.Direction == Direction.Send).Select(root => root.Edge.Target));
        _typeChanges = types.ToLookup(change => (change.OldUser, change.NewUser));
    }

    /// <summary>Gives the changes of one base one path.</summary>
    /// <param name="nodes">All pairs of types.</param>
    /// <param name="roots">What leads to them.</param>
    /// <param name="types">Differences of members' types, which get the paths of these.</param>
    public static void Join(IEnumerable<PairNode> nodes, IEnumerable<PairRoot> roots, IEnumerable<TypeChange> types)
    {
        var members = new InheritedMembers(roots, types);
        foreach (PairNode node in nodes)
        {
            if (node is { Old: WireObject old, New: WireObject @new } && !IsInline(old) && !IsInline(@new))
            {
                members.Add(node, old, @new);
            }
        }

        foreach (List<Heir> group in members._heirs.Values.Where(group => group.Count > 1 && !group.TrueForAll(heir => heir.IsOwn)))
        {
            members.Join(group);
        }
    }

    private void Join(List<Heir> group)
    {
        (MemberChange first, string? owner, _) = group[0];
        string[] paths = group.Select(heir => heir.Change.Path).Distinct().ToArray();
        string path = owner is null ? first.Path : $"{owner}.{first.Element.Name}";
        foreach ((MemberChange change, _, _) in group)
        {
            Set(change, path, owner is null ? paths : []);
            if (change is { Old: WireMember old, New: WireMember @new })
            {
                foreach (TypeChange type in _typeChanges[(old, @new)])
                {
                    Set(type, path, owner is null ? paths : []);
                }
            }
        }
    }

    private static void Set(Change change, string path, string[] paths)
    {
        change.Path = path;
        if (paths.Length > 0)
        {
            string more = paths.Length > MaxNames ? $" and {paths.Length - MaxNames} more" : string.Empty;
            change.Place = $"one change of what they inherit, as it seems: {string.Join(", ", paths.Take(MaxNames))}{more}";
            change.Places = paths.Length > 1 ? paths : [];
        }
    }

    private void Add(PairNode node, WireObject old, WireObject @new)
    {
        var added = new InheritedPrefixes(@new, old, _lists, Form);
        var removed = new InheritedPrefixes(old, @new, _lists, Form);
        foreach (MemberChange change in node.Changes.OfType<MemberChange>())
        {
            if (change is { Old: WireMember before, New: WireMember after })
            {
                if (!change.IsRenamed && IsChange(before, after))
                {
                    AddChanged(node, change, before, after, added);
                }
            }
            else
            {
                AddOneSided(node, change, change.IsAddition ? added : removed, change.IsAddition ? @new : old, change.IsAddition ? old : @new);
            }
        }
    }

    private bool IsChange(WireMember old, WireMember @new) =>
        old.IsOptional != @new.IsOptional || !old.Features.SequenceEqual(@new.Features) || _typeChanges.Contains((old, @new));

    // Of what both sides have, before and after have to be equal, types included. What nothing is before may be a command's own argument.
    private void AddChanged(PairNode node, MemberChange change, WireMember old, WireMember @new, InheritedPrefixes prefixes)
    {
        string key = $"~ {Form(old)} {Form(@new)}";
        if ((OwnerOf(old, node.Old) ?? OwnerOf(@new, node.New)) is string owner)
        {
            Add($"{key} {owner}", new Heir(change, owner, IsOwn: false));
        }
        else if (old.Location is null && @new.Location is null)
        {
            int? before = prefixes.Before(old.Name)?.Id;
            Add($"{key} {before}", new Heir(change, null, before is null && _arguments.Contains(node)));
        }
    }

    // What a command or event has written in itself has no base.
    private static bool IsInline(WireObject type) => type is { Name: not null, IsNamed: false };

    // The base that a schema says a member is of; null if it is the type's own, or if that isn't known.
    private static string? OwnerOf(WireMember member, WireType type) =>
        member is { Location: not null, DefinedIn: string owner } && owner != type.Name ? owner : null;

    // The type that has the member and the one that lacks it.
    private void AddOneSided(PairNode node, MemberChange change, InheritedPrefixes prefixes, WireObject with, WireObject without)
    {
        // What a schema says of itself is known; only what introspection shows has to be found out.
        if (change.Element.Location is not null)
        {
            return;
        }

        WireMember element = (change.New ?? change.Old)!;
        string key = $"{change.IsAddition} {element.Name} {element.IsOptional} {element.Type.JsonKind}";

        // What is before all that both have is the outermost base's, which may be empty without it. Where no bases are known, equal types that go on
        // tell heirs from arguments of two commands.
        (int Id, WireMember Last)? before = prefixes.Before(change.Element.Name);
        bool isKnown = without.Location is not null;
        if (before is null && !isKnown && without.IsEmpty)
        {
            AddToEmpty(node, change, element, with, key);
            return;
        }

        string? owner = before is null ? (without.Bases.Count > 0 ? without.Bases[0].Name : null) : DefinedIn(before.Value.Last);
        bool isTop = node.Route.IndexOf('.') < 0;
        if ((owner is null || owner != without.Name) && (before is not null || (isKnown ? owner is not null : !isTop)))
        {
            Add($"{key} {owner} {before?.Id}", new Heir(change, owner, IsOwn: false));
        }
    }

    private static string? DefinedIn(WireMember member) => member.Location is null ? null : member.DefinedIn;

    // Where there was nothing at all, heirs are told by what else came: what is before, or of the first what follows.
    private void AddToEmpty(PairNode node, MemberChange change, WireMember element, WireObject with, string key)
    {
        if (_arguments.Contains(node))
        {
            return;
        }

        string? beside = new InheritedPrefixes(with, with, _lists, Form).Before(element.Name) is (int id, _) ? $"after {id}"
            : with.Members.Count > 1 ? $"before {Form(with.Members[1])}"
            : null;
        if (beside is not null)
        {
            Add($"{key} {Form(element)} {beside}", new Heir(change, null, IsOwn: false));
        }
    }

    private void Add(string key, Heir heir)
    {
        if (!_heirs.TryGetValue(key, out List<Heir>? group))
        {
            _heirs.Add(key, group = new List<Heir>());
        }

        group.Add(heir);
    }

    // Equal for equal members of one side.
    private string Form(WireMember member) => $"{member.Name} {member.IsOptional} {Form(member.Type)} [{string.Join(" ", member.Features)}]";

    private string Form(WireType type)
    {
        if (type is WireScalar scalar)
        {
            return scalar.Kind.ToString();
        }

        if (type is WireArray list)
        {
            return $"list of {Form(list.Element)}";
        }

        if (!_types.TryGetValue(type, out int number))
        {
            _types.Add(type, number = _types.Count);
        }

        return $"#{number}";
    }

    // IsOwn: perhaps an argument that a command has of its own.
    private sealed record Heir(MemberChange Change, string? Base, bool IsOwn);
}
