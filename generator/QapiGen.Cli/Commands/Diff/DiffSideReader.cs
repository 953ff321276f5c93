using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using QapiGen.Cli.Files;
using QapiGen.Cli.Hosting;
using QapiGen.Cli.Output;
using QapiGen.Cli.Schemas;
using QapiGen.Compatibility.Findings;
using QapiGen.Compatibility.Saved;
using QapiGen.Compatibility.Wire;
using QapiGen.LanguageServer.Files;
using QapiGen.Schema.Collections;
using QapiGen.Schema.Diagnostics;
using QapiGen.Schema.Dialects;
using QapiGen.Schema.Introspection;
using QapiGen.Schema.Loading;
using QapiGen.Schema.Text;

namespace QapiGen.Cli.Commands.Diff;

/// <summary>Reads a side of a comparison: a schema, one in a commit, a saved reply to <c>query-qmp-schema</c>, or a live server.</summary>
internal sealed class DiffSideReader
{
    private static readonly string[] AddressPrefixes = ["unix:", "tcp:", "pipe:"];

    private static readonly SchemaRule NoReply = new(ComparisonIncomplete.Id, ComparisonIncomplete.Rule.Name, SchemaSeverity.Error, "not a reply to query-qmp-schema: {0}");

    private readonly CliEnvironment _environment;
    private readonly DiffReading _reading;
    private SortedSet<string>? _symbols;

    /// <summary>Makes a reader.</summary>
    /// <param name="environment">Files and diagnostics.</param>
    /// <param name="reading">How to read.</param>
    public DiffSideReader(CliEnvironment environment, DiffReading reading)
    {
        _environment = environment;
        _reading = reading;
    }

    /// <summary>The symbols that the conditions of all schemas read so far ask for; null if none was one, or every configuration is compared.</summary>
    public IReadOnlyCollection<string>? Symbols => _symbols;

    /// <summary>Whether a name is that of a live server.</summary>
    public static bool IsAddress(string name) => AddressPrefixes.Any(p => name.StartsWith(p, StringComparison.Ordinal));

    /// <summary>Reads a side; what is wrong with it is reported.</summary>
    /// <param name="name">What the user calls it.</param>
    /// <param name="other">The other side, whose path a commit without one is looked into for; or null.</param>
    /// <param name="place">The folder whose repository a commit with a path is one of; null for the working directory.</param>
    /// <param name="origin">Who names it.</param>
    /// <param name="isOld">Whether it is an older version, which need not keep the rules of the dialect: nobody can mend it.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="CallException">A server or a commit can't be asked.</exception>
    public async Task<DiffSide> ReadAsync(string name, string? other, string? place, PathOrigin origin, bool isOld, CancellationToken cancellationToken)
    {
        DiffSide side = await FindAsync(name, other, place, origin, isOld, cancellationToken).ConfigureAwait(false);
        Report(side);
        return side;
    }

    /// <summary>Reads a file of a tree, or the root in a folder of it; what is wrong with it is for the caller to report.</summary>
    /// <param name="name">What the user calls it.</param>
    /// <param name="files">The tree.</param>
    /// <param name="path">The path in it.</param>
    /// <param name="origin">Who names it.</param>
    /// <param name="isOld">Whether it is an older version, which need not keep the rules of the dialect: nobody can mend it.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public DiffSide ReadFile(string name, IFileSystem files, string path, PathOrigin origin, bool isOld, CancellationToken cancellationToken)
    {
        // A side may be a pipe, which can be read once.
        (string root, origin) = SchemaFolders.Enter(files, path, origin);
        if (!new FileSchemaResolver(files).TryRead(root, origin, out SchemaFile? file, out string? failure))
        {
            string said = root == path || files != _environment.Files ? name : root;
            return new DiffSide(name, null, null) { Diagnostics = [SchemaLoader.UnreadableRoot(said, failure)], Hint = PathHint.For(_environment.Files, path) };
        }

        if (!SavedSchema.IsLikely(file))
        {
            return ReadSchema(name, files, file, isOld, cancellationToken);
        }

        RefuseNameless(name, "a saved reply to query-qmp-schema");
        return Read(name, file);
    }

    /// <summary>
    /// Sides that are compared with each other: beside a captured one, schemas keep their conditions though all are said to hold, since nobody builds all, and what that side lacks perhaps
    /// wasn't built.
    /// </summary>
    public IReadOnlyList<DiffSide> BesideCaptured(IReadOnlyList<DiffSide> sides) =>
        _reading.HoldsAll && sides.Any(static side => side.Schema is { IsIntrospection: true })
            ? [.. sides.Select(side => side.Model is null ? side : side with { Schema = WireSchema.FromModel(side.Model).Select(_reading.Commands, _reading.Events) })]
            : sides;

    /// <summary>Reports what is wrong with a side, but for what was said of another one.</summary>
    public void Report(DiffSide side, DiffSide? said = null)
    {
        var writer = new DiagnosticWriter(_environment.Error, _environment.ColorsError);
        SchemaDiagnostic[] others = said is null ? [] : [.. said.Diagnostics];
        SchemaDiagnostic[] left = [.. side.Diagnostics.Where(found => !Array.Exists(others, other => IsSame(found, other)))];
        foreach (SchemaDiagnostic diagnostic in left)
        {
            writer.Write(diagnostic, side.File?.Path ?? side.Name);
        }

        if (side.Hint is not null && (left.Length > 0 || others.Length == 0))
        {
            _environment.Error.WriteLine(side.Hint);
        }
    }

    private void RefuseNameless(string name, string what)
    {
        if (_reading.NeedsNames)
        {
            throw new CallException(
                $"--profile stored compares types by their names, and '{name}' is {what}: introspection has no names of types",
                "Name a schema on both sides, such as git:v1.0:api.json, or take another profile.");
        }
    }

    private static bool IsSame(SchemaDiagnostic one, SchemaDiagnostic other) =>
        one.Rule.Id == other.Rule.Id && one.Message == other.Message
        && one.Location?.File.Path == other.Location?.File.Path && one.Location?.Position == other.Location?.Position;

    private async Task<DiffSide> FindAsync(string name, string? other, string? place, PathOrigin origin, bool isOld, CancellationToken cancellationToken)
    {
        if (IsAddress(name))
        {
            RefuseNameless(name, "a live server");
            return Read(name, await LiveSchema.FetchAsync(name, _reading.Timeout, cancellationToken).ConfigureAwait(false)) with { File = null };
        }

        if (GitSide.TryParse(name, out GitSide? git))
        {
            // Of two commits one has to say the path.
            GitSide? beside = null;
            return other is not null && GitSide.TryParse(other, out beside)
                ? ReadCommit(name, git with { Path = git.Path ?? beside.Path }, null, place, isOld, cancellationToken)
                : ReadCommit(name, git, other is null || IsAddress(other) ? null : other, place, isOld, cancellationToken);
        }

        return ReadFile(name, _environment.Files, name, origin, isOld, cancellationToken);
    }

    // With a path a commit is one of the repository around the working directory, if there is one; else of the one that the other side lies in, wherever that is.
    private DiffSide ReadCommit(string name, GitSide side, string? other, string? place, bool isOld, CancellationToken cancellationToken)
    {
        string here = _environment.Files.CurrentDirectory;
        place ??= here;
        bool isFolder = other is not null && _environment.Files.DirectoryExists(other);
        string folder = other is null || (side.Path is not null && GitTree.IsInRepository(place)) ? place : Path.GetFullPath(Path.Combine(here, isFolder ? other : Path.GetDirectoryName(other) ?? string.Empty));
        using GitTree tree = GitTree.Open(_environment.Files.DirectoryExists(folder) ? folder : here, side.Reference, here);
        string path = side.Path is not null ? tree.Resolve(side.Path) : tree.PathOf(tree.Prefix + (other is null || isFolder ? string.Empty : Path.GetFileName(other)));
        return ReadFile(name, tree, path, PathOrigin.Found, isOld, cancellationToken);
    }

    private DiffSide Read(string name, SchemaFile file)
    {
        try
        {
            return new DiffSide(name, SavedSchema.Read(RecordedSession.FindSchema(file) ?? file).Select(_reading.Commands, _reading.Events), file) { Texts = [file.Text] };
        }
        catch (IntrospectionFormatException e)
        {
            return new DiffSide(name, null, file) { Diagnostics = [new SchemaDiagnostic(NoReply, null, new EquatableArray<string>([e.Message]))], Texts = [file.Text] };
        }
    }

    private DiffSide ReadSchema(string name, IFileSystem files, SchemaFile file, bool isOld, CancellationToken cancellationToken)
    {
        (SchemaRun run, Dialect dialect) = ComparedSchema.Read(
            _reading.Dialect,
            isOld,
            one => (Run: FrontEnd.Run(_environment, files, file, one, _reading.Includes, cancellationToken), Dialect: one),
            static read => HasFaults(read.Run));
        if (_reading.Symbols is not null)
        {
            (_symbols ??= new SortedSet<string>(StringComparer.Ordinal)).UnionWith(ConditionSymbols.Find(run.Loaded!));
        }

        bool hasFaults = HasFaults(run);
        return new DiffSide(name, hasFaults ? null : WireSchema.FromModel(run.Schema!, _reading.Symbols).Select(_reading.Commands, _reading.Events), file)
        {
            Model = hasFaults ? null : run.Schema,
            Diagnostics = [.. run.Diagnostics],
            Hint = FrontEnd.Hint(_environment, run, dialect),
            Texts = [.. run.Loaded!.Files.Select(static loaded => loaded.Document.File.Text)],
        };
    }

    private static bool HasFaults(SchemaRun run) => run.Schema is null || run.Diagnostics.Any(static found => found.Severity == SchemaSeverity.Error);
}
