using System;
using System.Collections.Generic;
using System.Linq;
using QapiGen.Compatibility.Wire;

namespace QapiGen.Compatibility.Changes;

/// <summary>Finds changes of a base type in a captured schema, which shows only what inherits it: they are one change, not one for each heir.</summary>
/// <remarks>A base's members come first in its heirs, so that what changed in it follows the same members in all of them.</remarks>
internal sealed class InheritedMembers
{
    // How many paths a note lists.
    private const int MaxNames = 4;

    private readonly Dictionary<string, List<Heir>> _heirs = new(StringComparer.Ordinal);
    private readonly List<Front> _fronts = new();
    private readonly Dictionary<(int, string), int> _lists = new();
    private readonly Dictionary<WireType, int> _types = new();
    private readonly HashSet<string> _used = new(StringComparer.Ordinal);
    private readonly HashSet<PairNode> _inline;
    private readonly ILookup<(WireElement, WireElement), TypeChange> _typeChanges;
    private int _order;

    private InheritedMembers(IEnumerable<PairRoot> roots, IEnumerable<TypeChange> types)
    {
        _inline = new HashSet<PairNode>(roots.Where(root => root.MayBeInline).Select(root => root.Edge.Target));
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

        members.AddFronts();
        foreach (List<Heir> group in members._heirs.Values)
        {
            members.Join(group, group[0].Base);
        }
    }

    // A base that is used itself and didn't change there isn't what changed: it is a type between it and its heirs.
    private void Join(List<Heir> group, string? owner)
    {
        if (owner is not null && _used.Contains(owner) && group.TrueForAll(heir => heir.Without is WireObject type && type.Name != owner))
        {
            foreach (IGrouping<string, Heir> below in group.GroupBy(heir => BaseBelow(heir.Without!, owner)))
            {
                Join([.. below], below.Key);
            }
        }
        else if (group.Exists(heir => heir.IsKnown) || (group.Count > 1 && !group.TrueForAll(heir => heir.Without is WireObject type && type.Name == owner)))
        {
            group.Sort((one, other) => one.Order.CompareTo(other.Order));
            Rename(group, owner);
        }
    }

    private static string BaseBelow(WireObject type, string owner) =>
        type.Bases.SkipWhile(inherited => inherited.Name != owner).Skip(1).FirstOrDefault()?.Name ?? type.Name!;

    private void Rename(List<Heir> group, string? owner)
    {
        string[] paths = group.Select(heir => heir.Change.Path).Distinct().ToArray();
        string path = owner is null ? group[0].Change.Path : $"{owner}.{group[0].Change.Element.Name}";
        foreach (MemberChange change in group.Select(heir => heir.Change))
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
        foreach (WireObject type in new[] { old, @new })
        {
            if (type is { Location: not null, IsNamed: true, Name: string name })
            {
                _used.Add(name);
            }
        }

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
            Add($"{key} {owner}", new Heir(change, owner) { IsKnown = true });
        }
        else if (old.Location is null && @new.Location is null)
        {
            int? before = prefixes.Before(old.Name)?.Id;
            AddOrKeep($"{key} {before}", new Heir(change, null) { Next = before is null ? prefixes.After(old.Name) : null }, before is null && _inline.Contains(node), isTold: false);
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
        string key = $"{change.IsAddition} {element.Name} {element.IsOptional} {element.Type.JsonKinds}";

        // What is before all that both have is the outermost base's, which may be empty without it. Where no bases are known, equal types that go on
        // tell heirs from arguments of two commands.
        (int Id, WireMember Last)? before = prefixes.Before(element.Name);
        if (without.Location is not null)
        {
            // A base that is used itself shows the change as its heirs do.
            string? owner = before is null ? (without.Bases.Count > 0 ? without.Bases[0] : without).Name : DefinedIn(before.Value.Last);
            if (before is not null || owner is not null)
            {
                Add($"{key} {owner} {before?.Id}", new Heir(change, owner) { Without = without });
            }
        }
        else if (before is null && without.IsEmpty)
        {
            AddToEmpty(node, change, element, with, key);
        }
        else
        {
            AddOrKeep($"{key} {before?.Id}", new Heir(change, null) { Next = before is null ? prefixes.After(element.Name) : null }, before is null && _inline.Contains(node), isTold: true);
        }
    }

    // What is first in arguments or in an event's data may be their own: another heir of the same base tells that it isn't.
    private void AddOrKeep(string key, Heir heir, bool isFront, bool isTold)
    {
        if (isFront)
        {
            _fronts.Add(new Front(key, heir with { Order = _order++ }, isTold));
        }
        else
        {
            Add(key, heir);
        }
    }

    private void AddFronts()
    {
        foreach ((string key, Heir heir, bool isTold) in _fronts)
        {
            if (_heirs.TryGetValue(key, out List<Heir>? group) && (!isTold || group.Exists(other => other.Next is not null && other.Next == heir.Next)))
            {
                group.Add(heir);
            }
            else if (heir.Next is not null)
            {
                Add($"{key} before {heir.Next}", heir);
            }
        }
    }

    private static string? DefinedIn(WireMember member) => member.Location is null ? null : member.DefinedIn;

    // Where there was nothing at all, heirs are told by what else came: what is before, or of the first what follows.
    private void AddToEmpty(PairNode node, MemberChange change, WireMember element, WireObject with, string key)
    {
        if (_inline.Contains(node))
        {
            return;
        }

        string? beside = new InheritedPrefixes(with, with, _lists, Form).Before(element.Name) is (int id, _) ? $"after {id}"
            : with.Members.Count > 1 ? $"before {Form(with.Members[1])}"
            : null;
        if (beside is not null)
        {
            Add($"{key} {Form(element)} {beside}", new Heir(change, null));
        }
    }

    private void Add(string key, Heir heir)
    {
        if (!_heirs.TryGetValue(key, out List<Heir>? group))
        {
            _heirs.Add(key, group = new List<Heir>());
        }

        group.Add(heir.Order < 0 ? heir with { Order = _order++ } : heir);
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

    // Without: the schema's type that lacks the member. IsKnown: the schema says that the base has it. Next: what follows where nothing is before.
    private sealed record Heir(MemberChange Change, string? Base)
    {
        public WireObject? Without { get; init; }

        public bool IsKnown { get; init; }

        public string? Next { get; init; }

        public int Order { get; init; } = -1;
    }

    // IsTold: whether only what follows tells heirs.
    private sealed record Front(string Key, Heir Heir, bool IsTold);
}
