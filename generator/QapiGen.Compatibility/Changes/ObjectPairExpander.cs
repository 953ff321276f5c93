using System;
using System.Collections.Generic;
using System.Linq;
using QapiGen.Compatibility.Matching;
using QapiGen.Compatibility.Wire;

namespace QapiGen.Compatibility.Changes;

/// <summary>Finds the changes between two object types and leads on to the types of members and branches.</summary>
internal sealed class ObjectPairExpander
{
    private readonly PairGraphBuilder _graph;
    private readonly UnionPairExpander _unions;

    /// <summary>Makes an expander.</summary>
    public ObjectPairExpander(PairGraphBuilder graph)
    {
        _graph = graph;
        _unions = new UnionPairExpander(graph, this);
    }

    /// <summary>Adds the changes to a node.</summary>
    /// <param name="node">The node.</param>
    /// <param name="old">The old type.</param>
    /// <param name="new">The new type.</param>
    /// <param name="without">Members that are compared elsewhere, each followed by <c>;</c>.</param>
    public void Expand(PairNode node, WireObject old, WireObject @new, string without)
    {
        var work = new UnionWork(node, old, @new);
        foreach (ElementPair<WireMember> pair in Pair(old, @new, without))
        {
            if (!_unions.Takes(work, pair))
            {
                AddMember(node, pair, isTag: pair.Old is not null && pair.New is not null && pair.Old == old.Tag && pair.New == @new.Tag, work);
            }
        }

        node.Changes.Add(ShapeChanges.Make(node, _graph.Shapes, work.HasOtherTagValues));
        AddBases(node, old, @new);
        _unions.ExpandBranches(work);
    }

    /// <summary>The members that are left once some are taken away.</summary>
    public static List<WireMember> Left(WireObject type, string without)
    {
        if (without.Length == 0)
        {
            return type.Members.ToList();
        }

        var names = new HashSet<string>(without.Split(';'), StringComparer.Ordinal);
        return type.Members.Where(m => !names.Contains(m.Name)).ToList();
    }

    /// <summary>Adds the comparison of two members, or of one that was added or removed.</summary>
    public void AddMember(PairNode node, ElementPair<WireMember> pair, bool isTag, UnionWork work)
    {
        bool isTagRename = isTag && pair.IsRenamed;
        if (!isTagRename)
        {
            node.Changes.Add(MakeChange(node, pair));
        }

        if (pair is { Old: WireMember old, New: WireMember @new } && !(isTag && work.HasOtherTagValues))
        {
            _graph.Connect(node, old, @new, old.Type, @new.Type, PathOf(node, @new, old), Way.Join(node.Route, @new.Name));
        }
    }

    /// <summary>Makes the change of a member.</summary>
    public static MemberChange MakeChange(PairNode node, ElementPair<WireMember> pair) => new()
    {
        Path = pair.New is null ? PathOf(node, pair.Old!, null) : PathOf(node, pair.New, pair.Old),
        Old = pair.Old,
        New = pair.New,
        IsRenamed = pair.IsRenamed,
        Reach = node.Reach,
        Place = node.Place,
        Near = node.New.Location,
    };

    /// <summary>The path of a member: the definition that declares it, if that is known.</summary>
    public static string PathOf(PairNode node, WireMember member, WireMember? other) =>
        Way.Join(member.DefinedIn ?? other?.DefinedIn ?? node.Path, member.Name);

    // A base that was exchanged for another one is no change of either.
    private static void AddBases(PairNode node, WireObject old, WireObject @new)
    {
        foreach (WireObject before in old.Bases)
        {
            if (@new.Bases.FirstOrDefault(inherited => inherited.Name == before.Name) is WireObject after)
            {
                node.Changes.Add(new BaseChange { Path = after.Name!, Reach = node.Reach, Old = before, New = after });
            }
        }
    }

    private List<ElementPair<WireMember>> Pair(WireObject old, WireObject @new, string without)
    {
        ElementPair<WireMember> tags = old.Tag is not null && @new.Tag is not null ? new(old.Tag, @new.Tag) : default;
        return ElementMatcher.Match(Left(old, without), Left(@new, without), IsRename, tags);
    }

    private bool IsRename(WireMember old, WireMember @new) =>
        old.IsOptional == @new.IsOptional
        && NameSimilarity.AreSimilar(old.Name, @new.Name)
        && _graph.Shapes.AreEqual(old.Type, @new.Type);
}
