using System.Collections.Generic;
using System.Linq;
using QapiGen.Schema.Dump;
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
    public IEnumerable<SchemaType> Uses(SchemaEntity entity) => entity switch
    {
        CommandDefinition command => Present(command.Arguments, command.Returns),
        EventDefinition data => Present(data.Data),
        ArrayType array => Present(array.Element),
        AlternateType alternate => alternate.Alternatives.Where(item => Holds(item.Condition)).Select(item => item.Type),
        ObjectType data => Present(data.Base)
            .Concat(data.Members.Where(member => Holds(member.Condition)).Select(member => member.Type))
            .Concat(data.Branches.Where(branch => Holds(branch.Condition)).Select(branch => (SchemaType)branch.Type)),
        _ => [],
    };

    private static IEnumerable<SchemaType> Present(params SchemaType?[] types) => types.OfType<SchemaType>();

    private void Reach(IEnumerable<SchemaEntity> roots)
    {
        var work = new Queue<SchemaEntity>(roots);
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

            foreach (SchemaType used in Uses(entity))
            {
                if (!Holds(used.Condition) && used is not ArrayType && !_entities.Contains(used))
                {
                    _findings.Add(new PlanFinding(PlanFindingKind.DroppedTypeUsed, entity.Location, entity.Name, used.Name));
                }

                work.Enqueue(used);
            }
        }
    }

    private void FindDroppedBranches(ObjectType union)
    {
        foreach (Branch branch in DroppedBranches.Find(union, _symbols))
        {
            _findings.Add(new PlanFinding(PlanFindingKind.DroppedBranch, branch.Location, union.Name, branch.Name, ConditionText.Format(branch.Condition!)));
        }
    }
}
