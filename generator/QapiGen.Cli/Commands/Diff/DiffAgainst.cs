using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using QapiGen.Cli.Files;
using QapiGen.Cli.Hosting;
using QapiGen.Cli.Output;
using QapiGen.Compatibility;
using QapiGen.Compatibility.Findings;
using QapiGen.Compatibility.Wire;
using QapiGen.LanguageServer.Files;

namespace QapiGen.Cli.Commands.Diff;

/// <summary>Compares the schemas of the working tree with those of a commit.</summary>
internal sealed class DiffAgainst(CliEnvironment environment, DiffSideReader reader, CompatibilityOptions options, DiffNotes notes)
{
    /// <summary>Compares.</summary>
    /// <param name="reference">The commit.</param>
    /// <param name="roots">Which roots.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>A comparison for each root; those that weren't named and have faults are left out, first. What is wrong with others was reported.</returns>
    /// <exception cref="CallException">There is no such commit, or no schema.</exception>
    public IReadOnlyList<DiffComparison> Compare(string reference, AgainstRoots roots, CancellationToken cancellationToken)
    {
        using GitTree tree = GitTree.Open(roots.Place, reference, environment.Files.CurrentDirectory);
        DiffSide ReadOld(string inside, string path) => Read($"git:{reference}:{inside}", tree, path, isOld: true, cancellationToken);
        DiffSide ReadNew(string path) => Read(path, environment.Files, path, isOld: false, cancellationToken);
        AgainstSides[] ReadAll(IEnumerable<AgainstRoot> found) => AgainstSides.WithoutUnchecked(
            [
                .. from root in found
                   let inside = tree.Inside(root.Path) ?? throw Outside(root.Path)
                   let old = IsThere(tree, root.Path) ? ReadOld(inside.Length == 0 ? "." : inside, root.Path) : null
                   let now = old is null || environment.Files.FileExists(root.Path) || environment.Files.DirectoryExists(root.Path) ? ReadNew(root.Path) : null
                   where root.IsNamed || IsRoot(old) || IsRoot(now)
                   select new AgainstSides(root, old, now),
            ],
            tree,
            notes);
        AgainstSides[] all = ReadAll(roots.In(tree));

        // Where nothing is sound, nothing may pass: no part of it either.
        bool isAnySound = Array.Exists(all, root => (root.New ?? root.Old)!.Schema is not null);
        all = [.. all, .. Behind(roots, tree, all, ReadAll)];
        all = AgainstSides.JoinMoved(all, tree, inside => ReadOld(inside, tree.PathOf(inside)), inside => ReadNew(tree.PathOf(inside)));
        if (all.Length == 0)
        {
            throw new CallException("there is no schema below this directory", "Name the roots: diff --against REF ROOT...");
        }

        var leftOut = new List<DiffComparison>();
        var compared = new List<DiffComparison>();
        var fresh = new List<DiffComparison>();
        var unasked = new HashSet<DiffComparison>();
        foreach (((string root, bool isNamed), DiffSide? old, DiffSide? now) in all)
        {
            DiffSide before = old ?? new DiffSide($"git:{reference}:{tree.Inside(root)} (not there)", WireSchema.Empty, null);
            DiffSide after = now ?? new DiffSide($"{root} (gone)", WireSchema.Empty, null);
            if (before.Schema is null || after.Schema is null)
            {
                // What was sound is what the change has broken; and where nothing is sound, nothing may pass.
                bool isBroken = isNamed || !isAnySound || (old?.Schema is not null && after.Schema is null);
                (isBroken ? compared : leftOut).Add(isBroken ? Incomplete(before, after) : LeaveOut(root, before, after));
                continue;
            }

            reader.Report(after);
            if (old is null)
            {
                notes.Say($"{root}: new since {reference}, so that there is nothing to compare it with");
                fresh.Add(new DiffComparison(after with { Name = before.Name }, after, SchemaComparer.Compare(after.Schema, after.Schema, options)));
                continue;
            }

            var comparison = new DiffComparison(before, after, SchemaComparer.Compare(before.Schema, after.Schema, options));
            compared.Add(comparison);
            if (!isNamed && !before.Schema.Whole.IsEmpty && comparison.Report.IsOldSideEmpty)
            {
                unasked.Add(comparison);
            }
        }

        // What is asked for is in other roots: those that were merely found needn't have any of it. If none has, it's mistyped.
        if (compared.Exists(comparison => !comparison.IsFaulty && !unasked.Contains(comparison)))
        {
            compared = compared.ConvertAll(comparison => unasked.Contains(comparison) ? comparison with { Report = WithoutEmptiness(comparison.Report) } : comparison);
        }

        // A report for programs has two sides, also of a repository's first schema.
        return [.. leftOut, .. compared.Count > 0 ? compared : fresh];
    }

    // Sound schemas that only roots which are left out include, those behind these, and so on. Of what else these include they alone make a whole.
    private static List<AgainstSides> Behind(AgainstRoots roots, GitTree tree, AgainstSides[] all, Func<IEnumerable<AgainstRoot>, AgainstSides[]> read)
    {
        var known = new HashSet<string>(all.Select(static root => root.Root.Path), StringComparer.Ordinal);
        var faulty = new HashSet<string>(StringComparer.Ordinal);
        var behind = new List<AgainstSides>();
        for (AgainstSides[] level = all; Array.FindAll(level, root => !root.IsSoundAtFirst && faulty.Add(root.Root.Path)).Length > 0;)
        {
            level = read([.. roots.Behind(tree, faulty).Where(root => known.Add(root.Path))]);
            behind.AddRange(level.Where(static root => root.IsSoundAtFirst));
        }

        return behind;
    }

    private DiffSide Read(string name, IFileSystem files, string root, bool isOld, CancellationToken cancellationToken) =>
        reader.ReadFile(name, files, root, PathOrigin.Found, isOld, cancellationToken);

    // A folder without any schema is none yet; one with several has no root, which reading it says.
    private static bool IsThere(GitTree tree, string root) =>
        tree.IsThere(root)
        && (!tree.DirectoryExists(root) || SchemaFolders.FindRoot(tree, root) is not null || tree.List(root).Any(static name => name.EndsWith(".json", StringComparison.Ordinal)));

    private static CallException Outside(string root) => new(
        $"'{root}' lies outside of the repository around the working directory", "Call qapigen from within that repository, or name two sides: qapigen diff git:REF ROOT.");

    // What has types only is a part that nothing includes yet, or any more: no client meets it. That is said of what has no faults only.
    private bool IsRoot(DiffSide? side) => side is not null && (side.Schema is not { } schema || !schema.Whole.IsEmpty || options.Profile == CompatibilityProfile.Stored);

    private static CompatibilityReport WithoutEmptiness(CompatibilityReport report) =>
        new([.. report.Findings.Where(static finding => finding.Rule.Id != SideEmpty.Id)], report.Profile);

    private DiffComparison Incomplete(DiffSide old, DiffSide @new)
    {
        reader.Report(@new);
        if (old.Schema is null)
        {
            reader.Report(old, @new);
        }

        return FaultySides.Compare(old, @new, options.Profile);
    }

    private DiffComparison LeaveOut(string root, DiffSide old, DiffSide @new)
    {
        bool isUnchanged = old.Texts.Count > 0 && old.Texts.SequenceEqual(@new.Texts, StringComparer.Ordinal);
        CompatibilityFinding finding = RootLeftOut.Create(root, old.Fault, @new.Fault, isUnchanged);
        return new DiffComparison(old, @new, new CompatibilityReport([finding], options.Profile)) { IsLeftOut = true };
    }
}
