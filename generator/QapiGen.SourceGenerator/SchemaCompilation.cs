using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Threading;
using QapiGen.Compatibility.Findings;
using QapiGen.Emit.Items;
using QapiGen.Emit.Planning;
using QapiGen.Schema.Binding;
using QapiGen.Schema.Collections;
using QapiGen.Schema.Diagnostics;
using QapiGen.Schema.Dialects;
using QapiGen.Schema.Loading;
using QapiGen.Schema.Model;
using QapiGen.Schema.Syntax;
using QapiGen.Schema.Text;

namespace QapiGen.SourceGenerator;

/// <summary>Compiles one root from files that the build has handed over.</summary>
internal sealed class SchemaCompilation : ISchemaResolver, ISchemaFolders
{
    /// <summary>What is said of a file that is there and that the build couldn't open.</summary>
    public const string Unreadable = "it is there, but can't be opened; is it a link that leads nowhere, or is there no permission to read it?";

    // The same are passed over by QapiGen.Includes.targets.
    private static readonly string[] s_systems = ["/dev/", "/proc/", "/sys/"];

    private readonly Dictionary<string, ParsedFile> _byPath = new(StringComparer.Ordinal);
    private readonly NamedFiles<ParsedFile> _byName;
    private readonly SchemaSettings _settings;
    private readonly string _start;

    // What files include that the baseline's commit doesn't have: those of a package or a submodule below the repository's top.
    private readonly HashSet<string> _besideCommit = new(StringComparer.Ordinal);
    private readonly CancellationToken _cancellationToken;

    private SchemaCompilation(ImmutableArray<ParsedFile> files, ParsedFile root, SchemaFile start, CancellationToken cancellationToken)
    {
        _settings = root.Input.Root!;
        _start = SchemaPath.Normalize(start.Path);
        _byName = new NamedFiles<ParsedFile>(Roots(files).Select(static other => other.Input.Root!));
        _cancellationToken = cancellationToken;
        foreach (ParsedFile file in files)
        {
            string path = SchemaPath.Normalize(file.Input.File.Path);
            _byPath[path] = file;
            _byName.Add(path, file.Input.Name, file);
        }
    }

    /// <summary>The roots among the files.</summary>
    public static IEnumerable<ParsedFile> Roots(ImmutableArray<ParsedFile> files) => files.Where(file => file.Input.Root is not null);

    /// <summary>Binds a root, and plans what is generated for it.</summary>
    /// <param name="files">All files.</param>
    /// <param name="root">The root, one of them.</param>
    /// <param name="references">Modules of referenced assemblies.</param>
    /// <param name="diagnostics">Takes the faults of the schema and of its settings.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static SchemaPlan Plan(
        ImmutableArray<ParsedFile> files,
        ParsedFile root,
        EquatableArray<ReferencedModule> references,
        DiagnosticBag diagnostics,
        CancellationToken cancellationToken)
    {
        var compilation = new SchemaCompilation(files, root, root.Input.File, cancellationToken);
        LoadedSchema loaded = compilation.Load(root.Input.File, compilation._settings.GetDialect(), diagnostics);
        QapiSchema schema = Binder.Bind(loaded, diagnostics);
        GenerationOptions options = compilation._settings.ToOptions() with
        {
            References = compilation._settings.Reuses() ? references : default,
            HintPrefix = HintPrefix(files, root),
            HasIntrospection = !diagnostics.HasErrors,
        };
        cancellationToken.ThrowIfCancellationRequested();
        var plan = SchemaPlan.Create(schema, options);
        ItemFindings.Add(diagnostics, root.ToRoot(), loaded, plan, Enum.GetNames(typeof(CompatibilityProfile)));
        return plan;
    }

    /// <summary>Binds a root, or another schema among the files that is read as the root is: its baseline.</summary>
    /// <param name="files">All files.</param>
    /// <param name="root">The root whose settings count.</param>
    /// <param name="start">The file to start from.</param>
    /// <param name="dialect">In which dialect.</param>
    /// <param name="diagnostics">Takes the faults of the schema.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static QapiSchema Bind(
        ImmutableArray<ParsedFile> files, ParsedFile root, SchemaFile start, Dialect dialect, DiagnosticBag diagnostics, CancellationToken cancellationToken) =>
        Binder.Bind(new SchemaCompilation(files, root, start, cancellationToken).Load(start, dialect, diagnostics), diagnostics);

    /// <inheritdoc/>
    public SchemaFile? Resolve(string displayPath, out string? failure)
    {
        string path = SchemaPath.Normalize(displayPath);
        if (IsBesideStart(path) && !_besideCommit.Contains(path))
        {
            failure = "it lies outside of the commit, whose files have to be named by relative paths";
            return null;
        }

        if ((_byPath.TryGetValue(path, out ParsedFile? found) ? found : _byName.Find(_start, path)) is { } file)
        {
            failure = null;
            NoteIncludes(file.Input.File);
            return file.Input.File;
        }

        string name = SchemaPath.GetFileName(displayPath);
        failure = _settings.FindUnnamed(name) is { } unnamed
            ? $"no such file; of the QapiInclude item '{unnamed}' the path alone counts: add Name=\"{ProjectText.Escape(name)}\" to it"
            : PackagedModules.FindPackage(name) is string package
            ? $"no such file; the package {package} has one: add <PackageReference Include=\"{package}\" />"
            : _settings.GetMissing().Contains(path) || _settings.GetMissing().Contains(path.Replace('\\', '/'))
            ? IsOfSystem(path) ? "it isn't a regular file" : "no such file"
            : _settings.GetUnreadable().Contains(path) ? Unreadable
            : $"not among the project's files; if it is there, build again, or add <QapiInclude Include=\"{ProjectText.Escape(displayPath)}\" />";
        return null;
    }

    /// <inheritdoc/>
    public IEnumerable<string> Names => _byName.Names.Concat(_settings.NearNames.Split('|'));

    /// <inheritdoc/>
    /// <remarks>What an item names by another path says what to do, too.</remarks>
    public bool IsThere(string displayPath)
    {
        string path = SchemaPath.Normalize(displayPath);
        return IsBesideStart(path) || IsOfSystem(path) || _settings.GetUnreadable().Contains(path) || _settings.FindUnnamed(SchemaPath.GetFileName(path)) is not null;
    }

    /// <inheritdoc/>
    public IEnumerable<string> List(string folder, bool isOfFolders)
    {
        string inFolder = SchemaPath.Normalize(folder).TrimEnd('/') + "/";
        return _byPath.Keys.Concat(_settings.GetNear()).Where(path => path.StartsWith(inFolder, StringComparison.Ordinal)).Select(path => path.Substring(inFolder.Length))
            .Where(path => path.IndexOf('/') >= 0 == isOfFolders).Select(static path => path.Split('/')[0]).Distinct();
    }

    private static bool IsOfSystem(string path) => Array.Exists(s_systems, folder => path.StartsWith(folder, StringComparison.Ordinal));

    private bool IsBesideStart(string path) => _settings.IsBesideCommit(path) && !_settings.IsBesideCommit(_start);

    private void NoteIncludes(SchemaFile file)
    {
        if (IsBesideStart(SchemaPath.Normalize(file.Path)))
        {
            _besideCommit.UnionWith(ReachableFiles.IncludesOf(file).Select(include => SchemaPath.Normalize(SchemaPath.Join(file.Path, include))));
        }
    }

    // Several roots may have modules of the same name, and the names of generated files must differ.
    private static string HintPrefix(ImmutableArray<ParsedFile> files, ParsedFile root)
    {
        List<ParsedFile> roots = Roots(files).OrderBy(file => file.Input.File.Path, StringComparer.Ordinal).ToList();
        if (roots.Count == 1)
        {
            return "";
        }

        // The compiler takes names that differ in case only for one.
        string place = root.Input.Root!.GetNamespace();
        bool isUnique = roots.Count(file => string.Equals(file.Input.Root!.GetNamespace(), place, StringComparison.OrdinalIgnoreCase)) == 1;
        return isUnique && place.Length > 0 ? place + "/" : $"{roots.IndexOf(root) + 1}/";
    }

    private LoadedSchema Load(SchemaFile start, Dialect dialect, DiagnosticBag diagnostics)
    {
        var options = new SchemaLoaderOptions { Parse = FindDocument, CancellationToken = _cancellationToken };
        LoadedSchema loaded = SchemaLoader.Load(start, this, dialect, diagnostics, options);
        _cancellationToken.ThrowIfCancellationRequested();
        return loaded;
    }

    private SchemaDocument FindDocument(SchemaFile file, Dialect dialect)
    {
        ParsedFile parsed = _byPath[SchemaPath.Normalize(file.Path)];
        int index = parsed.Dialects.ToList().IndexOf(dialect.Name);
        return index >= 0 ? parsed.Documents[index] : Parser.Parse(file, dialect, _cancellationToken);
    }
}
