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
    private readonly MemberPlanner _members;
    private readonly ObjectPlanner _objects;
    private readonly CommandPlanner _commands;
    private readonly DefinitionsWriter _definitions;
    private readonly DocumentationWriter? _documentation;

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
        var types = new TypePlanner(_names);
        _members = new MemberPlanner(types, docs, _selection, ReleaseVersion.Find(options.MinimumVersion));
        _objects = new ObjectPlanner(_names, _places, types, _members, docs, _selection);
        _objects.Prepare(schema);
        _commands = new CommandPlanner(_names, types, _members, docs);
        _definitions = new DefinitionsWriter(_selection);
        _documentation = options.DocumentationAsData ? new DocumentationWriter(docs, _selection) : null;
        _modules = schema.Modules.Where(module => !module.IsBuiltin && HasContent(module)).ToList();
    }

    /// <summary>The modules that are generated in this build.</summary>
    public IEnumerable<ModulePlan> PlanModules()
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
                yield return new ModulePlan(facts.Collect(module, hint, _schema.Dialect, common), () => Build(module, hint));
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
            CommandDefinition command => CommandPlanner.Kind(command) == ArgumentsKind.Members,
            EventDefinition data => type.Part == ModulePartKind.Events || CommandPlanner.Kind(data) == ArgumentsKind.Members,
            null when type.Name == _names.Module(type.Module).Features => BuildFeatures(type.Module.Entities.Where(_selection.Contains), _names.Module(type.Module)).Count > 0,
            _ => true,
        };

    private bool Has<T>(SchemaModule module)
        where T : SchemaEntity => module.Entities.OfType<T>().Any(_selection.Contains);

    private ModuleSpec Build(SchemaModule module, string hintName)
    {
        lock (_gate)
        {
            return BuildModule(module, hintName);
        }
    }

    // A root that only includes others, a file of pragmas: nothing to generate.
    private bool HasContent(SchemaModule module) =>
        module.Entities.Any(entity => entity is not (IncludeEntity or ArrayType) && _selection.Contains(entity));

    private ModuleSpec BuildModule(SchemaModule module, string hintName)
    {
        ModuleNames names = _names.Module(module);
        List<SchemaEntity> entities = module.Entities.Where(_selection.Contains).ToList();
        List<string> definitions = _definitions.Write(module);
        var spec = new ModuleSpec
        {
            Name = module.Name,
            FileName = CSharpNames.FileName(module.Name),
            HintName = hintName,
            Namespace = _options.Namespace,
            Role = _options.Role,
            Names = names,
            Enums = Plan(entities.OfType<EnumType>(), _objects.PlanEnum),
            Structs = Plan(entities.OfType<ObjectType>().Where(IsStruct), _objects.PlanStruct),
            Unions = Plan(entities.OfType<ObjectType>().Where(type => type.Kind == ObjectKind.Union && !IsStruct(type)), _objects.PlanUnion),
            Alternates = Plan(entities.OfType<AlternateType>(), _objects.PlanAlternate),
            Commands = BuildCommands(module, names),
            Events = BuildEvents(module, names),
            Features = BuildFeatures(entities, names),
            ContentHash = DefinitionsWriter.Hash(definitions),
            Definitions = new(definitions.ToArray()),
            Documentation = _documentation is null ? default : new(_documentation.Write(module).ToArray()),
        };
        return spec with { UsesMarked = MarkFinder.IsMarked(spec) };
    }

    private bool IsStruct(ObjectType type) => type.Kind == ObjectKind.Struct || (type.Kind == ObjectKind.Union && !_objects.IsSound(type));

    private EquatableArray<CommandSpec> BuildCommands(SchemaModule module, ModuleNames names)
    {
        NameScope scope = CommandPlanner.CommandScope(names);
        var specs = new List<CommandSpec>();
        foreach (CommandDefinition command in module.Entities.OfType<CommandDefinition>())
        {
            string identifier = scope.Add(CSharpNames.Pascal(command.Name));
            if (_selection.Contains(command))
            {
                specs.Add(_commands.PlanCommand(command, identifier));
            }
        }

        return new(specs.ToArray());
    }

    private EquatableArray<EventSpec> BuildEvents(SchemaModule module, ModuleNames names)
    {
        NameScope scope = CommandPlanner.EventScope(names);
        var specs = new List<EventSpec>();
        foreach (EventDefinition data in module.Entities.OfType<EventDefinition>())
        {
            string identifier = scope.Add(CSharpNames.PascalEvent(data.Name));
            if (_selection.Contains(data))
            {
                specs.Add(_commands.PlanEvent(data, identifier));
            }
        }

        return new(specs.ToArray());
    }

    private EquatableArray<FeatureSpec> BuildFeatures(IEnumerable<SchemaEntity> entities, ModuleNames names)
    {
        var scope = new NameScope(ReservedNames.Class, names.Features, "Feature");
        IEnumerable<Feature> features = entities.SelectMany(entity => entity.Features.Concat(InnerFeatures(entity)));
        return new(_members.FeatureNames(features)
            .Where(name => name is not (Feature.Deprecated or Feature.Unstable))
            .Distinct()
            .Select(name => new FeatureSpec(name, scope.Add(CSharpNames.Pascal(name))))
            .ToArray());
    }

    private static IEnumerable<Feature> InnerFeatures(SchemaEntity entity) => entity switch
    {
        EnumType type => type.Values.SelectMany(value => value.Features),
        ObjectType type => type.OwnMembers.SelectMany(member => member.Features),
        _ => [],
    };

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
                    _places.IsExternal(module) ? BuildCommands(module, names) : default));
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

    private static EquatableArray<TSpec> Plan<T, TSpec>(IEnumerable<T> items, Func<T, TSpec> plan) => new(items.Select(plan).ToArray());
}
