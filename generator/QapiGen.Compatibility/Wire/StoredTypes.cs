using System.Collections.Generic;
using System.Linq;

namespace QapiGen.Compatibility.Wire;

/// <summary>Which types of a schema values are kept of, as far as a schema can tell.</summary>
internal static class StoredTypes
{
    /// <summary>The structs, unions and alternates that arguments hold or that nothing reaches. What only results and events hold is what a server says, and isn't kept.</summary>
    public static IReadOnlyList<WireStoredType> Of(WireSchema schema)
    {
        HashSet<WireType> sent = Reached(schema.Commands.Select(static command => (WireType)command.Arguments));
        HashSet<WireType> received = Reached(
            schema.Commands.Select(static command => command.Result).Concat(schema.Events.Select(static definition => (WireType)definition.Data)));
        return schema.NamedTypes.Where(type => sent.Contains(type.Type) || !received.Contains(type.Type)).ToArray();
    }

    private static HashSet<WireType> Reached(IEnumerable<WireType> roots)
    {
        var reached = new HashSet<WireType>();
        var pending = new Stack<WireType>(roots);
        while (pending.Count > 0)
        {
            WireType type = pending.Pop();
            if (reached.Add(type))
            {
                foreach (WireType next in Next(type))
                {
                    pending.Push(next);
                }
            }
        }

        return reached;
    }

    private static IEnumerable<WireType> Next(WireType type) => type switch
    {
        WireArray array => [array.Element],
        WireObject structure => structure.Members.Select(static member => member.Type).Concat(structure.Branches.Select(static branch => (WireType)branch.Type)),
        WireAlternate alternate => alternate.Alternatives.Select(static alternative => alternative.Type),
        _ => [],
    };
}
