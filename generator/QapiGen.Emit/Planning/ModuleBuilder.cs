using System;
using System.Collections.Generic;
using System.Linq;
using QapiGen.Emit.Specs;
using QapiGen.Schema.Collections;
using QapiGen.Schema.Dialects;
using QapiGen.Schema.Model;

namespace QapiGen.Emit.Planning;

/// <summary>Makes the spec of a module out of those of its definitions, and those that didn't change out of nothing.</summary>
internal sealed class ModuleBuilder(
    Dialect dialect,
    GenerationOptions options,
    ModuleFactsCollector facts,
    SchemaNames names,
    Selection selection,
    ObjectPlanner objects,
    CommandPlanner commands,
    MemberPlanner members,
    DefinitionsWriter lines,
    DocumentationWriter? documentation)
{
    private static readonly Dictionary<string, PlannedDefinition> Nothing = new(StringComparer.Ordinal);

    /// <summary>Makes the spec of a module.</summary>
    /// <param name="module">The module.</param>
    /// <param name="hintName">Beginning of the names of its files.</param>
    /// <param name="earlier">What was made of it before; null if nothing was.</param>
    /// <param name="kept">What is wanted of every module; null if nothing is to be kept for later.</param>
    public PlannedModule Build(SchemaModule module, string hintName, PlannedModule? earlier, GenerationOptions? kept)
    {
        EquatableArray<object?> frame = kept is null ? default : facts.CollectFrame(module, hintName, dialect, kept);
        IReadOnlyDictionary<string, PlannedDefinition> known = kept is not null && earlier?.Frame.Equals(frame) == true ? earlier.Definitions : Nothing;
        List<PlannedDefinition> definitions = [];
        Dictionary<string, PlannedDefinition> byName = kept is null ? Nothing : new(module.Entities.Count, StringComparer.Ordinal);
        foreach ((SchemaEntity entity, string identifier) in Identify(module))
        {
            PlannedDefinition definition = kept is null ? Plan(entity, identifier, default)
                : facts.Collect(entity, identifier) is var found && known.TryGetValue(entity.Name, out PlannedDefinition? same) && same.Facts.Equals(found) ? same with { Facts = found }
                : Plan(entity, identifier, found);
            definitions.Add(definition);
            if (kept is not null)
            {
                byName[entity.Name] = definition;
            }
        }

        return new PlannedModule(Join(module, hintName, definitions), frame, byName);
    }

    /// <summary>The commands of a module.</summary>
    public EquatableArray<CommandSpec> BuildCommands(SchemaModule module) => new(
        Identify(module).Where(static item => item.Entity is CommandDefinition)
            .Select(item => commands.PlanCommand((CommandDefinition)item.Entity, item.Identifier))
            .ToArray());

    /// <summary>The features that a module declares.</summary>
    public EquatableArray<FeatureSpec> BuildFeatures(SchemaModule module)
    {
        var scope = new NameScope(ReservedNames.Class, names.Module(module).Features, "Feature");
        IEnumerable<Feature> features = module.Entities.Where(selection.Contains).SelectMany(entity => entity.Features.Concat(InnerFeatures(entity)));
        return new(members.FeatureNames(features)
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

    // What is generated of a module, with what it is called among the module's commands or events. What isn't generated takes its name, too.
    private IEnumerable<(SchemaEntity Entity, string Identifier)> Identify(SchemaModule module)
    {
        NameScope commandScope = CommandPlanner.CommandScope(names.Module(module));
        NameScope eventScope = CommandPlanner.EventScope(names.Module(module));
        foreach (SchemaEntity entity in module.Entities)
        {
            string identifier = entity switch
            {
                CommandDefinition => commandScope.Add(CSharpNames.Pascal(entity.Name)),
                EventDefinition => eventScope.Add(CSharpNames.PascalEvent(entity.Name)),
                _ => "",
            };
            if (entity is not (ArrayType or IncludeEntity) && selection.Contains(entity))
            {
                yield return (entity, identifier);
            }
        }
    }

    private PlannedDefinition Plan(SchemaEntity entity, string identifier, EquatableArray<object?> from) =>
        new(from, PlanSpec(entity, identifier), lines.Write(entity), documentation?.Write(entity));

    private object? PlanSpec(SchemaEntity entity, string identifier) => entity switch
    {
        EnumType type => objects.PlanEnum(type),
        ObjectType type when objects.IsLeftOut(type) => null,
        ObjectType { Kind: ObjectKind.Union } type when objects.IsSound(type) => objects.PlanUnion(type),
        ObjectType { Kind: ObjectKind.Struct or ObjectKind.Union } type => objects.PlanStruct(type),
        AlternateType type => objects.PlanAlternate(type),
        CommandDefinition command => commands.PlanCommand(command, identifier),
        EventDefinition data => commands.PlanEvent(data, identifier),
        _ => null,
    };

    private ModuleSpec Join(SchemaModule module, string hintName, List<PlannedDefinition> definitions)
    {
        List<string> content = definitions.SelectMany(static definition => definition.Lines).ToList();
        var spec = new ModuleSpec
        {
            Name = module.Name,
            FileName = CSharpNames.FileName(module.Name),
            HintName = hintName,
            Namespace = options.Namespace,
            Role = options.Role,
            OnlyNeededCodecs = options.OnlyNeededCodecs,
            Names = names.Module(module),
            Enums = PlannedDefinition.SpecsOf<EnumSpec>(definitions),
            Structs = PlannedDefinition.SpecsOf<StructSpec>(definitions),
            Unions = PlannedDefinition.SpecsOf<UnionSpec>(definitions),
            Alternates = PlannedDefinition.SpecsOf<AlternateSpec>(definitions),
            Commands = PlannedDefinition.SpecsOf<CommandSpec>(definitions),
            Events = PlannedDefinition.SpecsOf<EventSpec>(definitions),
            Features = BuildFeatures(module),
            ContentHash = DefinitionsWriter.Hash(content),
            Definitions = new(content.ToArray()),
            Documentation = new(definitions.Select(static definition => definition.Documentation).OfType<string>().ToArray()),
        };
        return spec with { UsesMarked = MarkFinder.IsMarked(spec) };
    }
}
