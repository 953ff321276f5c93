using System;
using System.Collections.Generic;
using System.Linq;
using QapiGen.Cli.Files;

namespace QapiGen.Cli.Commands.Diff;

/// <summary>A root of the working tree and of a commit.</summary>
/// <param name="Root">Where it is.</param>
/// <param name="Old">What the commit has; null if it has nothing there.</param>
/// <param name="New">What the working tree has; null if it has nothing there.</param>
internal sealed record AgainstSides(AgainstRoot Root, DiffSide? Old, DiffSide? New)
{
    /// <summary>Joins what is gone with what git takes for the same file elsewhere: a schema that moves is neither removed nor new.</summary>
    /// <param name="all">All roots.</param>
    /// <param name="tree">The commit.</param>
    /// <param name="readOld">Reads a file of the commit that is named from the top of the repository.</param>
    public static AgainstSides[] JoinMoved(AgainstSides[] all, GitTree tree, Func<string, DiffSide> readOld)
    {
        IReadOnlyDictionary<string, string> moved = Array.Exists(all, static root => root is { Old: null, New.Schema: not null }) ? tree.FindMoved() : new Dictionary<string, string>();
        if (moved.Count == 0)
        {
            return all;
        }

        Dictionary<string, AgainstSides> gone = all.Where(static root => root is { Old.Schema: not null, New: null }).ToDictionary(root => tree.Inside(root.Root.Path)!, StringComparer.Ordinal);
        var joined = new HashSet<AgainstSides>();
        AgainstSides Join(AgainstSides root)
        {
            if (root is not { Old: null, New.Schema: not null } || !moved.TryGetValue(tree.Inside(root.Root.Path)!, out string? from))
            {
                return root;
            }

            if (gone.TryGetValue(from, out AgainstSides? before))
            {
                joined.Add(before);
                return root with { Old = before.Old };
            }

            // Who names only where it is now means all of it.
            return root.Root.IsNamed && readOld(from) is { Schema: not null } old ? root with { Old = old } : root;
        }

        AgainstSides[] paired = [.. all.Select(Join)];
        return [.. paired.Where(root => !joined.Contains(root))];
    }

    /// <summary>Leaves out what a sparse checkout leaves out: that isn't gone.</summary>
    /// <param name="all">All roots.</param>
    /// <param name="tree">The commit.</param>
    /// <param name="notes">Where it is said.</param>
    public static AgainstSides[] WithoutUnchecked(AgainstSides[] all, GitTree tree, DiffNotes notes)
    {
        string[] gone = [.. all.Where(static root => root.New is null).Select(root => tree.Inside(root.Root.Path)!)];
        HashSet<string> leftOut = gone.Length == 0 ? [] : tree.FindNotCheckedOut(gone);
        bool IsLeftOut(AgainstSides root) => root.New is null && leftOut.Contains(tree.Inside(root.Root.Path)!);
        foreach (AgainstSides root in all.Where(IsLeftOut))
        {
            notes.Say($"{root.Root.Path}: not checked out here, so that it isn't compared");
        }

        return leftOut.Count == 0 ? all : [.. all.Where(root => !IsLeftOut(root))];
    }
}
