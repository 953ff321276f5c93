using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using QapiGen.Cli.Files;
using QapiGen.Cli.Hosting;
using QapiGen.Cli.Output;
using QapiGen.Compatibility.Findings;
using QapiGen.Compatibility.Suppressions;
using QapiGen.LanguageServer.Files;
using QapiGen.Schema.Text;

namespace QapiGen.Cli.Commands.Diff;

/// <summary>Takes what a file of suppressions accepts out of comparisons, and tells the lines that nobody needs any more.</summary>
internal sealed class AcceptedFindings
{
    private readonly CliEnvironment _environment;
    private readonly SuppressionFile _file;

    private AcceptedFindings(CliEnvironment environment, SuppressionFile file)
    {
        _environment = environment;
        _file = file;
    }

    /// <summary>Reads a file.</summary>
    /// <param name="environment">Files and diagnostics.</param>
    /// <param name="path">The file.</param>
    /// <param name="origin">Who names it.</param>
    /// <exception cref="CallException">It can't be read, or has faults, which were reported.</exception>
    public static AcceptedFindings Read(CliEnvironment environment, string path, PathOrigin origin) => new(environment, ReadFile(environment, path, origin));

    /// <inheritdoc cref="Read"/>
    public static SuppressionFile ReadFile(CliEnvironment environment, string path, PathOrigin origin)
    {
        if (!new FileSchemaResolver(environment.Files).TryRead(path, origin, out SchemaFile? file, out string? failure))
        {
            throw new CallException($"can't read '{path}': {failure}", PathHint.For(environment.Files, path));
        }

        SuppressionFile suppressions = SuppressionFile.Parse(file);
        foreach (SuppressionFault fault in suppressions.Faults)
        {
            environment.Error.WriteLine(TerminalText.Escape(fault.ToString()));
        }

        return suppressions.Faults.Count == 0 ? suppressions : throw new CallException($"'{path}' has faults", null);
    }

    /// <summary>Takes what is accepted out of comparisons.</summary>
    /// <param name="comparisons">The comparisons.</param>
    /// <param name="options">How they were made.</param>
    /// <param name="roots">The roots of the configuration; empty to find those of the repository.</param>
    /// <param name="reader">Reads roots.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public IReadOnlyList<DiffComparison> Apply(
        IReadOnlyList<DiffComparison> comparisons, CompatibilityOptions options, IReadOnlyList<string> roots, DiffSideReader reader, CancellationToken cancellationToken)
    {
        CompatibilityReport[] reports = [.. comparisons.Select(static comparison => comparison.Report)];
        IReadOnlyList<CompatibilityReport> left = _file.Apply(reports, []);
        if (left[^1].Findings.Any(static finding => finding.Rule.Id == SuppressionUnused.Id))
        {
            // Where there is no verdict, or other schemas are there, nobody knows what is no longer needed.
            bool isJudged = comparisons.All(static comparison => comparison.IsJudged) && !IsAnyElsewhere(comparisons, roots, reader, cancellationToken);
            left = _file.Apply(reports, isJudged ? FindMore(comparisons, options) : null);
        }

        return [.. comparisons.Select((comparison, i) => comparison with { Report = left[i] })];
    }

    private static IEnumerable<CompatibilityFinding> FindMore(IReadOnlyList<DiffComparison> comparisons, CompatibilityOptions options) =>
        comparisons.Where(static comparison => !comparison.IsLeftOut)
            .SelectMany(comparison => WiderComparison.Find(comparison.Old.Schema!, comparison.New.Schema!, options))
            .Concat(comparisons.SelectMany(static comparison => comparison.FindMore?.Invoke() ?? []));

    // The roots that there are but for those that were compared: the file may be for them, too.
    private bool IsAnyElsewhere(IReadOnlyList<DiffComparison> comparisons, IReadOnlyList<string> roots, DiffSideReader reader, CancellationToken cancellationToken)
    {
        string here = _environment.Files.CurrentDirectory;
        IEnumerable<string> known = roots;
        if (roots.Count == 0)
        {
            known = RepositoryRoot.Find(_environment.Files) is string top ? SchemaRoots.FindInWorkTree(_environment.Files, top) : [];
        }

        HashSet<string> compared = [.. comparisons.SelectMany(static c => new[] { c.Old.File?.Path, c.New.File?.Path }).OfType<string>().Select(path => Path.GetFullPath(path, here))];
        return known.Where(root => !compared.Contains(Path.GetFullPath(SchemaFolders.FindRoot(_environment.Files, root) ?? root, here)))
            .Any(root => roots.Count > 0 || reader.ReadFile(root, _environment.Files, root, PathOrigin.Found, isOld: false, cancellationToken).Schema is { IsIntrospection: false, Whole.IsEmpty: false });
    }
}
