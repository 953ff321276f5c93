using System.Collections.Generic;
using System.Linq;
using QapiGen.Emit.Specs;
using QapiGen.Schema.Model;

namespace QapiGen.Emit.Planning;

/// <summary>C# names of everything that stands directly in a namespace. Conditions and selections don't change them.</summary>
internal sealed class SchemaNames
{
    private readonly Dictionary<string, NameScope> _scopes = new();
    private readonly Dictionary<SchemaEntity, string> _names;
    private readonly Dictionary<SchemaModule, ModuleNames> _modules = new();
    private readonly Dictionary<EnumType, (string Codec, string Extensions)> _enums = new();
    private readonly Dictionary<CommandDefinition, string> _arguments = new();
    private readonly Dictionary<EventDefinition, string> _eventData = new();
    private readonly Dictionary<CommandDefinition, string> _flatNames = new();
    private readonly List<DeclaredType> _declared = [];
    private readonly ModulePlaces _places;

    /// <summary>Names a schema: types first, then events, then what belongs to them, then what belongs to modules.</summary>
    public SchemaNames(QapiSchema schema, ModulePlaces places)
    {
        _places = places;
        _names = new Dictionary<SchemaEntity, string>(schema.Entities.Count);
        NameTypes(schema);
        NameEvents(schema);
        NameCompanions(schema);
        foreach (SchemaModule module in schema.Modules.Where(module => !module.IsBuiltin))
        {
            _modules[module] = NameModule(module);
        }

        string root = CSharpNames.RootName(schema.Root.Name);
        NameScope scope = Scope(places.Namespace);
        RootSchema = scope.Add(root + "Schema");
        RootClient = scope.Add(root + "Client");
        NameFlat(schema);
    }

    /// <summary>Name of the class with the compiled schema.</summary>
    public string RootSchema { get; }

    /// <summary>Name of the client of all modules.</summary>
    public string RootClient { get; }

    /// <summary>Every type that may be generated for a module. A name that an emitter writes comes from here, so that none can be missing.</summary>
    public IReadOnlyList<DeclaredType> Declared => _declared;

    /// <summary>Name of a type or of an event's record.</summary>
    public string this[SchemaEntity entity] => _names[entity];

    /// <summary>Full name of a type.</summary>
    public string Full(SchemaEntity entity) => Qualify(entity, _names[entity]);

    /// <summary>Name of an enum's codec.</summary>
    public string Codec(EnumType type) => _enums[type].Codec;

    /// <summary>Full name of an enum's codec.</summary>
    public string FullCodec(EnumType type) => Qualify(type, _enums[type].Codec);

    /// <summary>Name of the class with an enum's conversions.</summary>
    public string Extensions(EnumType type) => _enums[type].Extensions;

    /// <summary>Name of the struct with a command's arguments.</summary>
    public string Arguments(CommandDefinition command) => _arguments[command];

    /// <summary>Name of the struct with an event's data.</summary>
    public string EventData(EventDefinition data) => _eventData[data];

    /// <summary>Name of a command in the client of all modules, without <c>Async</c>.</summary>
    public string Flat(CommandDefinition command) => _flatNames[command];

    /// <summary>Names of a module's classes.</summary>
    public ModuleNames Module(SchemaModule module) => _modules[module];

    /// <summary>Full name of a class of a module.</summary>
    public string Qualify(SchemaModule module, string name) => Qualify(_places.NamespaceOf(module), name);

    private static string Qualify(string place, string name) => place.Length == 0 ? "global::" + name : $"global::{place}.{name}";

    private string Qualify(SchemaEntity entity, string name) => Qualify(entity.Module, name);

    private NameScope Scope(string place)
    {
        if (!_scopes.TryGetValue(place, out NameScope? scope))
        {
            _scopes[place] = scope = new NameScope(ReservedNames.Type, reservedSuffix: "Type");
        }

        return scope;
    }

    private string Declare(SchemaEntity entity, ModulePartKind part, string wanted) => Declare(entity.Module, entity, part, wanted);

    private string Declare(SchemaModule module, SchemaEntity? entity, ModulePartKind part, string wanted)
    {
        string name = Scope(_places.NamespaceOf(module)).Add(wanted);
        _declared.Add(new DeclaredType(name, module, entity, part));
        return name;
    }

    private void NameTypes(QapiSchema schema)
    {
        foreach (SchemaEntity entity in schema.Entities.Where(entity => !entity.Module.IsBuiltin))
        {
            if (entity is EnumType or AlternateType or ObjectType { IsImplicit: false })
            {
                _names[entity] = Declare(entity, PartOf(entity), CSharpNames.Pascal(entity.Name));
            }
        }
    }

    private void NameEvents(QapiSchema schema)
    {
        foreach (EventDefinition data in schema.Entities.OfType<EventDefinition>())
        {
            _names[data] = Declare(data, ModulePartKind.Events, CSharpNames.PascalEvent(data.Name) + "Event");
        }
    }

    private void NameCompanions(QapiSchema schema)
    {
        foreach (SchemaEntity entity in schema.Entities.Where(entity => !entity.Module.IsBuiltin))
        {
            switch (entity)
            {
                case EnumType type:
                    _enums[type] = (Declare(type, ModulePartKind.Enums, _names[type] + "Codec"), Declare(type, ModulePartKind.Enums, _names[type] + "Extensions"));
                    break;
                case CommandDefinition command:
                    _arguments[command] = Declare(command, ModulePartKind.Commands, CSharpNames.Pascal(command.Name) + "Arguments");
                    break;
                case EventDefinition data:
                    _eventData[data] = Declare(data, ModulePartKind.EventEmitter, _names[data] + "Data");
                    break;
            }
        }
    }

    private ModuleNames NameModule(SchemaModule module)
    {
        string stem = CSharpNames.Pascal(CSharpNames.FileStem(module.Name));
        string Name(ModulePartKind part, string wanted) => Declare(module, null, part, wanted);
        return new ModuleNames(
            Name(ModulePartKind.Commands, $"I{stem}Commands"),
            Name(ModulePartKind.Client, stem + "CommandsClient"),
            Name(ModulePartKind.Dispatcher, stem + "Dispatcher"),
            Name(ModulePartKind.Commands, stem + "Command"),
            Name(ModulePartKind.Events, stem + "Event"),
            Name(ModulePartKind.EventEmitter, stem + "EventEmitter"),
            Name(ModulePartKind.Module, stem + "Feature"),
            Name(ModulePartKind.Module, stem + "Module"),
            "",
            "");
    }

    private static ModulePartKind PartOf(SchemaEntity entity) => entity switch
    {
        EnumType => ModulePartKind.Enums,
        AlternateType => ModulePartKind.Alternates,
        ObjectType { Kind: ObjectKind.Union } => ModulePartKind.Unions,
        _ => ModulePartKind.Structs,
    };

    private void NameFlat(QapiSchema schema)
    {
        var properties = new NameScope(ReservedNames.Client, RootClient, "Commands");
        var methods = new NameScope(ReservedNames.Class, reservedSuffix: "Command");
        var commands = schema.Entities.OfType<CommandDefinition>().GroupBy(command => command.Module).ToDictionary(group => group.Key, group => group.ToList());
        foreach (SchemaModule module in schema.Modules.Where(commands.ContainsKey))
        {
            string property = properties.Add(CSharpNames.Pascal(CSharpNames.FileStem(module.Name)));
            _modules[module] = _modules[module] with { RootClient = RootClient, RootProperty = property };
            if (property.EndsWith("Async", System.StringComparison.Ordinal))
            {
                methods.Take(property.Substring(0, property.Length - "Async".Length));
            }
        }

        foreach (CommandDefinition command in commands.Values.SelectMany(list => list))
        {
            _flatNames[command] = methods.Add(CSharpNames.Pascal(command.Name));
        }
    }
}

/// <summary>A type that stands directly in a namespace, if it is generated at all.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Module">The module that it is generated for.</param>
/// <param name="Entity">What it stands for, or belongs to; null for a module's own.</param>
/// <param name="Part">The file that it is in.</param>
internal readonly record struct DeclaredType(string Name, SchemaModule Module, SchemaEntity? Entity, ModulePartKind Part);
