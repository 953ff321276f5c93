using System.Collections.Generic;
using System.Linq;
using QapiGen.Schema.Model;

namespace QapiGen.Emit.Planning;

/// <summary>What of a schema is generated: by conditions, and by the commands and events that are wanted.</summary>
internal sealed class Selection
{
    private readonly HashSet<SchemaEntity> _entities = new();
    private readonly SymbolSet _symbols;
    private readonly List<PlanFinding> _findings;

    private Selection(SymbolSet symbols, List<PlanFinding> findings)
    {
        _symbols = symbols;
        _findings = findings;
    }

    /// <summary>Selects from a schema.</summary>
    public static Selection Select(QapiSchema schema, GenerationOptions options, List<PlanFinding> findings)
    {
        var selection = new Selection(SymbolSet.Parse(options.Conditions), findings);
        var commands = new NamePattern(options.Commands);
        var events = new NamePattern(options.Events);
        bool isSubset = !commands.IsEmpty || !events.IsEmpty;
        var roots = new List<SchemaEntity>();
        foreach (SchemaEntity entity in schema.Entities)
        {
            bool isWanted = entity switch
            {
                CommandDefinition => commands.IsEmpty ? !isSubset : commands.Matches(entity.Name),
                EventDefinition => events.IsEmpty ? !isSubset : events.Matches(entity.Name),
                SchemaType => !isSubset,
                _ => false,
            };
            if (isWanted && selection.Holds(entity.Condition))
            {
                roots.Add(entity);
            }
        }

        findings.AddRange(commands.Unused.Select(pattern => new PlanFinding(PlanFindingKind.PatternWithoutMatch, null, pattern, "command")));
        findings.AddRange(events.Unused.Select(pattern => new PlanFinding(PlanFindingKind.PatternWithoutMatch, null, pattern, "event")));
        selection.Reach(roots);
        return selection;
    }

    /// <summary>Whether what has this condition is part of the build.</summary>
    public bool Holds(Condition? condition) => _symbols.Holds(condition);

    /// <summary>Whether an entity is generated.</summary>
    public bool Contains(SchemaEntity entity) => _entities.Contains(entity);

    /// <summary>The types that an entity uses, as far as conditions keep them.</summary>
    public List<SchemaType> Uses(SchemaEntity entity)
    {
        var types = new List<SchemaType>();
        AddUses(entity, types);
        return types;
    }

    private void AddUses(SchemaEntity entity, List<SchemaType> types)
    {
        switch (entity)
        {
            case CommandDefinition command:
                Add(command.Arguments, null, types);
                Add(command.Returns, null, types);
                break;
            case EventDefinition data:
                Add(data.Data, null, types);
                break;
            case ArrayType array:
                types.Add(array.Element);
                break;
            case AlternateType alternate:
                foreach (Alternative item in alternate.Alternatives)
                {
                    Add(item.Type, item.Condition, types);
                }

                break;
            case ObjectType data:
                AddObject(data, types);
                break;
        }
    }

    private void AddObject(ObjectType data, List<SchemaType> types)
    {
        Add(data.Base, null, types);
        foreach (Member member in data.Members)
        {
            Add(member.Type, member.Condition, types);
        }

        foreach (Branch branch in data.Branches)
        {
            Add(branch.Type, branch.Condition, types);
        }
    }

    private void Add(SchemaType? type, Condition? condition, List<SchemaType> types)
    {
        if (type is not null && Holds(condition))
        {
            types.Add(type);
        }
    }

    private void Reach(IEnumerable<SchemaEntity> roots)
    {
        var work = new Queue<SchemaEntity>(roots);
        var used = new List<SchemaType>();
        while (work.Count > 0)
        {
            SchemaEntity entity = work.Dequeue();
            if (!_entities.Add(entity))
            {
                continue;
            }

            if (entity is ObjectType { IsUnion: true } union)
            {
                FindDroppedBranches(union);
            }

            used.Clear();
            AddUses(entity, used);
            foreach (SchemaType type in used)
            {
                if (!_entities.Contains(type))
                {
                    ReportDropped(entity, type);
                    work.Enqueue(type);
                }
            }
        }
    }

    private void ReportDropped(SchemaEntity entity, SchemaType used)
    {
        if (!Holds(used.Condition) && used is not ArrayType)
        {
            _findings.Add(new PlanFinding(PlanFindingKind.DroppedTypeUsed, entity.Location, entity.Name, used.Name));
        }
    }

    private void FindDroppedBranches(ObjectType union)
    {
        foreach (Branch branch in DroppedBranches.Find(union, _symbols))
        {
            _findings.Add(new PlanFinding(PlanFindingKind.DroppedBranch, branch.Location, union.Name, branch.Name, ConditionPhrase.Of(branch.Condition)));
        }
    }
}
