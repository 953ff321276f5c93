using System;
using System.Collections.Generic;
using System.Linq;
using QapiGen.Schema.Model;

namespace QapiGen.TestValues;

/// <summary>How deep the smallest value of each type is, so that a random value can be brought to an end.</summary>
internal sealed class ValueCosts
{
    /// <summary>The cost of a type that has no finite value.</summary>
    public const int Endless = 1_000_000;

    private readonly Dictionary<SchemaType, int> _costs = [];

    /// <summary>The cost of a type.</summary>
    public int Of(SchemaType type)
    {
        if (!_costs.TryGetValue(type, out int cost))
        {
            Settle(type);
            cost = _costs[type];
        }

        return cost;
    }

    // Starts from endless and lowers costs until nothing changes any more.
    private void Settle(SchemaType type)
    {
        var reached = new HashSet<SchemaType>();
        var work = new Stack<SchemaType>([type]);
        while (work.TryPop(out SchemaType? next))
        {
            if (reached.Add(next))
            {
                _costs.TryAdd(next, Endless);
                foreach (SchemaType used in Uses(next))
                {
                    work.Push(used);
                }
            }
        }

        bool changed = true;
        while (changed)
        {
            changed = false;
            foreach (SchemaType candidate in reached)
            {
                int cost = Math.Min(Endless, Compute(candidate));
                changed |= cost < _costs[candidate];
                _costs[candidate] = Math.Min(cost, _costs[candidate]);
            }
        }
    }

    private static IEnumerable<SchemaType> Uses(SchemaType type) => type switch
    {
        ArrayType array => [array.Element],
        AlternateType alternate => alternate.Alternatives.Select(item => item.Type),
        ObjectType data => data.Members.Select(member => member.Type).Concat(data.Branches.Select(branch => (SchemaType)branch.Type)),
        _ => [],
    };

    private int Compute(SchemaType type) => type switch
    {
        EnumType { Values.Count: 0 } => Endless,
        AlternateType alternate => 1 + alternate.Alternatives.Min(item => _costs[item.Type]),
        ObjectType data => 1 + Math.Max(
            data.Members.Where(member => !member.IsOptional).Select(member => _costs[member.Type]).DefaultIfEmpty(0).Max(),
            data.IsUnion ? data.Branches.Min(branch => _costs[branch.Type]) : 0),
        _ => 1,
    };
}
