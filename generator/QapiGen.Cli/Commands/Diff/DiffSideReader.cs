using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using QapiGen.Cli.Files;
using QapiGen.Cli.Hosting;
using QapiGen.Cli.Output;
using QapiGen.Compatibility.Saved;
using QapiGen.Compatibility.Wire;
using QapiGen.Schema.Dialects;
using QapiGen.Schema.Introspection;
using QapiGen.Schema.Model;
using QapiGen.Schema.Text;

namespace QapiGen.Cli.Commands.Diff;

/// <summary>Reads a side of a comparison: a schema, a saved reply to <c>query-qmp-schema</c>, or a live server.</summary>
internal sealed class DiffSideReader
{
    private static readonly string[] AddressPrefixes = ["unix:", "tcp:", "pipe:"];

    private static readonly string[] UsualRoots = ["qapi/qapi-schema.json", "qapi-schema.json"];

    private readonly CliEnvironment _environment;
    private readonly Dialect _dialect;
    private readonly IncludePaths _includes;
    private readonly SymbolSet? _symbols;
    private readonly TimeSpan _timeout;

    /// <summary>Makes a reader.</summary>
    /// <param name="environment">Files and diagnostics.</param>
    /// <param name="dialect">Dialect of schemas.</param>
    /// <param name="includes">Where else included files are looked for.</param>
    /// <param name="symbols">The configuration; null to compare conditions as formulas.</param>
    /// <param name="timeout">How long a server may take.</param>
    public DiffSideReader(CliEnvironment environment, Dialect dialect, IncludePaths includes, SymbolSet? symbols, TimeSpan timeout)
    {
        _environment = environment;
        _dialect = dialect;
        _includes = includes;
        _symbols = symbols;
        _timeout = timeout;
    }

    /// <summary>Whether a name is that of a live server.</summary>
    public static bool IsAddress(string name) => AddressPrefixes.Any(p => name.StartsWith(p, StringComparison.Ordinal));

    /// <summary>Reads a side; what is wrong with it is reported.</summary>
    /// <exception cref="CallException">A server can't be asked.</exception>
    public async Task<DiffSide> ReadAsync(string name, CancellationToken cancellationToken)
    {
        if (IsAddress(name))
        {
            return new DiffSide(name, Read(await LiveSchema.FetchAsync(name, _timeout, cancellationToken).ConfigureAwait(false)));
        }

        string path = FindRoot(name) ?? name;
        return new FileSchemaResolver(_environment.Files).TryRead(path, out SchemaFile? file, out _) && SavedSchema.IsLikely(file)
            ? new DiffSide(name, Read(file))
            : new DiffSide(name, ReadSchema(path, cancellationToken));
    }

    /// <summary>The root in a folder that is one release's tree: the usual ones, or its only schema; null if there is none.</summary>
    public string? FindRoot(string folder)
    {
        if (!_environment.Files.DirectoryExists(folder))
        {
            return null;
        }

        string? usual = UsualRoots.Select(r => $"{folder.TrimEnd('/')}/{r}").FirstOrDefault(_environment.Files.FileExists);
        string[] schemas = _environment.Files.List(folder).Where(n => n.EndsWith(".json", StringComparison.Ordinal)).ToArray();
        return usual ?? (schemas.Length == 1 ? $"{folder.TrimEnd('/')}/{schemas[0]}" : null);
    }

    private WireSchema? Read(SchemaFile file)
    {
        try
        {
            return SavedSchema.Read(file);
        }
        catch (IntrospectionFormatException e)
        {
            string error = Ansi.Paint("error", AnsiStyle.Red, _environment.ColorsError);
            _environment.Error.WriteLine($"{file.Path}: {error} QAPI3901: not a reply to query-qmp-schema: {e.Message}");
            return null;
        }
    }

    private WireSchema? ReadSchema(string path, CancellationToken cancellationToken)
    {
        (SchemaRun run, int? exitCode) = FrontEnd.Require(_environment, path, _dialect, _includes, cancellationToken);
        return exitCode is null && run.Schema is not null ? WireSchema.FromModel(run.Schema, _symbols) : null;
    }
}
