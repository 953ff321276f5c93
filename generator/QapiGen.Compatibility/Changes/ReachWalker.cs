using System;
using System.Collections.Generic;

namespace QapiGen.Compatibility.Changes;

/// <summary>Finds out what reaches each pair of types, and whether anything stable and current does.</summary>
internal sealed class ReachWalker
{
    private readonly Stack<PairNode> _stack = new();
    private int _mark;

    /// <summary>Fills <see cref="PairNode.Reach"/> of everything that the roots lead to.</summary>
    public void Walk(IReadOnlyList<PairRoot> roots)
    {
        foreach (PairRoot root in roots)
        {
            Walk(root, static _ => true, node => Note(node.Reach, root));
            Walk(root, static edge => !edge.IsUnstable, static node => node.Reach.IsStable = true);
            Walk(root, static edge => !edge.IsDeprecated, static node => node.Reach.IsCurrent = true);
            Walk(root, static edge => edge is { IsUnstable: false, IsDeprecated: false }, static node => node.Reach.IsFirm = true);
        }
    }

    private static void Note(Reach reach, PairRoot root)
    {
        reach.Directions |= root.Direction;
        reach.IsCheckedByOld |= root.IsCheckedByOld;
        reach.IsCheckedByNew |= root.IsCheckedByNew;
        if (reach.Roots.Count == 0 || reach.Roots[reach.Roots.Count - 1] != root.Name)
        {
            reach.Roots.Add(root.Name);
        }
    }

    private void Walk(PairRoot root, Func<PairEdge, bool> passes, Action<PairNode> visit)
    {
        _mark++;
        Follow(root.Edge, passes);
        while (_stack.Count > 0)
        {
            PairNode node = _stack.Pop();
            visit(node);
            foreach (PairEdge edge in node.Edges)
            {
                Follow(edge, passes);
            }
        }
    }

    private void Follow(PairEdge edge, Func<PairEdge, bool> passes)
    {
        if (edge.Target.Mark != _mark && passes(edge))
        {
            edge.Target.Mark = _mark;
            _stack.Push(edge.Target);
        }
    }
}
