using System;
using System.Collections.Generic;
using System.Linq;
using QapiGen.Schema.Introspection;
using QapiGen.Schema.Model;

namespace QapiGen.Compatibility.Saved;

/// <summary>
/// Refuses types within types that no schema has: arrays of arrays and unions in branches of unions without an end, or more of them than a schema may have. Whoever follows
/// them would not come back. A member's type isn't within its object: those are gone through one after the other.
/// </summary>
internal static class SavedNesting
{
    /// <summary>Looks at all types.</summary>
    /// <param name="types">All objects of the reply, by name.</param>
    /// <exception cref="IntrospectionFormatException">One is within itself, or too deep.</exception>
    public static void Check(IReadOnlyDictionary<string, SchemaInfo> types)
    {
        // From the outside inwards: a type's turn comes when all that it is within have had theirs.
        var outer = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (string inner in types.Values.SelectMany(static type => Inner(type)))
        {
            outer[inner] = outer.TryGetValue(inner, out int count) ? count + 1 : 1;
        }

        var turn = new Queue<(string Name, int Depth)>(types.Keys.Where(name => !outer.ContainsKey(name)).Select(static name => (name, 1)));
        var depths = new Dictionary<string, int>(StringComparer.Ordinal);
        while (turn.Count > 0)
        {
            (string name, int depth) = turn.Dequeue();
            if (depth > ObjectType.MaxNesting)
            {
                throw new IntrospectionFormatException($"'{name}' is within more than {ObjectType.MaxNesting} other types");
            }

            foreach (string inner in types.TryGetValue(name, out SchemaInfo? type) ? Inner(type) : [])
            {
                depths[inner] = Math.Max(depths.TryGetValue(inner, out int known) ? known : 0, depth + 1);
                if (--outer[inner] == 0)
                {
                    outer.Remove(inner);
                    turn.Enqueue((inner, depths[inner]));
                }
            }
        }

        if (outer.Count > 0)
        {
            throw new IntrospectionFormatException($"'{outer.Keys.OrderBy(static name => name, StringComparer.Ordinal).First()}' is within itself");
        }
    }

    private static IEnumerable<string> Inner(SchemaInfo type) => type switch
    {
        ArrayInfo array => [array.ElementType],
        ObjectInfo structure => structure.Variants.Select(static variant => variant.Type),
        _ => [],
    };
}
