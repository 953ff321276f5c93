using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using QapiGen.Cli.Commands.Generate;
using QapiGen.Cli.Hosting;
using QapiGen.Cli.Schemas;
using QapiGen.Compatibility.Configuration;
using QapiGen.Compatibility.Findings;
using QapiGen.Emit.Items;
using QapiGen.Emit.Planning;
using QapiGen.LanguageServer.Files;
using QapiGen.Schema.Collections;
using QapiGen.Schema.Diagnostics;
using QapiGen.Schema.Model;
using QapiGen.Schema.Text;

namespace QapiGen.Cli.Commands.Projects;

/// <summary>Says of the items of a project what its build would: settings that can't be meant, patterns that match nothing, clashes of namespaces.</summary>
internal sealed class ItemChecker(CliEnvironment environment, ProjectSchemas project, ProjectConfiguration configuration)
{
    private readonly List<(SchemaRoot Root, SchemaPlan Plan)> _before = [];
    private EquatableArray<ReferencedModule>? _references;

    /// <summary>The items, each file once: of one that is an item twice, with different settings, the first counts.</summary>
    public IEnumerable<(ProjectSchema Schema, SchemaSettings Settings)> Items() =>
        project.Schemas.GroupBy(static schema => schema.Path, StringComparer.Ordinal).Select(static same => (same.First(), same.First().ReadSettings()));

    /// <summary>Adds to what was found in a schema what is wrong with its item.</summary>
    /// <param name="run">What came of reading it.</param>
    /// <param name="path">Its path, absolute.</param>
    /// <param name="settings">What its item says.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task<SchemaRun> AddFindingsAsync(SchemaRun run, string path, SchemaSettings settings, CancellationToken cancellationToken)
    {
        if (run.Loaded is null || run.Schema is null)
        {
            return run;
        }

        bool isTwice = project.Schemas.Where(schema => schema.Path == path).Select(static schema => schema.ReadSettings()).Distinct().Count() > 1;
        var root = new SchemaRoot(run.Loaded.Root.Document.File, settings with
        {
            Twice = isTwice ? run.Loaded.Root.Document.File.Path : "",
            Names = string.Join('|', [run.Loaded.Root.Document.File.Path, .. NamesOf(path)]),
        });
        _references ??= new((await project.ReadReferencesAsync(environment, cancellationToken).ConfigureAwait(false)).SelectMany(assembly => AssemblyModules.Read(environment.Files, assembly, PathOrigin.Found)).ToArray());
        var found = new DiagnosticBag();
        SchemaPlan plan = Plan(root, run.Schema);
        ItemFindings.Add(found, root, run.Loaded, plan, Enum.GetNames<CompatibilityProfile>());
        AddOfComparison(found, root);
        if (NamespaceClashes.Find(_before, root, plan) is { } clash)
        {
            found.Add(clash);
        }

        _before.Add((root, plan));
        return run with { Diagnostics = new([.. run.Diagnostics, .. found.ToArray()]) };
    }

    // What is said of the files that all roots may include comes with the first.
    private IEnumerable<string> NamesOf(string path) => project.Schemas
        .Where(schema => schema.Path == path)
        .SelectMany(static schema => schema.Metadata.Keys)
        .Select(static name => "QapiSchema." + name)
        .Concat(_before.Count > 0 ? [] : project.IncludeNames.Select(static name => "QapiInclude." + name));

    private SchemaPlan Plan(SchemaRoot root, QapiSchema schema) => SchemaPlan.Create(schema, root.Settings.ToOptions() with
    {
        References = root.Settings.Reuses() && _references is { } references ? references : default,
        HasIntrospection = false,
    });

    private void AddOfComparison(DiagnosticBag found, SchemaRoot root)
    {
        string suppressions = root.Settings.Suppressions;
        if (suppressions.Length > 0 && !environment.Files.FileExists(Path.Combine(project.Folder, suppressions)))
        {
            found.Add(new SchemaDiagnostic(
                SchemaRules.InvalidSetting,
                new SchemaLocation(root.File, new SourceSpan(0, 0)),
                new EquatableArray<string>([nameof(SchemaSettings.Suppressions), suppressions, "paths of files that are there"])));
        }
        else if (configuration.Baseline is null)
        {
            foreach (SchemaDiagnostic idle in ItemFindings.WithoutBaseline(root))
            {
                found.Add(idle);
            }
        }
    }
}
