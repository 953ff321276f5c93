using System;
using System.Collections.Generic;
using System.Threading;
using QapiGen.Schema.Collections;
using QapiGen.Schema.Diagnostics;
using QapiGen.Schema.Dialects;
using QapiGen.Schema.Syntax;
using QapiGen.Schema.Text;

namespace QapiGen.Schema.Loading;

/// <summary>Loads a root file and everything it includes (spec 7), and reports the faults of phase 1 in QEMU's order (spec R-25).</summary>
public sealed class SchemaLoader
{
    private readonly ISchemaResolver _resolver;
    private readonly Dialect _dialect;
    private readonly DiagnosticBag _diagnostics;
    private readonly Func<SchemaFile, Dialect, SchemaDocument> _parse;
    private readonly string? _workingDirectory;
    private readonly CancellationToken _cancellationToken;

    // By normalised path (spec I-2); null for what can't be read, which is reported once.
    private readonly Dictionary<string, LoadedFile?> _byIdentity = new(StringComparer.Ordinal);
    private readonly List<LoadedFile> _files = new();
    private readonly List<string> _openIdentities = new();
    private readonly string _rootIdentity;

    private SchemaLoader(SchemaFile root, ISchemaResolver resolver, Dialect dialect, DiagnosticBag diagnostics, SchemaLoaderOptions options)
    {
        _resolver = resolver;
        _dialect = dialect;
        _diagnostics = diagnostics;
        _parse = options.Parse ?? ((file, dialectOfFile) => Parser.Parse(file, dialectOfFile, options.CancellationToken));
        _workingDirectory = options.WorkingDirectory;
        _cancellationToken = options.CancellationToken;
        _rootIdentity = SchemaPath.Normalize(root.Path, _workingDirectory);
    }

    /// <summary>Loads a schema. Whatever is wrong goes to the diagnostics; what could be read is returned.</summary>
    /// <param name="root">The root file.</param>
    /// <param name="resolver">Finds included files.</param>
    /// <param name="dialect">Dialect of all files (spec V-44).</param>
    /// <param name="diagnostics">Takes the faults of phase 1, in reading order, depth first.</param>
    /// <param name="options">What else there is to say; null for nothing.</param>
    public static LoadedSchema Load(
        SchemaFile root,
        ISchemaResolver resolver,
        Dialect dialect,
        DiagnosticBag diagnostics,
        SchemaLoaderOptions? options = null)
    {
        var loader = new SchemaLoader(root, resolver, dialect, diagnostics, options ?? SchemaLoaderOptions.Default);
        LoadedFile file = loader.LoadFile(root, loader._rootIdentity, default);
        return new LoadedSchema(file, loader._files, dialect);
    }

    /// <summary>The fault of a root file that can't be read (spec R-26).</summary>
    /// <param name="path">The path as the user gave it.</param>
    /// <param name="reason">Why it can't be read.</param>
    public static SchemaDiagnostic UnreadableRoot(string path, string reason) =>
        new(SchemaRules.UnreadableRoot, null, new EquatableArray<string>(new[] { path, reason }));

    private LoadedFile LoadFile(SchemaFile file, string identity, EquatableArray<SchemaLocation> chain)
    {
        _cancellationToken.ThrowIfCancellationRequested();
        SchemaDocument document = _parse(file, _dialect);
        var loaded = new LoadedFile(document, SchemaPath.GetModuleName(identity, _rootIdentity), chain);
        _byIdentity[identity] = loaded;
        _files.Add(loaded);
        _openIdentities.Add(identity);

        var includes = new List<LoadedInclude>();
        int reported = 0;
        foreach (TopLevelSyntax item in document.Items)
        {
            if (item is IncludeSyntax directive)
            {
                ReportUpTo(document, ref reported, directive.PrecedingFaults, chain);
                includes.Add(Include(document.File, directive, chain));
            }
        }

        ReportUpTo(document, ref reported, document.Diagnostics.Count, chain);
        loaded.Includes = includes;
        _openIdentities.RemoveAt(_openIdentities.Count - 1);
        return loaded;
    }

    private LoadedInclude Include(SchemaFile including, IncludeSyntax directive, EquatableArray<SchemaLocation> chain)
    {
        string path = SchemaPath.Join(including.Path, directive.Path.Value);
        string identity = SchemaPath.Normalize(path, _workingDirectory);
        if (_openIdentities.Contains(identity))
        {
            Report(SchemaRules.IncludeCycle, including, directive, chain, directive.Path.Value);
            return new LoadedInclude(directive, null, IsFirst: false);
        }

        if (_byIdentity.TryGetValue(identity, out LoadedFile? known))
        {
            return new LoadedInclude(directive, known, IsFirst: false);
        }

        SchemaFile? file = _resolver.Resolve(path, out string? failure);
        if (file is null)
        {
            _byIdentity.Add(identity, null);
            string meant = FindMeant(including, directive, path);
            Report(SchemaRules.MissingInclude, including, directive, chain, path, meant.Length == 0 || PackagedModules.FindPackage(SchemaPath.GetFileName(path)) is not null ? failure ?? "not found" : "no such file", meant);
            return new LoadedInclude(directive, null, IsFirst: true);
        }

        LoadedFile loaded = LoadFile(file, identity, Extend(chain, new SchemaLocation(including, directive.Span)));
        return new LoadedInclude(directive, loaded, IsFirst: true);
    }

    private string FindMeant(SchemaFile including, IncludeSyntax directive, string path)
    {
        IReadOnlyList<string> near = _resolver is ISchemaFolders folders && !folders.IsThere(path) ? NearIncludes.Find(folders, including.Path, directive.Path.Value) : [];
        return near.Count == 0 ? "" : $"; '{string.Join("' or '", near)}' is meant, perhaps";
    }

    private void ReportUpTo(SchemaDocument document, ref int reported, int count, EquatableArray<SchemaLocation> chain)
    {
        for (; reported < count; reported++)
        {
            _diagnostics.Add(document.Diagnostics[reported] with { IncludeChain = chain });
        }
    }

    private void Report(SchemaRule rule, SchemaFile file, IncludeSyntax directive, EquatableArray<SchemaLocation> chain, params string[] arguments)
    {
        _diagnostics.Add(new SchemaDiagnostic(rule, new SchemaLocation(file, directive.Path.Span), new EquatableArray<string>(arguments))
        {
            DefinitionLine = file.GetLine(directive.Span.Start),
            IncludeChain = chain,
        });
    }

    private static EquatableArray<SchemaLocation> Extend(EquatableArray<SchemaLocation> chain, SchemaLocation next)
    {
        var extended = new SchemaLocation[chain.Count + 1];
        for (int i = 0; i < chain.Count; i++)
        {
            extended[i] = chain[i];
        }

        extended[chain.Count] = next;
        return new EquatableArray<SchemaLocation>(extended);
    }
}

/// <summary>What a user of <see cref="SchemaLoader"/> may want to say.</summary>
public sealed class SchemaLoaderOptions
{
    /// <summary>Parses every file, and knows no working directory.</summary>
    public static SchemaLoaderOptions Default { get; } = new();

    /// <summary>Gives a file's document, perhaps a cached one; null to parse.</summary>
    public Func<SchemaFile, Dialect, SchemaDocument>? Parse { get; init; }

    /// <summary>
    /// The absolute directory that relative paths start from; needed to recognise a file that is named both relatively and
    /// absolutely (spec I-2). Null when all paths are of one sort.
    /// </summary>
    public string? WorkingDirectory { get; init; }

    /// <summary>Stops the loading.</summary>
    public CancellationToken CancellationToken { get; init; }
}
