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

namespace QapiGen.Cli.Commands.Diff;

/// <summary>Compares the schemas of the working tree with those of a commit.</summary>
internal sealed class DiffAgainst(CliEnvironment environment, DiffSideReader reader, CompatibilityOptions options)
{
    /// <summary>Compares.</summary>
    /// <param name="reference">The commit.</param>
    /// <param name="roots">The roots, relative to the working directory; empty to find them.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>A comparison for each root; null if a schema has faults, which were reported.</returns>
    /// <exception cref="CallException">There is no such commit, or no schema.</exception>
    public IReadOnlyList<DiffComparison>? Compare(string reference, IReadOnlyList<string> roots, CancellationToken cancellationToken)
    {
        string here = environment.Files.CurrentDirectory;
        using GitTree tree = GitTree.Open(here, reference);
        if (roots.Count == 0)
        {
            // Those of the commit as well: one may be gone, empty, or a part of a new root by now, and what it lost counts all the same.
            string[] now = SchemaRoots.Find(environment.Files, GitTree.ListWorkTree(here, "*.json"));
            string[] then = SchemaRoots.Find(tree, tree.FilesBelowHere.Where(path => path.EndsWith(".json", StringComparison.Ordinal)))
                .Select(tree.Relative).ToArray();
            roots = now.Union(then, StringComparer.Ordinal).ToArray();
        }

        if (roots.Count == 0)
        {
            throw new CallException("there is no schema below this directory", "Name the roots: diff --against REF ROOT...");
        }

        var comparisons = new List<DiffComparison>();
        var fresh = new List<(string Name, DiffSide Side)>();
        foreach (string root in roots)
        {
            string inside = tree.Resolve("./" + root);
            if (!tree.FileExists(inside))
            {
                environment.Error.WriteLine($"{TerminalText.Escape(root)}: new since {TerminalText.Escape(reference)}, so that there is nothing to compare it with");
                DiffSide side = reader.ReadFile(root, environment.Files, root, cancellationToken);
                if (side.Schema is null)
                {
                    return null;
                }

                fresh.Add(($"git:{reference}:{inside} (not there)", side));
                continue;
            }

            DiffSide old = reader.ReadFile($"git:{reference}:{inside}", tree, inside, cancellationToken);
            DiffSide @new = environment.Files.FileExists(root)
                ? reader.ReadFile(root, environment.Files, root, cancellationToken)
                : new DiffSide($"{root} (gone)", WireSchema.Empty, null);
            if (old.Schema is null || @new.Schema is null)
            {
                return null;
            }

            comparisons.Add(new DiffComparison(old, @new, SchemaComparer.Compare(old.Schema, @new.Schema, options)));
        }

        // A report for programs has two sides, also of a repository's first schema.
        return comparisons.Count > 0 ? comparisons
            : fresh.ConvertAll(root => new DiffComparison(root.Side with { Name = root.Name }, root.Side, SchemaComparer.Compare(root.Side.Schema!, root.Side.Schema!, options)));
    }
}
