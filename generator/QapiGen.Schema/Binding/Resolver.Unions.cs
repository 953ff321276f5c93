using System;
using System.Collections.Generic;
using QapiGen.Schema.Binding.Shapes;
using QapiGen.Schema.Diagnostics;
using QapiGen.Schema.Model;

namespace QapiGen.Schema.Binding;

/// <content>Discriminators and branches.</content>
internal sealed partial class Resolver
{
    private IEnumerable<EntityEntry> CheckUnion(EntityEntry entry, ObjectType union, DefinitionShape shape)
    {
        Member? tag = shape.IsSimpleUnion ? entry.Members!.Find("type") : FindDiscriminator(entry, union, shape);
        var tagEnum = tag?.Type as EnumType;
        if (tagEnum is { Values.Count: 0 } && shape.Branches.Count == 0)
        {
            shape.Scope.Report(SchemaRules.UnionWithoutBranches, shape.Scope.NameSyntax!.Span, tagEnum.Name);
        }

        HashSet<string>? values = tagEnum is null ? null : NamesOf(tagEnum);
        var branches = new List<Branch>();
        foreach (PartShape part in shape.Branches)
        {
            if (FindBranchType(shape, part, tagEnum, values) is { } type && MayFollow(entry, type, (part.Type ?? Reference(shape)).Span))
            {
                yield return type;
                entry.Depth = Math.Max(entry.Depth, type.Depth + 1);
                branches.Add(new Branch
                {
                    Name = part.Name,
                    Type = (ObjectType)type.Entity!,
                    Condition = part.Condition,
                    Location = part.Location,
                });
            }
        }

        if (tagEnum is not null)
        {
            AddEmptyBranches(shape, tagEnum, branches);
            CheckBranchMembers(entry, shape, branches);
            union.Discriminator = tag;
            union.Branches = new(branches.ToArray());
        }
    }

    private static HashSet<string> NamesOf(EnumType type)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (EnumValue value in type.Values)
        {
            names.Add(value.Name);
        }

        return names;
    }

    // Spec S-70, S-71. A member that was lost to another fault is no further fault.
    private static Member? FindDiscriminator(EntityEntry entry, ObjectType union, DefinitionShape shape)
    {
        if (shape.Discriminator is not { } name)
        {
            return null;
        }

        Member? member = entry.Members!.Find(name.Value);
        if (member is null)
        {
            if (!union.IsIncomplete && shape.HasReadableParts)
            {
                string owner = union.Base is { IsImplicit: false } named ? $"base '{named.Name}'" : "the base";
                string members = union.Members.Count == 0 ? "none" : Wording.Quote(Names(union.Members));
                shape.Scope.Report(SchemaRules.UnknownDiscriminator, name.Span, name.Value, owner, members);
            }

            return null;
        }

        string? fault = member.Type is not EnumType ? $"must be of an enum type, but '{member.Type.Name}' is {Wording.Describe(member.Type)}"
            : member.IsOptional ? "must not be optional"
            : member.Condition is not null ? "must not be conditional"
            : null;
        if (fault is not null)
        {
            shape.Scope.Report(SchemaRules.BadDiscriminator, name.Span, name.Value, fault);
        }

        return fault is null ? member : null;
    }

    private static IEnumerable<string> Names(IEnumerable<Member> members)
    {
        foreach (Member member in members)
        {
            yield return member.Name;
        }
    }

    // Spec S-73.
    private EntityEntry? FindBranchType(DefinitionShape shape, PartShape part, EnumType? tagEnum, HashSet<string>? values)
    {
        SchemaType? type = shape.IsSimpleUnion
            ? FindWrapper(part)
            : Find(part.Type, shape.Scope, "branch", part.Name);
        if (values is not null && part.IsUsable && !shape.IsSimpleUnion && !values.Contains(part.Name) && !tagEnum!.IsIncomplete)
        {
            shape.Scope.Report(SchemaRules.UnknownBranch, part.Span, part.Name, tagEnum.Name);
        }

        bool isRight = type is ObjectType found && (found.Kind != ObjectKind.Union || _dialect.AllowsUnionAsBranch);
        if (type is not null && !isRight)
        {
            string right = _dialect.AllowsUnionAsBranch ? "a struct or a union" : "a struct";
            shape.Scope.Report(SchemaRules.BadBranchType, part.Type!.Span, part.Name, type.Name, Wording.Describe(type), right);
        }

        return isRight && values is not null && values.Contains(part.Name) ? _table.EntryOf((ObjectType)type!) : null;
    }

    private ObjectType? FindWrapper(PartShape part) =>
        part.Type is { } type ? _table.Find($"q_obj_{type.Name}{(type.IsArray ? "List" : "")}-wrapper")?.Entity as ObjectType : null;

    // Spec T-10. A written branch that was lost to a fault isn't an empty one.
    private void AddEmptyBranches(DefinitionShape shape, EnumType tagEnum, List<Branch> branches)
    {
        var written = new HashSet<string>(StringComparer.Ordinal);
        foreach (PartShape part in shape.Branches)
        {
            written.Add(part.Name);
        }

        foreach (EnumValue value in tagEnum.Values)
        {
            if (!written.Contains(value.Name))
            {
                branches.Add(new Branch { Name = value.Name, Type = _empty, Condition = value.Condition, IsAdded = true });
            }
        }
    }

    // Spec S-74: also the branches of a branch that is a union, each type once.
    private static void CheckBranchMembers(EntityEntry entry, DefinitionShape shape, List<Branch> branches)
    {
        foreach (Branch branch in branches)
        {
            if (branch.IsAdded)
            {
                continue;
            }

            var seen = new HashSet<ObjectType> { branch.Type };
            var open = new Queue<ObjectType>();
            open.Enqueue(branch.Type);
            while (open.Count > 0)
            {
                ObjectType type = open.Dequeue();
                CheckBranchMembers(entry, shape, branch, type);
                foreach (Branch inner in type.Branches)
                {
                    if (!inner.IsAdded && seen.Add(inner.Type))
                    {
                        open.Enqueue(inner.Type);
                    }
                }
            }
        }
    }

    private static void CheckBranchMembers(EntityEntry entry, DefinitionShape shape, Branch branch, ObjectType type)
    {
        foreach (Member member in type.Members)
        {
            if (entry.Members!.FindClash(member) is { } other)
            {
                string[] arguments = { branch.Name, member.Name, type.Name, Describe(other, (ObjectType)entry.Entity!) };
                shape.Scope.Report(SchemaRules.BranchMemberClash, branch.Location!.Span, arguments, RelatedTo(member));
            }
        }
    }
}
