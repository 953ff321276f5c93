using System;
using System.Collections.Generic;
using System.Linq;
using QapiGen.Schema.Model;

namespace QapiGen.LanguageServer.Workspace;

/// <summary>Which commands send a type, which return it, and which events carry it.</summary>
internal sealed class ReachIndex
{
    private readonly Dictionary<SchemaType, List<SchemaEntity>> _users = [];
    private readonly Dictionary<SchemaType, List<(SchemaEntity Entity, bool IsResult)>> _uses = [];

    public ReachIndex(QapiSchema schema)
    {
        foreach (SchemaEntity entity in schema.Entities)
        {
            switch (entity)
            {
                case CommandDefinition command:
                    Use(command.Arguments, command, false);
                    Use(command.Returns, command, true);
                    break;
                case EventDefinition @event:
                    Use(@event.Data, @event, true);
                    break;
                case ArrayType array:
                    Link(array.Element, array);
                    break;
                case AlternateType alternate:
                    foreach (Alternative alternative in alternate.Alternatives)
                    {
                        Link(alternative.Type, alternate);
                    }

                    break;
                case ObjectType type:
                    LinkObject(type);
                    break;
            }
        }
    }

    /// <summary>Commands with a type in their arguments, commands with it in their result, events with it, each by name.</summary>
    public (IReadOnlyList<string> Sent, IReadOnlyList<string> Returned, IReadOnlyList<string> Events) Find(SchemaType type)
    {
        var found = new HashSet<SchemaType>();
        var open = new Stack<SchemaType>([type]);
        var sent = new SortedSet<string>(StringComparer.Ordinal);
        var returned = new SortedSet<string>(StringComparer.Ordinal);
        var events = new SortedSet<string>(StringComparer.Ordinal);
        while (open.TryPop(out SchemaType? next))
        {
            if (!found.Add(next))
            {
                continue;
            }

            foreach ((SchemaEntity entity, bool isResult) in _uses.GetValueOrDefault(next) ?? [])
            {
                (entity is EventDefinition ? events : isResult ? returned : sent).Add(entity.Name);
            }

            foreach (SchemaEntity user in _users.GetValueOrDefault(next) ?? [])
            {
                open.Push((SchemaType)user);
            }
        }

        return (sent.ToArray(), returned.ToArray(), events.ToArray());
    }

    private void LinkObject(ObjectType type)
    {
        Link(type.Base, type);
        foreach (Member member in type.OwnMembers)
        {
            Link(member.Type, type);
        }

        foreach (Branch branch in type.Branches)
        {
            Link(branch.Type, type);
        }
    }

    private void Link(SchemaType? used, SchemaType user)
    {
        if (used is not null)
        {
            (_users.TryGetValue(used, out List<SchemaEntity>? users) ? users : _users[used] = []).Add(user);
        }
    }

    private void Use(SchemaType? used, SchemaEntity user, bool isResult)
    {
        if (used is not null)
        {
            (_uses.TryGetValue(used, out List<(SchemaEntity, bool)>? uses) ? uses : _uses[used] = []).Add((user, isResult));
        }
    }
}
