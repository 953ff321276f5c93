using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using QapiGen.Schema.Dialects;
using QapiGen.Schema.Loading;
using QapiGen.Schema.Syntax;
using QapiGen.Schema.Text;

namespace QapiGen.Cli.Schemas;

/// <summary>
/// What a root includes, read and parsed on all processors before it is loaded file by file. The files are those that the loader
/// asks for; it still decides on their order, and so on that of the faults.
/// </summary>
internal sealed class ReadAhead : ISchemaResolver, ISchemaFolders
{
    private readonly ISchemaResolver _resolver;
    private readonly Dialect _dialect;
    private readonly CancellationToken _cancellationToken;
    private readonly Dictionary<string, Include> _includes = [];

    // By reference: equal files would have to be compared by their whole texts.
    private readonly Dictionary<SchemaFile, SchemaDocument> _documents = new(ReferenceEqualityComparer.Instance);

    private ReadAhead(ISchemaResolver resolver, Dialect dialect, CancellationToken cancellationToken)
    {
        _resolver = resolver;
        _dialect = dialect;
        _cancellationToken = cancellationToken;
    }

    /// <summary>Reads and parses a root's includes, theirs, and so on: a level at a time, the files of a level side by side.</summary>
    /// <param name="root">The root file.</param>
    /// <param name="resolver">Finds included files; called by several threads at once.</param>
    /// <param name="dialect">Dialect of all files.</param>
    /// <param name="workingDirectory">The absolute directory that relative paths start from.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    public static ReadAhead Read(SchemaFile root, ISchemaResolver resolver, Dialect dialect, string workingDirectory, CancellationToken cancellationToken)
    {
        var ahead = new ReadAhead(resolver, dialect, cancellationToken);
        var known = new HashSet<string> { SchemaPath.Normalize(root.Path, workingDirectory) };
        SchemaDocument[] level = [ahead.Parse(root, dialect)];
        while (level.Length > 0)
        {
            string[] paths =
            [
                .. level.SelectMany(static document => document.Items.OfType<IncludeSyntax>().Select(include => SchemaPath.Join(document.File.Path, include.Path.Value)))
                    .Where(path => known.Add(SchemaPath.Normalize(path, workingDirectory))),
            ];
            level = ahead.ReadLevel(paths);
        }

        return ahead;
    }

    /// <inheritdoc/>
    /// <remarks>A file that is known by another path is read again, since its faults are to show this one.</remarks>
    public SchemaFile? Resolve(string displayPath, out string? failure)
    {
        if (!_includes.TryGetValue(displayPath, out Include include))
        {
            return _resolver.Resolve(displayPath, out failure);
        }

        failure = include.Failure;
        return include.Document?.File;
    }

    /// <inheritdoc/>
    public IEnumerable<string> Names => Folders?.Names ?? [];

    /// <inheritdoc/>
    public bool IsThere(string displayPath) => Folders?.IsThere(displayPath) ?? true;

    /// <inheritdoc/>
    public IEnumerable<string> List(string folder, bool isOfFolders) => Folders?.List(folder, isOfFolders) ?? [];

    private ISchemaFolders? Folders => _resolver as ISchemaFolders;

    /// <summary>The document of a file, for <see cref="SchemaLoaderOptions.Parse"/>.</summary>
    public SchemaDocument Parse(SchemaFile file, Dialect dialect)
    {
        if (dialect != _dialect)
        {
            return Parser.Parse(file, dialect, _cancellationToken);
        }

        if (!_documents.TryGetValue(file, out SchemaDocument? document))
        {
            document = Parser.Parse(file, dialect, _cancellationToken);
            _documents.Add(file, document);
        }

        return document;
    }

    private SchemaDocument[] ReadLevel(string[] paths)
    {
        var found = new Include[paths.Length];
        Parallel.For(0, paths.Length, new ParallelOptions { CancellationToken = _cancellationToken }, i =>
        {
            SchemaFile? file = _resolver.Resolve(paths[i], out string? failure);
            found[i] = new Include(file is null ? null : Parser.Parse(file, _dialect, _cancellationToken), failure);
        });
        for (int i = 0; i < paths.Length; i++)
        {
            _includes.Add(paths[i], found[i]);
            if (found[i].Document is { } document)
            {
                _documents.Add(document.File, document);
            }
        }

        return [.. found.Select(static include => include.Document).OfType<SchemaDocument>()];
    }

    private readonly record struct Include(SchemaDocument? Document, string? Failure);
}
