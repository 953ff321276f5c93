using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using QapiGen.Cli.Files;
using QapiGen.Cli.Hosting;
using QapiGen.Cli.Output;
using QapiGen.Cli.Schemas;
using QapiGen.Compatibility.Saved;
using QapiGen.Compatibility.Wire;
using QapiGen.Schema.Collections;
using QapiGen.Schema.Diagnostics;
using QapiGen.Schema.Introspection;
using QapiGen.Schema.Loading;
using QapiGen.Schema.Text;

namespace QapiGen.Cli.Commands.Diff;

/// <summary>Reads a side of a comparison: a schema, one in a commit, a saved reply to <c>query-qmp-schema</c>, or a live server.</summary>
internal sealed class DiffSideReader
{
    private static readonly string[] AddressPrefixes = ["unix:", "tcp:", "pipe:"];

    private readonly CliEnvironment _environment;
    private readonly DiffReading _reading;

    /// <summary>Makes a reader.</summary>
    /// <param name="environment">Files and diagnostics.</param>
    /// <param name="reading">How to read.</param>
    public DiffSideReader(CliEnvironment environment, DiffReading reading)
    {
        _environment = environment;
        _reading = reading;
    }

    /// <summary>Whether a name is that of a live server.</summary>
    public static bool IsAddress(string name) => AddressPrefixes.Any(p => name.StartsWith(p, StringComparison.Ordinal));

    /// <summary>Reads a side; what is wrong with it is reported.</summary>
    /// <param name="name">What the user calls it.</param>
    /// <param name="other">The other side, whose path a commit without one is looked into for; or null.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="CallException">A server or a commit can't be asked.</exception>
    public async Task<DiffSide> ReadAsync(string name, string? other, CancellationToken cancellationToken)
    {
        if (IsAddress(name))
        {
            return new DiffSide(name, Read(await LiveSchema.FetchAsync(name, _reading.Timeout, cancellationToken).ConfigureAwait(false)), null);
        }

        if (GitSide.TryParse(name, out GitSide? git))
        {
            using GitTree tree = GitTree.Open(_environment.Files.CurrentDirectory, git.Reference);
            string inside = tree.Resolve(git.Path ?? (other is null || IsAddress(other) || GitSide.TryParse(other, out _) ? "." : other));
            return ReadFile(name, tree, SchemaFolders.FindRoot(tree, inside) ?? inside, cancellationToken);
        }

        return ReadFile(name, _environment.Files, SchemaFolders.FindRoot(_environment.Files, name) ?? name, cancellationToken);
    }

    /// <summary>Reads a file of a tree; what is wrong with it is reported.</summary>
    public DiffSide ReadFile(string name, IFileSystem files, string path, CancellationToken cancellationToken)
    {
        // A side may be a pipe, which can be read once.
        if (!new FileSchemaResolver(files).TryRead(path, out SchemaFile? file, out string? failure))
        {
            SchemaRun run = new(path, null, null, _reading.Includes, new EquatableArray<SchemaDiagnostic>([SchemaLoader.UnreadableRoot(name, failure)]));
            FrontEnd.Require(_environment, run, _reading.Dialect);
            return new DiffSide(name, null, null);
        }

        return SavedSchema.IsLikely(file) ? new DiffSide(name, Read(file), file) : ReadSchema(name, files, file, cancellationToken);
    }

    private WireSchema? Read(SchemaFile file)
    {
        try
        {
            return SavedSchema.Read(RecordedSession.FindSchema(file) ?? file).Select(_reading.Commands, _reading.Events);
        }
        catch (IntrospectionFormatException e)
        {
            string error = Ansi.Paint("error", AnsiStyle.Red, _environment.ColorsError);
            _environment.Error.WriteLine($"{TerminalText.Escape(file.Path)}: {error} QAPI3901: not a reply to query-qmp-schema: {e.Message}");
            return null;
        }
    }

    private DiffSide ReadSchema(string name, IFileSystem files, SchemaFile file, CancellationToken cancellationToken)
    {
        SchemaRun run = FrontEnd.Run(_environment, files, file, _reading.Dialect, _reading.Includes, cancellationToken);
        return FrontEnd.Require(_environment, run, _reading.Dialect) is null && run.Schema is not null
            ? new DiffSide(name, WireSchema.FromModel(run.Schema, _reading.Symbols).Select(_reading.Commands, _reading.Events), file) { Model = run.Schema }
            : new DiffSide(name, null, file);
    }
}
