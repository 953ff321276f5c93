using System;
using System.Collections.Generic;
using System.Linq;
using QapiGen.Schema.Collections;
using QapiGen.Schema.Model;

namespace QapiGen.Compatibility.Wire;

/// <summary>Makes a <see cref="WireSchema"/> from a resolved schema.</summary>
/// <remarks>Types refer to each other in any order and depth: each is made empty at first use and filled from a queue.</remarks>
internal sealed class ModelWireBuilder
{
    private static readonly WireObject Nothing = new();

    private readonly SymbolSet? _symbols;
    private readonly Dictionary<SchemaType, WireType> _types = new();
    private readonly Queue<Action> _pending = new();
    private DocsIndex _docs = null!;

    /// <summary>Makes a builder.</summary>
    /// <param name="symbols">The configuration, or null to keep conditions.</param>
    public ModelWireBuilder(SymbolSet? symbols) => _symbols = symbols;

    /// <summary>Makes the schema.</summary>
    public WireSchema Build(QapiSchema schema, IReadOnlyList<string> gaps)
    {
        _docs = new DocsIndex(schema);
        var commands = new List<WireCommand>();
        var events = new List<WireEvent>();
        var types = new List<WireStoredType>();
        foreach (SchemaModule module in schema.Modules)
        {
            foreach (SchemaEntity entity in module.Entities.Where(e => Holds(e.Condition)))
            {
                if (entity is CommandDefinition command)
                {
                    commands.Add(Make(command));
                }
                else if (entity is EventDefinition definition)
                {
                    events.Add(Make(definition));
                }
                else if (entity is AlternateType or ObjectType { IsImplicit: false })
                {
                    types.Add(MakeStored((SchemaType)entity));
                }
            }
        }

        while (_pending.Count > 0)
        {
            _pending.Dequeue()();
        }

        return new WireSchema(commands, events, isIntrospection: false, gaps) { NamedTypes = types };
    }

    private WireCommand Make(CommandDefinition command) => new()
    {
        Name = command.Name,
        Location = command.Location,
        Condition = Keep(command.Condition),
        Features = Names(command.Features),
        FeatureConditions = Conditions(command.Features),
        Docs = _docs.OfDefinition(command),
        Arguments = command.Arguments is null ? Nothing : (WireObject)Use(command.Arguments),
        Result = command.Returns is null ? Nothing : Use(command.Returns),
        AllowsOutOfBand = command.AllowsOutOfBand,
        Traits = new CommandTraits(
            command.HasGeneratedMarshalling, command.HasSuccessResponse, command.AllowsPreconfig, command.IsBoxed, command.IsCoroutine),
    };

    private WireEvent Make(EventDefinition definition) => new()
    {
        Name = definition.Name,
        Location = definition.Location,
        Condition = Keep(definition.Condition),
        Features = Names(definition.Features),
        FeatureConditions = Conditions(definition.Features),
        Docs = _docs.OfDefinition(definition),
        Data = definition.Data is null ? Nothing : (WireObject)Use(definition.Data),
        IsBoxed = definition.IsBoxed,
    };

    private WireStoredType MakeStored(SchemaType type) => new()
    {
        Name = type.Name,
        Location = type.Location,
        Condition = Keep(type.Condition),
        Features = Names(type.Features),
        FeatureConditions = Conditions(type.Features),
        Type = Use(type),
    };

    private WireType Use(SchemaType type)
    {
        if (!_types.TryGetValue(type, out WireType? made))
        {
            made = type switch
            {
                BuiltinType builtin => new WireScalar(builtin.Kind),
                EnumType enumeration => Make(enumeration),
                ObjectType structure => Make(structure),
                AlternateType alternate => Make(alternate),
                ArrayType array => Make(array),
                _ => throw new ArgumentException($"A type of kind {type.GetType().Name} has no shape.", nameof(type)),
            };
            _types.Add(type, made);
        }

        return made;
    }

    private WireArray Make(ArrayType array)
    {
        var made = new WireArray();
        _pending.Enqueue(() => made.Element = Use(array.Element));
        return made;
    }

    private WireEnumType Make(EnumType type) => new()
    {
        Name = ImplicitNames.Owner(type.Name),
        IsNamed = !type.IsImplicit,
        Location = type.Location,
        Features = Names(type.Features),
        FeatureConditions = Conditions(type.Features),
        Prefix = type.Prefix,
        Values = type.Values.Where(v => Holds(v.Condition)).Select(v => new WireEnumValue
        {
            Name = v.Name,
            Location = v.Location ?? type.Location,
            Condition = Keep(v.Condition),
            Features = Names(v.Features),
            FeatureConditions = Conditions(v.Features),
            Docs = _docs.OfMember(type.Name, v.Name),
        }).ToArray(),
    };

    private WireObject Make(ObjectType type)
    {
        if (type.Kind == ObjectKind.Empty)
        {
            return Nothing;
        }

        var made = new WireObject
        {
            Name = ImplicitNames.Owner(type.Name),
            IsNamed = !type.IsImplicit,
            Location = type.Location,
            Features = Names(type.Features),
            FeatureConditions = Conditions(type.Features),
        };
        _pending.Enqueue(() => Fill(made, type));
        return made;
    }

    private void Fill(WireObject made, ObjectType type)
    {
        made.Bases = Bases(type);
        made.Members = type.Members.Where(m => Holds(m.Condition)).Select(Make).ToArray();
        if (type.Discriminator is Member tag)
        {
            made.Tag = made.Find(tag.Name);
            made.Branches = type.Branches.Where(b => Holds(b.Condition)).Select(b => Make(b, type, made.Tag)).ToArray();
        }
    }

    private WireMember Make(Member member) => new()
    {
        Name = member.Name,
        Location = member.Location ?? member.DefinedIn.Location,
        Condition = Keep(member.Condition),
        Features = Names(member.Features),
        FeatureConditions = Conditions(member.Features),
        Docs = _docs.OfMember(member.DefinedIn.Name, member.Name),
        Type = Use(member.Type),
        IsOptional = member.IsOptional,
        DefinedIn = ImplicitNames.Owner(member.DefinedIn.Name),
    };

    private WireBranch Make(Branch branch, ObjectType union, WireMember? tag) => new()
    {
        Name = branch.Name,
        Location = branch.Location ?? union.Location,
        Condition = Keep(branch.Condition),
        Features = WireBranch.FeaturesOf(tag, branch.Name),
        Type = (WireObject)Use(branch.Type),
    };

    private WireAlternate Make(AlternateType type)
    {
        var made = new WireAlternate { Name = type.Name, IsNamed = true, Location = type.Location, Features = Names(type.Features), FeatureConditions = Conditions(type.Features) };
        _pending.Enqueue(() => made.Alternatives = type.Alternatives.Where(a => Holds(a.Condition)).Select(a => new WireAlternative
        {
            Name = a.Name,
            Location = a.Location ?? type.Location,
            Condition = Keep(a.Condition),
            Type = Use(a.Type),
        }).ToArray());
        return made;
    }

    private string[] Names(EquatableArray<Feature> features) =>
        features.Count == 0 ? Array.Empty<string>() : features.Where(f => Holds(f.Condition)).Select(f => f.Name).ToArray();

    private List<WireObject> Bases(ObjectType type)
    {
        var bases = new List<WireObject>();
        var seen = new HashSet<ObjectType> { type };
        for (ObjectType? inherited = type.Base; inherited is not null && seen.Add(inherited); inherited = inherited.Base)
        {
            if (!inherited.IsImplicit)
            {
                bases.Insert(0, (WireObject)Use(inherited));
            }
        }

        return bases;
    }

    private IReadOnlyDictionary<string, Condition> Conditions(EquatableArray<Feature> features) =>
        _symbols is not null || features.All(f => f.Condition is null) ? NoConditions.Instance
        : features.Where(f => f.Condition is not null).ToDictionary(f => f.Name, f => f.Condition!, StringComparer.Ordinal);

    private bool Holds(Condition? condition) => _symbols is null || _symbols.Holds(condition);

    private Condition? Keep(Condition? condition) => _symbols is null ? condition : null;
}
