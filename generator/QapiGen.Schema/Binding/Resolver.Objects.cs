using System.Collections.Generic;
using QapiGen.Schema.Binding.Shapes;
using QapiGen.Schema.Diagnostics;
using QapiGen.Schema.Model;

namespace QapiGen.Schema.Binding;

/// <content>Structs, unions and implicit object types.</content>
internal sealed partial class Resolver
{
    private IEnumerable<EntityEntry> CheckObject(EntityEntry entry, ObjectType type)
    {
        DefinitionShape shape = entry.Shape!;
        if (entry.IsDefinition)
        {
            FeatureRules.Check(shape.Scope, shape.Features, "the " + shape.Scope.Meta);
            CheckTypeFeatures(shape);
        }

        if (FindBase(entry, type, shape) is { } baseEntry && MayFollow(entry, baseEntry, (shape.Base ?? Reference(shape)).Span))
        {
            yield return baseEntry;
            type.Base = (ObjectType)baseEntry.Entity!;
            entry.Depth = baseEntry.Depth + 1;
        }

        var members = new MemberTable(type.Base is { } @base ? _table.EntryOf(@base).Members : null, type.Kind is ObjectKind.Union or ObjectKind.Wrapper ? 1 : shape.Parts.Count);
        entry.Members = members;
        type.IsIncomplete |= type.Base is { IsIncomplete: true };
        type.OwnMembers = MakeOwnMembers(entry, type, shape, members);
        type.Members = Flatten(type);
        if (type.Kind != ObjectKind.Union)
        {
            yield break;
        }

        foreach (EntityEntry needed in CheckUnion(entry, type, shape))
        {
            yield return needed;
        }
    }

    private static TypeReference Reference(DefinitionShape shape) => new(shape.Name, false, shape.Scope.NameSyntax!.Span);

    // Spec S-67.
    private EntityEntry? FindBase(EntityEntry entry, ObjectType type, DefinitionShape shape)
    {
        if (type.Kind == ObjectKind.Union && shape.Base is null)
        {
            return shape.IsSimpleUnion ? null : _table.Find($"q_obj_{shape.Name}-base");
        }

        if (type.Kind is not (ObjectKind.Struct or ObjectKind.Union) || shape.Base is not { } reference)
        {
            return null;
        }

        SchemaType? found = Find(reference, shape.Scope, "'base'");
        if (found is ObjectType { Kind: ObjectKind.Struct } structure)
        {
            return _table.EntryOf(structure);
        }

        type.IsIncomplete = true;
        if (found is not null)
        {
            shape.Scope.Report(SchemaRules.BaseNotStruct, reference.Span, reference.Name, Wording.Describe(found));
        }

        return null;
    }

    // Spec S-68: reported at the type that is met the second time.
    private bool MayFollow(EntityEntry entry, EntityEntry next, Text.SourceSpan span)
    {
        entry.Following = span;
        if (next.State == CheckState.Running)
        {
            DefinitionShape met = next.Shape!;
            met.Scope.Report(SchemaRules.RecursiveObject, next.Following, met.Name);
            ((ObjectType)entry.Entity!).IsIncomplete = true;
            return false;
        }

        if (next.State == CheckState.Done ? next.Depth >= ObjectType.MaxNesting : _running.Count >= ObjectType.MaxNesting)
        {
            entry.Shape!.Scope.Report(SchemaRules.NestedTooDeep, span, "object types", $"{ObjectType.MaxNesting}");
            ((ObjectType)entry.Entity!).IsIncomplete = true;
            return false;
        }

        return true;
    }

    // Spec S-69.
    private Collections.EquatableArray<Member> MakeOwnMembers(EntityEntry entry, ObjectType type, DefinitionShape shape, MemberTable members)
    {
        if (type.Kind == ObjectKind.Wrapper)
        {
            TypeReference wrapped = entry.Wrapped!;
            AddImplicit(members, "data", Find(wrapped, shape.Scope, "a branch"), type);
        }
        else if (type.Kind == ObjectKind.Union)
        {
            AddImplicit(members, "type", shape.IsSimpleUnion ? _table.FindType(shape.Name + "Kind") : null, type);
        }
        else
        {
            int findings = shape.Scope.FindingCount;
            bool mayClash = type.Base is not null || shape.Known is not { HasDistinctMembers: true };
            foreach (PartShape part in shape.Parts)
            {
                AddMember(type, shape.Scope, part, members, mayClash);
            }

            if (mayClash && shape.Known is { } known)
            {
                known.HasDistinctMembers = shape.Scope.FindingCount == findings;
            }
        }

        return new(members.ToArray());
    }

    private static void AddImplicit(MemberTable members, string name, SchemaType? type, ObjectType owner)
    {
        if (type is not null)
        {
            members.Add(new Member { Name = name, ClashKey = name, Type = type, DefinedIn = owner });
        }
    }

    private void AddMember(ObjectType owner, DefinitionScope scope, PartShape part, MemberTable members, bool mayClash)
    {
        SchemaType? type = Find(part.Type, scope, "member", part.Name);
        FeatureRules.Check(scope, part.Features, "member", part.Name);
        if (mayClash && part.IsUsable && members.FindClash(part) is { } other)
        {
            scope.Report(SchemaRules.DuplicateMember, part.Span, new[] { part.Name, Describe(other, owner) }, RelatedTo(other));
            return;
        }

        if (!part.IsUsable || type is null)
        {
            owner.IsIncomplete = true;
            return;
        }

        members.Add(new Member
        {
            Name = part.Name,
            Type = type,
            IsOptional = part.IsOptional,
            DefinedIn = owner,
            Location = part.Location,
            ClashKey = part.ClashKey,
            Condition = part.Condition,
            Features = FeatureRules.Distinct(part.Features),
        });
    }

    private static string Describe(Member member, ObjectType owner) =>
        ReferenceEquals(member.DefinedIn, owner) ? $"member '{member.Name}'"
        : member.DefinedIn.IsImplicit ? $"member '{member.Name}' of the base"
        : $"member '{member.Name}' of type '{member.DefinedIn.Name}'";

    private static RelatedLocation[] RelatedTo(Member member) =>
        member.Location is { } location ? new[] { new RelatedLocation(location, "the other member") } : System.Array.Empty<RelatedLocation>();

    // A type without members of its own shares the array of its base, and one without those of a base its own.
    private static Collections.EquatableArray<Member> Flatten(ObjectType type)
    {
        if (type.OwnMembers.Count == 0)
        {
            return type.Base?.Members ?? default;
        }

        if (type.Base is not { Members.Count: > 0 } @base)
        {
            return type.OwnMembers;
        }

        var all = new Member[@base.Members.Count + type.OwnMembers.Count];
        int count = 0;
        foreach (Member member in @base.Members)
        {
            all[count++] = member;
        }

        foreach (Member member in type.OwnMembers)
        {
            all[count++] = member;
        }

        return new(all);
    }
}
