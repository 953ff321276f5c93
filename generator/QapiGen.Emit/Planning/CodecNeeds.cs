using System;
using System.Collections.Generic;
using System.Linq;
using QapiGen.Emit.Specs;
using QapiGen.Schema.Model;

namespace QapiGen.Emit.Planning;

/// <summary>What a role does with each type: a client writes arguments and reads results and the data of events, a server the reverse.</summary>
/// <remarks>
/// A type that nothing on the wire has to do with is the program's own, and keeps both. One that only lends its members, to a branch or to arguments that are given one by
/// one, is held by no value: nobody could send or receive it.
/// </remarks>
internal sealed class CodecNeeds
{
    private readonly Dictionary<SchemaType, CodecSides> _sides = new();
    private readonly HashSet<SchemaEntity> _used = new();
    private readonly Selection _selection;
    private readonly Func<ObjectType, ObjectType?> _baseOf;
    private readonly Func<ObjectType, bool> _isEmbedded;

    private CodecNeeds(Selection selection, Func<ObjectType, ObjectType?> baseOf, Func<ObjectType, bool> isEmbedded)
    {
        _selection = selection;
        _baseOf = baseOf;
        _isEmbedded = isEmbedded;
    }

    /// <summary>Looks at all commands and events of a schema.</summary>
    /// <param name="schema">The schema.</param>
    /// <param name="role">Which sides there are.</param>
    /// <param name="selection">What of it is generated.</param>
    /// <param name="baseOf">The base that a type has in C#, or null.</param>
    /// <param name="isEmbedded">Whether a branch holds a value of its type, instead of that type's members.</param>
    public static CodecNeeds Find(
        QapiSchema schema, GenerationRole role, Selection selection, Func<ObjectType, ObjectType?> baseOf, Func<ObjectType, bool> isEmbedded)
    {
        var needs = new CodecNeeds(selection, baseOf, isEmbedded);
        List<SchemaEntity> selected = schema.Entities.Where(selection.Contains).ToList();
        needs.Use(selected.Where(static entity => entity is CommandDefinition or EventDefinition));
        foreach (SchemaEntity entity in selected)
        {
            switch (entity)
            {
                case CommandDefinition command:
                    needs.Add(command.Arguments, CommandPlanner.Kind(command) == ArgumentsKind.Members, role.OfArguments());
                    needs.Add(command.Returns, lends: false, role.OfAnswers());
                    break;
                case EventDefinition data:
                    needs.Add(data.Data, CommandPlanner.Kind(data) == ArgumentsKind.Members, role.OfAnswers());
                    break;
                case SchemaType type when !needs._used.Contains(type):
                    needs.Add(type, lends: false, CodecSides.Both);
                    break;
            }
        }

        return needs;
    }

    /// <summary>What is done with values of a type.</summary>
    public CodecSides SidesOf(SchemaType type) => _sides.TryGetValue(type, out CodecSides sides) ? sides : CodecSides.Both;

    /// <summary>Whether no value holds it.</summary>
    public bool IsLentOnly(ObjectType type) => _used.Contains(type) && !_sides.ContainsKey(type);

    // All that commands and events have to do with, in whatever way.
    private void Use(IEnumerable<SchemaEntity> roots)
    {
        var work = new Stack<SchemaEntity>(roots);
        while (work.Count > 0)
        {
            SchemaEntity entity = work.Pop();
            if (_used.Add(entity))
            {
                foreach (SchemaType used in _selection.Uses(entity))
                {
                    work.Push(used);
                }
            }
        }
    }

    private void Add(SchemaType? root, bool lends, CodecSides sides)
    {
        var work = new Stack<SchemaType>();
        if (root is ObjectType lender && lends)
        {
            PushMembers(lender, work);
        }
        else if (root is not null)
        {
            work.Push(root);
        }

        while (work.Count > 0)
        {
            SchemaType type = work.Pop();
            CodecSides known = _sides.TryGetValue(type, out CodecSides before) ? before : default;
            if ((known | sides) != known)
            {
                _sides[type] = known | sides;
                PushHeld(type, work);
            }
        }
    }

    // The types of values that one of this type holds, and the one that its record derives from.
    private void PushHeld(SchemaType type, Stack<SchemaType> work)
    {
        switch (type)
        {
            case ArrayType array:
                work.Push(array.Element);
                break;
            case AlternateType alternate:
                foreach (Alternative alternative in alternate.Alternatives.Where(alternative => _selection.Holds(alternative.Condition)))
                {
                    work.Push(alternative.Type);
                }

                break;
            case ObjectType data:
                PushMembers(data, work);
                if (_baseOf(data) is { } parent)
                {
                    work.Push(parent);
                }

                foreach (Branch branch in data.Branches.Where(branch => _selection.Holds(branch.Condition)))
                {
                    if (_isEmbedded(branch.Type))
                    {
                        work.Push(branch.Type);
                    }
                    else
                    {
                        PushMembers(branch.Type, work);
                    }
                }

                break;
        }
    }

    private void PushMembers(ObjectType type, Stack<SchemaType> work)
    {
        foreach (Member member in type.Members.Where(member => _selection.Holds(member.Condition)))
        {
            work.Push(member.Type);
        }
    }
}
