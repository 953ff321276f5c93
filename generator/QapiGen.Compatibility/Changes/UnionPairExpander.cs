using System.Collections.Generic;
using System.Linq;
using QapiGen.Compatibility.Matching;
using QapiGen.Compatibility.Wire;

namespace QapiGen.Compatibility.Changes;

/// <summary>Finds what changed in the branches of unions, and which members moved between base and branches.</summary>
internal sealed class UnionPairExpander
{
    private static readonly WireObject Nothing = new();

    private readonly PairGraphBuilder _graph;
    private readonly ObjectPairExpander _objects;

    /// <summary>Makes an expander.</summary>
    public UnionPairExpander(PairGraphBuilder graph, ObjectPairExpander objects)
    {
        _graph = graph;
        _objects = objects;
    }

    /// <summary>Compares a member that only one base has with those of the same name in the other side's branches.</summary>
    /// <returns>Whether nothing is left to say about the pair.</returns>
    public bool Takes(UnionWork work, ElementPair<WireMember> pair)
    {
        if (!work.HasUnion || (pair.Old is not null && pair.New is not null))
        {
            return false;
        }

        if (pair.Old is null && work.IsTagNew && pair.New == work.New.Tag)
        {
            return true;
        }

        WireMember member = (pair.Old ?? pair.New)!;
        WireObject other = pair.Old is null ? work.Old : work.New;
        List<(WireBranch Branch, WireMember Member)> with = UnionWork.BranchesWith(other, member.Name);
        if (with.Count == 0)
        {
            return false;
        }

        work.AddMoved(member.Name);
        if (!member.IsOptional && with.Count < other.Branches.Count)
        {
            return false;
        }

        foreach ((_, WireMember branchMember) in with)
        {
            ElementPair<WireMember> moved = pair.Old is null ? new(branchMember, member) : new(member, branchMember);
            _objects.AddMember(work.Node, moved, isTag: false, work);
        }

        AddMove(work, pair, other, with);
        return true;
    }

    /// <summary>Adds the comparison of all branches.</summary>
    public void ExpandBranches(UnionWork work)
    {
        if (!work.HasUnion || work.HasOtherTagValues || work.IsTagNew)
        {
            return;
        }

        foreach (ElementPair<WireBranch> pair in ElementMatcher.Match(work.Old.Branches, work.New.Branches, EnumPairExpander.IsRename))
        {
            if (pair is { Old: WireBranch old, New: WireBranch @new })
            {
                Compare(work, old, @new);
            }
            else if (work.Old.Tag is null || work.New.Tag is null)
            {
                CompareWithStruct(work, pair);
            }
            else if (!(pair.Old ?? pair.New)!.Type.IsEmpty)
            {
                AddBranch(work, pair, System.Array.Empty<MemberChange>());
            }
        }
    }

    private static void AddMove(UnionWork work, ElementPair<WireMember> pair, WireObject other, List<(WireBranch Branch, WireMember Member)> with)
    {
        if (work.Old.Tag is null || work.New.Tag is null)
        {
            return;
        }

        bool isIntoBranches = pair.Old is not null;
        WireMember member = (pair.Old ?? pair.New)!;
        work.Node.Changes.Add(new MovedMember
        {
            Path = ObjectPairExpander.PathOf(work.Node, member, null),
            Reach = work.Node.Reach,
            Old = isIntoBranches ? member : with[0].Member,
            New = isIntoBranches ? with[0].Member : member,
            IntoBranches = isIntoBranches,
            BranchesWithout = other.Branches.Except(with.Select(w => w.Branch)).Select(b => b.Name).ToArray(),
        });
    }

    private void AddBranch(UnionWork work, ElementPair<WireBranch> pair, IReadOnlyList<MemberChange> members)
    {
        string name = (pair.New ?? pair.Old)!.Name;
        string value = ValuePath(work, name);
        work.Node.Changes.Add(new BranchChange
        {
            Path = IsWithValue(work, pair) ? value : Way.Join(work.Node.Path, work.NameOf(name)),
            ValuePath = value,
            OldValue = pair.Old is null ? null : WireBranch.ValueOf(work.Old.Tag, pair.Old.Name),
            NewValue = pair.New is null ? null : WireBranch.ValueOf(work.New.Tag, pair.New.Name),
            Union = work.Node.Path,
            Reach = work.Node.Reach,
            Old = pair.Old,
            New = pair.New,
            Members = members,
            Near = work.Node.New.Location,
            HasSameShape = pair is { Old.Type: WireObject old, New.Type: WireObject @new } && _graph.Shapes.AreEqual(old, @new),
        });
    }

    // Where a branch came or went because its value did, both are one change; the tag's types were met before.
    private static bool IsWithValue(UnionWork work, ElementPair<WireBranch> pair) =>
        pair.Old is null ? !HasValue(work.Old.Tag, pair.New!.Name) : pair.New is null && !HasValue(work.New.Tag, pair.Old.Name);

    private static bool HasValue(WireMember? tag, string name) => WireBranch.ValueOf(tag, name) is not null;

    private string ValuePath(UnionWork work, string name) => work is { Old.Tag: WireMember old, New.Tag: WireMember @new }
        ? Way.Join(_graph.PathOf(old.Type, @new.Type) ?? work.Node.Path, name)
        : Way.Join(work.Node.Path, name);

    private void Compare(UnionWork work, WireBranch old, WireBranch @new)
    {
        List<WireMember> before = ObjectPairExpander.Left(old.Type, work.Moved);
        List<WireMember> after = ObjectPairExpander.Left(@new.Type, work.Moved);
        if (before.Count == 0 && after.Count == 0 && old.Type.Features.SequenceEqual(@new.Type.Features))
        {
            return;
        }

        IReadOnlyList<MemberChange> members = System.Array.Empty<MemberChange>();
        bool isPerhapsNotBuilt = _graph.HasIntrospection && (WireObject.ArePerhapsNone(before) || WireObject.ArePerhapsNone(after));
        if (before.Count == 0 != (after.Count == 0) && !isPerhapsNotBuilt)
        {
            members = before.Select(m => ObjectPairExpander.MakeChange(work.Node, new(m, null)))
                .Concat(after.Select(m => ObjectPairExpander.MakeChange(work.Node, new(null, m)))).ToArray();
        }
        else
        {
            _graph.ConnectBranch(work.Node, old, old.Type, @new.Type, Way.Join(work.Node.Route, work.NameOf(@new.Name)), work.Moved, @new.Name);
        }

        AddBranch(work, new(old, @new), members);
    }

    // A struct has in every message what a union has only in some: its missing branches are compared as if they were empty.
    private void CompareWithStruct(UnionWork work, ElementPair<WireBranch> pair)
    {
        WireObject before = pair.Old?.Type ?? Nothing;
        WireObject after = pair.New?.Type ?? Nothing;
        _graph.ConnectObjects(work.Node, pair.Old, before, after, work.Node.Route, work.Moved);
    }
}
