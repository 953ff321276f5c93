using System;
using System.Collections.Generic;
using QapiGen.Schema.Binding.Shapes;
using QapiGen.Schema.Diagnostics;
using QapiGen.Schema.Model;
using QapiGen.Schema.Text;

namespace QapiGen.Schema.Binding;

/// <summary>Phase 3: enters definitions and what they cause into the name table (spec 5.2, I-9, I-10).</summary>
internal sealed partial class EntityMaker
{
    private readonly EntityTable _table;
    private readonly SchemaModule _builtin;

    public EntityMaker(EntityTable table, SchemaModule builtin)
    {
        _table = table;
        _builtin = builtin;
        Empty = new ObjectType { Name = "q_empty", Module = builtin, Kind = ObjectKind.Empty };
    }

    /// <summary>The empty object type.</summary>
    public ObjectType Empty { get; }

    /// <summary>Enters a definition, everything implicit first.</summary>
    public void Enter(DefinitionShape shape)
    {
        if (!shape.IsUsable)
        {
            _table.Lose(shape.Name);
            return;
        }

        if (IsTaken(shape, shape.Name))
        {
            return;
        }

        SchemaEntity? entity = shape.Kind switch
        {
            DefinitionKind.Enum => MakeEnum(shape),
            DefinitionKind.Struct => MakeStruct(shape),
            DefinitionKind.Union => MakeUnion(shape),
            DefinitionKind.Alternate => MakeAlternate(shape),
            _ => MentionData(shape),
        };
        _table.AppendNamed(shape.Name, new EntityEntry { Shape = shape, Entity = entity, IsDefinition = true });
    }

    /// <summary>Makes the arrays and wrappers, now that every name is known.</summary>
    public void MakeDerivedTypes()
    {
        foreach (EntityEntry entry in _table.Entries)
        {
            if (entry.Element is { } element && _table.FindType(element.Name) is { } type)
            {
                entry.Entity = MakeArray(type);
            }
            else if (entry.Wrapped is { } wrapped)
            {
                _table.Materialize(entry, MakeWrapper(entry, wrapped));
            }
        }
    }

    private static ArrayType MakeArray(SchemaType element) => new()
    {
        Name = element.Name + "List",
        Module = element.Module,
        Location = element.Location,
        Condition = element.Condition,
        Element = element,
    };

    private ObjectType MakeWrapper(EntityEntry entry, TypeReference wrapped)
    {
        DefinitionScope scope = entry.Shape!.Scope;
        return new ObjectType
        {
            Name = WrapperName(wrapped),
            Module = scope.Module,
            Location = scope.Location,
            Extent = scope.Extent,
            Kind = ObjectKind.Wrapper,
            Condition = wrapped.IsArray ? _table.FindType(wrapped.Name)?.Condition : entry.WrapperCondition,
        };
    }

    private static string WrapperName(TypeReference wrapped) => $"q_obj_{wrapped.Name}{(wrapped.IsArray ? "List" : "")}-wrapper";

    // Spec S-60, S-61.
    private bool IsTaken(DefinitionShape shape, string name)
    {
        if (_table.Find(name) is not { } earlier)
        {
            return false;
        }

        SourceSpan at = shape.Scope.NameSyntax!.Span;
        if (earlier.Shape is null)
        {
            shape.Scope.Report(SchemaRules.PredefinedName, at, name, earlier.Entity is EnumType ? "a predefined enum type" : "a built-in type");
            return true;
        }

        DefinitionScope other = earlier.Shape.Scope;
        string what = earlier.IsDefinition ? other.Meta : $"an implicit type of {other.Meta} '{other.Name}'";
        var related = new RelatedLocation(other.Location, $"In {other.Meta} '{other.Name}': '{name}' previously defined here");
        shape.Scope.Report(SchemaRules.DuplicateDefinition, at, new[] { name, what }, related);
        return true;
    }

    private static EnumType MakeEnum(DefinitionShape shape)
    {
        EnumValue[] values = shape.Known?.Values ?? MakeValues(shape);
        if (shape.Known is { } known)
        {
            known.Values = values;
        }

        return new EnumType
        {
            Name = shape.Name,
            Module = shape.Scope.Module,
            Location = shape.Scope.Location,
            Extent = shape.Scope.Extent,
            Condition = shape.Condition,
            Features = FeatureRules.Distinct(shape.Features),
            Documentation = shape.Scope.Syntax.Documentation,
            Values = new(values),
            Prefix = shape.Prefix,
            IsIncomplete = shape.Scope.HasFault,
        };
    }

    private static EnumValue[] MakeValues(DefinitionShape shape)
    {
        var values = new List<EnumValue>(shape.Parts.Count);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (PartShape part in shape.Parts)
        {
            if (part.IsUsable && seen.Add(part.ClashKey))
            {
                values.Add(new EnumValue
                {
                    Name = part.Name,
                    Location = part.Location,
                    Condition = part.Condition,
                    Features = FeatureRules.Distinct(part.Features),
                });
            }
        }

        return values.ToArray();
    }

    private ObjectType MakeStruct(DefinitionShape shape)
    {
        MentionArrays(shape, shape.Parts);
        return MakeObject(shape, ObjectKind.Struct);
    }

    private static ObjectType MakeObject(DefinitionShape shape, ObjectKind kind) => new()
    {
        Name = shape.Name,
        Module = shape.Scope.Module,
        Location = shape.Scope.Location,
        Extent = shape.Scope.Extent,
        Condition = shape.Condition,
        Features = FeatureRules.Distinct(shape.Features),
        Documentation = shape.Scope.Syntax.Documentation,
        Kind = kind,
    };

    private ObjectType MakeUnion(DefinitionShape shape)
    {
        if (shape.IsSimpleUnion)
        {
            MentionSimpleUnion(shape);
        }
        else if (shape.Base is null)
        {
            EnterImplicit(shape, $"q_obj_{shape.Name}-base", ObjectKind.InlineBase);
        }

        return MakeObject(shape, ObjectKind.Union);
    }

    private AlternateType MakeAlternate(DefinitionShape shape)
    {
        MentionArrays(shape, shape.Parts);
        return new AlternateType
        {
            Name = shape.Name,
            Module = shape.Scope.Module,
            Location = shape.Scope.Location,
            Extent = shape.Scope.Extent,
            Condition = shape.Condition,
            Features = FeatureRules.Distinct(shape.Features),
            Documentation = shape.Scope.Syntax.Documentation,
        };
    }

    // Commands and events themselves are made when they are resolved: nothing refers to them.
    private SchemaEntity? MentionData(DefinitionShape shape)
    {
        EnterImplicit(shape, $"q_obj_{shape.Name}-arg", ObjectKind.Arguments);
        if (shape.Returns is { IsArray: true } returns)
        {
            _table.MentionArray(returns, shape);
        }

        return null;
    }

    private void EnterImplicit(DefinitionShape shape, string name, ObjectKind kind)
    {
        if (shape.Parts.Count == 0)
        {
            return;
        }

        MentionArrays(shape, shape.Parts);
        var type = new ObjectType
        {
            Name = name,
            Module = shape.Scope.Module,
            Location = shape.Scope.Location,
            Extent = shape.Scope.Extent,
            Condition = shape.Condition,
            Kind = kind,
        };
        _table.AppendNamed(name, new EntityEntry { Shape = shape, Entity = type });
    }

    private void MentionArrays(DefinitionShape shape, IReadOnlyList<PartShape> parts)
    {
        foreach (PartShape part in parts)
        {
            if (part.Type is { IsArray: true } type)
            {
                _table.MentionArray(type, shape);
            }
        }
    }
}
