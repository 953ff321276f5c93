using System.Collections.Generic;
using QapiGen.Schema.Model;

namespace QapiGen.Reference.Usage;

/// <summary>Which commands and events hold a type, however deep.</summary>
internal sealed class TypeUsage
{
    private readonly Dictionary<SchemaType, List<SchemaEntity>> _sent = [];
    private readonly Dictionary<SchemaType, List<SchemaEntity>> _received = [];

    /// <summary>Walks through a schema.</summary>
    public TypeUsage(QapiSchema schema)
    {
        foreach (SchemaEntity entity in schema.Entities)
        {
            if (entity is CommandDefinition command)
            {
                Note(_sent, command, command.Arguments);
                Note(_received, command, command.Returns);
            }
            else if (entity is EventDefinition definition)
            {
                Note(_received, definition, definition.Data);
            }
        }
    }

    /// <summary>Commands whose arguments hold it, in schema order.</summary>
    public IReadOnlyList<SchemaEntity> SentBy(SchemaType type) => _sent.TryGetValue(type, out List<SchemaEntity>? users) ? users : [];

    /// <summary>Commands whose results and events whose data hold it, in schema order.</summary>
    public IReadOnlyList<SchemaEntity> ReceivedFrom(SchemaType type) => _received.TryGetValue(type, out List<SchemaEntity>? users) ? users : [];

    private static void Note(Dictionary<SchemaType, List<SchemaEntity>> users, SchemaEntity user, SchemaType? root)
    {
        if (root is null)
        {
            return;
        }

        var seen = new HashSet<SchemaType> { root };
        var pending = new Stack<SchemaType>(seen);
        while (pending.TryPop(out SchemaType? type))
        {
            if (type is not BuiltinType)
            {
                if (!users.TryGetValue(type, out List<SchemaEntity>? list))
                {
                    users.Add(type, list = []);
                }

                list.Add(user);
            }

            foreach (SchemaType part in Parts(type))
            {
                if (seen.Add(part))
                {
                    pending.Push(part);
                }
            }
        }
    }

    private static IEnumerable<SchemaType> Parts(SchemaType type)
    {
        switch (type)
        {
            case ArrayType array:
                yield return array.Element;
                break;
            case AlternateType alternate:
                foreach (Alternative alternative in alternate.Alternatives)
                {
                    yield return alternative.Type;
                }

                break;
            case ObjectType structure:
                if (structure.Base is not null)
                {
                    yield return structure.Base;
                }

                foreach (Member member in structure.Members)
                {
                    yield return member.Type;
                }

                foreach (Branch branch in structure.Branches)
                {
                    yield return branch.Type;
                }

                break;
        }
    }
}
