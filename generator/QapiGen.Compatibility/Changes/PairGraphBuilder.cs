using System;
using System.Collections.Generic;
using QapiGen.Compatibility.Findings;
using QapiGen.Compatibility.Matching;
using QapiGen.Compatibility.Wire;

namespace QapiGen.Compatibility.Changes;

/// <summary>Builds the graph of pairs from two schemas.</summary>
internal sealed class PairGraphBuilder
{
    private readonly Dictionary<(WireType, WireType, string), PairNode> _nodes = new();
    private readonly List<PairNode> _order = new();
    private readonly Queue<Action> _pending = new();
    private readonly List<PairRoot> _roots = new();
    private readonly List<TypeChange> _types = new();
    private readonly ObjectPairExpander _objects;

    /// <summary>Makes a builder.</summary>
    public PairGraphBuilder() => _objects = new ObjectPairExpander(this);

    /// <summary>Compares shapes, for renames.</summary>
    public ShapeEquality Shapes { get; } = new();

    /// <summary>Whether a side is captured: it shows only what was built.</summary>
    public bool HasIntrospection { get; private set; }

    /// <summary>Builds the graph.</summary>
    public PairGraph Build(WireSchema old, WireSchema @new)
    {
        HasIntrospection = old.IsIntrospection || @new.IsIntrospection;
        var commands = new List<CommandChange>();
        foreach (ElementPair<WireCommand> pair in ElementMatcher.Match(old.Commands, @new.Commands, IsRename))
        {
            commands.Add(Add(pair));
        }

        var events = new List<EventChange>();
        foreach (ElementPair<WireEvent> pair in ElementMatcher.Match(old.Events, @new.Events, static (_, _) => false))
        {
            events.Add(Add(pair));
        }

        ExpandAll();
        if (HasIntrospection)
        {
            InheritedMembers.Join(_order, _roots, _types);
        }

        return new PairGraph(commands, events, _types, _order);
    }

    /// <summary>Builds the graph of what the old version may have stored: each type by its name, as arguments that it has sent and the new one reads.</summary>
    public PairGraph BuildStored(WireSchema old, WireSchema @new)
    {
        var stored = new List<StoredTypeChange>();
        foreach (ElementPair<WireStoredType> pair in ElementMatcher.Match(
            old.NamedTypes, @new.NamedTypes, (before, after) => Shapes.AreEqual(before.Type, after.Type)))
        {
            if (pair.Old is WireStoredType before)
            {
                Reach reach = ReachOf(before.Name, Direction.Send, before);
                stored.Add(new StoredTypeChange { Path = before.Name, Old = before, New = pair.New, IsRenamed = pair.IsRenamed, Reach = reach });
                if (pair.New is WireStoredType after
                    && Compare(reach, before, after, before.Type, after.Type, before.Name, before.Name, isResult: false) is PairNode node)
                {
                    _roots.Add(new PairRoot(before.Name, Direction.Send, Edge(node, before)));
                }
            }
        }

        ExpandAll();
        return new PairGraph([], [], _types, _order) { Stored = stored };
    }

    /// <summary>Compares the types of an element and leads from a node to what they hold.</summary>
    public void Connect(PairNode from, WireElement oldUser, WireElement newUser, WireType old, WireType @new, string path, string route)
    {
        if (Compare(from.Reach, oldUser, newUser, old, @new, path, route, isResult: false) is PairNode node)
        {
            from.Edges.Add(Edge(node, oldUser));
        }
    }

    /// <summary>The node of two objects, entered under a node; members named in <paramref name="without"/> aren't looked at.</summary>
    public void ConnectObjects(PairNode from, WireElement? user, WireObject old, WireObject @new, string route, string without) =>
        ConnectBranch(from, user, old, @new, route, without, null);

    /// <summary>The same for a branch of a union, of which <paramref name="value"/> is the tag's value.</summary>
    public void ConnectBranch(PairNode from, WireElement? user, WireObject old, WireObject @new, string route, string without, string? value)
    {
        PairNode node = Enter(old, @new, route, without, value is null ? null : (from.Path, value));
        from.Edges.Add(new PairEdge(node, user?.IsUnstable ?? false, user?.IsDeprecated ?? false));
    }

    /// <summary>What findings about two types that met say as path; null if they didn't meet.</summary>
    public string? PathOf(WireType old, WireType @new) => _nodes.TryGetValue((old, @new, string.Empty), out PairNode? node) ? node.Path : null;

    private void ExpandAll()
    {
        while (_pending.Count > 0)
        {
            _pending.Dequeue()();
        }

        new ReachWalker().Walk(_roots);
    }

    private static PairEdge Edge(PairNode node, WireElement old) => new(node, old.IsUnstable, old.IsDeprecated);

    private bool IsRename(WireCommand old, WireCommand @new) =>
        NameSimilarity.AreSimilar(old.Name, @new.Name)
        && Shapes.AreEqual(old.Arguments, @new.Arguments)
        && Shapes.AreEqual(old.Result, @new.Result);

    private CommandChange Add(ElementPair<WireCommand> pair)
    {
        WireCommand command = pair.New ?? pair.Old!;
        var change = new CommandChange
        {
            Path = command.Name,
            Old = pair.Old,
            New = pair.New,
            IsRenamed = pair.IsRenamed,
            Reach = ReachOf(command.Name, Direction.Send, pair.Old ?? command),
        };
        if (pair is { Old: WireCommand old, New: WireCommand @new })
        {
            PairNode node = Enter(old.Arguments, @new.Arguments, command.Name, string.Empty);
            _roots.Add(new PairRoot(command.Name, Direction.Send, Edge(node, old))
            {
                MayBeInline = true,
                IsCheckedByOld = old.Traits?.ChecksArguments ?? true,
                IsCheckedByNew = @new.Traits?.ChecksArguments ?? true,
            });
            AddResult(old, @new);
        }

        return change;
    }

    private void AddResult(WireCommand old, WireCommand @new)
    {
        if (old.Result is WireObject before && @new.Result is WireObject after && WireObject.IsOneEmpty(before, after, HasIntrospection))
        {
            return;
        }

        Reach reach = ReachOf(@new.Name, Direction.Receive, old);
        if (Compare(reach, old, @new, old.Result, @new.Result, @new.Name, $"{@new.Name}()", isResult: true) is PairNode node)
        {
            AddReceived(node, @new.Name, old);
        }
    }

    private EventChange Add(ElementPair<WireEvent> pair)
    {
        WireEvent definition = pair.New ?? pair.Old!;
        if (pair is { Old: WireEvent old, New: WireEvent @new } && !WireObject.IsOneEmpty(old.Data, @new.Data, HasIntrospection))
        {
            AddReceived(Enter(old.Data, @new.Data, definition.Name, string.Empty), definition.Name, old);
        }

        return new EventChange
        {
            Path = definition.Name,
            Old = pair.Old,
            New = pair.New,
            Reach = ReachOf(definition.Name, Direction.Receive, pair.Old ?? definition),
        };
    }

    private static Reach ReachOf(string name, Direction direction, WireElement element) =>
        Reach.From(name, direction, element.IsUnstable, element.IsDeprecated);

    private void AddReceived(PairNode node, string name, WireElement old) =>
        _roots.Add(new PairRoot(name, Direction.Receive, Edge(node, old)) { MayBeInline = old is WireEvent });

    // Follows lists on both sides; what remains is a pair of objects, enums or alternates, or a difference that ends the comparison.
    private PairNode? Compare(
        Reach reach, WireElement oldUser, WireElement newUser, WireType old, WireType @new, string path, string route, bool isResult)
    {
        TypeRelation relation = TypeRelations.Between(old, @new);
        if (relation != TypeRelation.Same)
        {
            _types.Add(new TypeChange
            {
                Path = path,
                Reach = reach,
                OldUser = oldUser,
                NewUser = newUser,
                OldType = old,
                NewType = @new,
                IsResult = isResult,
                Relation = relation,
            });
        }

        return (relation, old, @new) switch
        {
            (TypeRelation.Same, WireArray a, WireArray b) =>
                Compare(reach, oldUser, newUser, a.Element, b.Element, path, route, isResult: false),
            (TypeRelation.Same, WireScalar, _) => null,
            (TypeRelation.Same, _, _) => Enter(old, @new, route, string.Empty),
            (TypeRelation.IntoAlternate, _, WireAlternate to) =>
                Compare(reach, oldUser, newUser, old, to.Find(old.JsonKinds)!.Type, path, route, isResult: false),
            (TypeRelation.OutOfAlternate, WireAlternate from, _) =>
                Compare(reach, oldUser, newUser, from.Find(@new.JsonKinds)!.Type, @new, path, route, isResult: false),
            _ => null,
        };
    }

    private PairNode Enter(WireType old, WireType @new, string route, string without, (string Union, string Value)? branch = null)
    {
        if (!_nodes.TryGetValue((old, @new, without), out PairNode? node))
        {
            node = new PairNode(old, @new, route) { Branch = branch };
            _nodes.Add((old, @new, without), node);
            _order.Add(node);
            _pending.Enqueue(() => Expand(node, without));
        }
        else
        {
            node.IsMetElsewhere = true;
        }

        return node;
    }

    private void Expand(PairNode node, string without)
    {
        switch (node.Old, node.New)
        {
            case (WireObject old, WireObject @new):
                _objects.Expand(node, old, @new, without);
                break;
            case (WireEnumType old, WireEnumType @new):
                EnumPairExpander.Expand(node, old, @new, Shapes);
                break;
            case (WireAlternate old, WireAlternate @new):
                ExpandAlternate(node, old, @new);
                break;
        }
    }

    private void ExpandAlternate(PairNode node, WireAlternate old, WireAlternate @new)
    {
        foreach (WireAlternative alternative in old.Alternatives)
        {
            WireAlternative? partner = @new.Find(alternative.Type.JsonKinds);
            Add(node, alternative, partner);
            if (partner is not null)
            {
                string path = Way.Join(node.Path, partner.Name);
                Connect(node, alternative, partner, alternative.Type, partner.Type, path, Way.Join(node.Route, partner.Name));
            }
        }

        foreach (WireAlternative alternative in @new.Alternatives)
        {
            if (old.Find(alternative.Type.JsonKinds) is null)
            {
                Add(node, null, alternative);
            }
        }

        node.Changes.Add(ShapeChanges.Make(node, Shapes));
    }

    private static void Add(PairNode node, WireAlternative? old, WireAlternative? @new) => node.Changes.Add(new AlternativeChange
    {
        Path = Way.Join(node.Path, (@new ?? old)!.Name),
        Old = old,
        New = @new,
        Reach = node.Reach,
        Near = node.New.Location,
    });
}
