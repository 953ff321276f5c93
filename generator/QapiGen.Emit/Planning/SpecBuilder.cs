using System;
using System.Collections.Generic;
using System.Linq;
using QapiGen.Emit.Specs;
using QapiGen.Schema.Collections;
using QapiGen.Schema.Versions;
using QapiGen.Schema.Introspection;
using QapiGen.Schema.Model;

namespace QapiGen.Emit.Planning;

/// <summary>Turns a model into specs: every decision about the generated code falls here.</summary>
internal sealed class SpecBuilder
{
    // Modules may be asked for by several threads; planners remember what they have planned.
    private readonly object _gate = new();
    private readonly QapiSchema _schema;
    private readonly List<SchemaModule> _modules;
    private readonly GenerationOptions _options;
    private readonly Selection _selection;
    private readonly ModulePlaces _places;
    private readonly SchemaNames _names;
    private readonly ObjectPlanner _objects;
    private readonly ModuleBuilder _builder;

    /// <summary>Looks at the schema as a whole.</summary>
    /// <param name="schema">The schema.</param>
    /// <param name="options">What is wanted.</param>
    /// <param name="findings">Takes faults and warnings.</param>
    public SpecBuilder(QapiSchema schema, GenerationOptions options, List<PlanFinding> findings)
    {
        _options = options;
        _schema = schema;
        _selection = Selection.Select(schema, options, findings);
        _places = new ModulePlaces(schema, options, findings);
        _names = new SchemaNames(schema, _places);
        var docs = new DocPlanner(options.Documentation);
        var types = new TypePlanner(_names, options.OnlyNeededCodecs);
        var members = new MemberPlanner(types, docs, _selection, ReleaseVersion.Find(options.MinimumVersion));
        _objects = new ObjectPlanner(_names, _places, types, members, docs, _selection);
        _objects.Prepare(schema, options);
        _builder = new ModuleBuilder(
            schema.Dialect,
            options,
            new ModuleFactsCollector(_names, _places, _objects, _selection),
            _names,
            _selection,
            _objects,
            new CommandPlanner(_names, types, members, docs),
            members,
            new DefinitionsWriter(_selection),
            options.DocumentationAsData ? new DocumentationWriter(docs) : null);
        _modules = schema.Modules.Where(module => !module.IsBuiltin && HasContent(module)).ToList();
    }

    /// <summary>The modules that are generated in this build.</summary>
    /// <param name="keeps">Whether what is made of definitions is kept for a plan that follows.</param>
    public IEnumerable<ModulePlan> PlanModules(bool keeps)
    {
        // What isn't the same for every module stays out: faults elsewhere, and references that some other module is found in.
        GenerationOptions common = _options with { HasIntrospection = true, References = default };
        var facts = new ModuleFactsCollector(_names, _places, _objects, _selection);
        // File systems, and so hint names, may not tell capitals from small letters.
        var hints = new NameScope(comparer: StringComparer.OrdinalIgnoreCase);
        foreach (SchemaModule module in _schema.Modules.Where(module => !module.IsBuiltin))
        {
            string hint = _options.HintPrefix + hints.Add(CSharpNames.HintStem(module.Name));
            if (!_places.IsExternal(module) && HasContent(module))
            {
                yield return new ModulePlan(
                    facts.Collect(module, hint, _schema.Dialect, common), earlier => Build(module, hint, earlier, keeps ? common : null));
            }
        }
    }

    /// <summary>Names of all types that are generated in this build, those in other types left out.</summary>
    public IEnumerable<string> GetTypeNames()
    {
        lock (_gate)
        {
            HashSet<SchemaModule> modules = [.. _modules.Where(module => !_places.IsExternal(module))];
            IEnumerable<string> root = (_options.Role & GenerationRole.Client) != 0 ? [_names.RootSchema, _names.RootClient] : [_names.RootSchema];
            return _names.Declared.Where(type => modules.Contains(type.Module) && IsGenerated(type)).Select(static type => type.Name).Concat(root).ToList();
        }
    }

    private bool IsGenerated(DeclaredType type) =>
        (type.Entity is null || _selection.Contains(type.Entity))
        && ModulePart.IsWanted(type.Part, _options.Role, Has<CommandDefinition>(type.Module), Has<EventDefinition>(type.Module))
        && type.Entity switch
        {
            ObjectType data => !_objects.IsLeftOut(data),
            CommandDefinition command => CommandPlanner.Kind(command) == ArgumentsKind.Members,
            EventDefinition when type.Part == ModulePartKind.Events => !_options.OnlyNeededCodecs || _options.Role.OfEventRecords() != CodecSides.None,
            EventDefinition data => CommandPlanner.Kind(data) == ArgumentsKind.Members,
            null when type.Name == _names.Module(type.Module).Features => _builder.BuildFeatures(type.Module).Count > 0,
            _ => true,
        };

    private bool Has<T>(SchemaModule module)
        where T : SchemaEntity => module.Entities.OfType<T>().Any(_selection.Contains);

    private PlannedModule Build(SchemaModule module, string hintName, PlannedModule? earlier, GenerationOptions? kept)
    {
        lock (_gate)
        {
            return _builder.Build(module, hintName, earlier, kept);
        }
    }

    // A root that only includes others, a file of pragmas: nothing to generate.
    private bool HasContent(SchemaModule module) =>
        module.Entities.Any(entity => entity is not (IncludeEntity or ArrayType) && _selection.Contains(entity));

    /// <summary>Makes the spec of what there is once.</summary>
    public RootSpec BuildRoot()
    {
        var clients = new List<ClientPropertySpec>();
        foreach (SchemaModule module in _modules)
        {
            if (Has<CommandDefinition>(module))
            {
                ModuleNames names = _names.Module(module);
                clients.Add(new ClientPropertySpec(
                    names.RootProperty,
                    _names.Qualify(module, names.Interface),
                    _names.Qualify(module, names.Client),
                    module.Name,
                    _places.IsExternal(module) ? _builder.BuildCommands(module) : default));
            }
        }

        return new RootSpec(
            _schema.Root.Name,
            _options.HintPrefix + CSharpNames.HintStem(_schema.Root.Name),
            _options.Namespace,
            _options.Role,
            _names.RootSchema,
            _names.RootClient,
            new(_modules.Select(module => _names.Qualify(module, _names.Module(module).Module)).ToArray()),
            new(clients.ToArray()),
            BuildIntrospection())
        {
            MinimumVersion = ReleaseVersion.Find(_options.MinimumVersion)?.Text,
        };
    }

    private EquatableArray<string> BuildIntrospection()
    {
        if (!_options.HasIntrospection || (_options.Role & GenerationRole.Server) == 0)
        {
            return default;
        }

        // With a condition that fails, what it drops keeps its number (QAPI spec Q-12); what isn't served has none.
        bool IsServed(SchemaEntity entity) => _selection.Contains(entity) || !_selection.Holds(entity.Condition);
        EquatableArray<SchemaInfo> infos = IntrospectionBuilder.Build(_schema, SymbolSet.Parse(_options.Conditions), isMasked: true, IsServed);
        return new(IntrospectionWriter.WriteEach(infos).ToArray());
    }
}
