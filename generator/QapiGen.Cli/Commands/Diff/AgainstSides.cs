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
    /// <summary>Whether it was sound in the commit, or is, if it is new since.</summary>
    public bool IsSoundAtFirst => (Old ?? New)?.Schema is not null;

    private bool IsFresh => this is { Old: null, New.Schema: not null };

    private bool IsGone => this is { Old.Schema: not null, New: null };

    /// <summary>Joins what is gone with what git takes for the same file elsewhere: a schema that moves is neither removed nor new.</summary>
    /// <param name="all">All roots.</param>
    /// <param name="tree">The commit.</param>
    /// <param name="readOld">Reads a file of the commit that is named from the top of the repository.</param>
    /// <param name="readNew">The same of the working tree.</param>
    public static AgainstSides[] JoinMoved(AgainstSides[] all, GitTree tree, Func<string, DiffSide> readOld, Func<string, DiffSide> readNew)
    {
        IReadOnlyDictionary<string, string> moved = Array.Exists(all, static root => root.IsFresh || root.IsGone) ? tree.Moved : new Dictionary<string, string>();
        if (moved.Count == 0)
        {
            return all;
        }

        // A root may be a folder, and then it is the file in it that moves.
        string PlaceOf(DiffSide? side, AgainstSides root) => (side?.File is { } file ? tree.Inside(file.Path) : null) ?? tree.Inside(root.Root.Path)!;
        Dictionary<string, AgainstSides> gone = all.Where(static root => root.IsGone).GroupBy(root => PlaceOf(root.Old, root), StringComparer.Ordinal)
            .ToDictionary(static same => same.Key, static same => same.First(), StringComparer.Ordinal);
        var joined = new HashSet<AgainstSides>();
        AgainstSides JoinFresh(AgainstSides root)
        {
            if (!root.IsFresh || !moved.TryGetValue(PlaceOf(root.New, root), out string? from))
            {
                return root;
            }

            if (gone.TryGetValue(from, out AgainstSides? before))
            {
                joined.Add(before);
                return root with { Old = before.Old };
            }

            // Who names only where it is now means all of it; and what came from elsewhere nobody has looked for there.
            return (root.Root.IsNamed || IsElsewhere(from)) && readOld(from) is { Schema: not null } old ? root with { Old = old } : root;
        }

        bool IsElsewhere(string inside) => !inside.StartsWith(tree.Prefix, StringComparison.Ordinal);
        Dictionary<string, string> left = moved.ToDictionary(static move => move.Value, static move => move.Key, StringComparer.Ordinal);
        AgainstSides JoinGone(AgainstSides root) =>
            root.IsGone && !root.Root.IsNamed && left.TryGetValue(PlaceOf(root.Old, root), out string? to) && IsElsewhere(to) ? root with { New = readNew(to) } : root;

        AgainstSides[] paired = [.. all.Select(JoinFresh)];
        return [.. paired.Where(root => !joined.Contains(root)).Select(JoinGone)];
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
