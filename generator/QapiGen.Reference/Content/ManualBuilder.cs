using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using QapiGen.Reference.Changes;
using QapiGen.Reference.Manuals;
using QapiGen.Reference.Names;
using QapiGen.Reference.Usage;
using QapiGen.Schema.Dialects;
using QapiGen.Schema.Loading;
using QapiGen.Schema.Model;
using QapiGen.Schema.Text;

namespace QapiGen.Reference.Content;

/// <summary>Makes a manual's pages from a schema, in no format yet.</summary>
internal static class ManualBuilder
{
    /// <summary>Builds the pages.</summary>
    public static ManualContent Build(LoadedSchema loaded, QapiSchema schema, ManualOptions options, CancellationToken cancellationToken)
    {
        var index = new EntryIndex();
        var names = new PageNames();
        List<ModulePageBuilder> builders = [];
        Dictionary<string, SchemaModule> modules = schema.Modules.Where(module => !module.IsBuiltin).ToDictionary(module => module.Name);
        foreach (LoadedFile file in loaded.Files)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var builder = new ModulePageBuilder(file, modules[file.ModuleName], names.Take(file.ModuleName), index);
            if (!builder.IsEmpty)
            {
                builders.Add(builder);
            }
        }

        Entry[] builtins = [.. BuiltinTypes(schema, new UniqueNames("content", "search", "results", "result-count", "top"))];
        foreach (Entry entry in builtins)
        {
            index.Add(entry);
        }

        var usage = new TypeUsage(schema);
        ChangeNotes? changes = options.Baseline is { } baseline ? new ChangeNotes(baseline, schema) : null;
        var definitions = new DefinitionBuilder(index, usage, changes, tellsToDo: schema.Dialect.Documentation == DocGrammar.States);
        var pages = new ManualPage[builders.Count + 1];
        Parallel.For(0, builders.Count, new ParallelOptions { CancellationToken = cancellationToken }, i => pages[i] = builders[i].Build(index, definitions));
        pages[^1] = BuiltinTypesPage.Build(builtins, definitions);
        string source = SafeText.Escape(loaded.Root.ModuleName);
        string title = options.Title ?? $"{source} reference";
        List<ManualPage> others = [ContentsPage.Build(title, pages, index, changes), NamesPage.Build(index)];
        if (changes is not null)
        {
            others.Add(ChangesPage.Build(changes, index));
        }

        return new ManualContent(title, source, pages, others, index);
    }

    private static IEnumerable<Entry> BuiltinTypes(QapiSchema schema, UniqueNames anchors) => schema.Modules[0].Entities
        .Where(entity => entity is BuiltinType or EnumType)
        .Select(entity => new Entry(entity, PageNames.BuiltinTypes, anchors));
}
