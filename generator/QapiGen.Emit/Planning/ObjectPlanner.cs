using System.Collections.Generic;
using System.Linq;
using QapiGen.Emit.Specs;
using QapiGen.Schema.Model;

namespace QapiGen.Emit.Planning;

/// <summary>Plans structs, unions and alternates.</summary>
internal sealed class ObjectPlanner(
    SchemaNames names, ModulePlaces places, TypePlanner types, MemberPlanner members, DocPlanner docs, Selection selection)
{
    private readonly Dictionary<ObjectType, List<MemberSpec>> _structMembers = new();
    private readonly Dictionary<EnumType, Dictionary<string, string>> _valueNames = new();
    private HashSet<SchemaType> _recursive = new();
    private HashSet<ObjectType> _bases = new();
    private CodecNeeds? _needs;

    /// <summary>Looks at the whole schema before its types are planned one by one.</summary>
    public void Prepare(QapiSchema schema, GenerationOptions options)
    {
        _recursive = RecursionFinder.Find(schema.Entities.OfType<SchemaType>());
        _bases = new HashSet<ObjectType>(schema.Entities.OfType<ObjectType>().Select(CSharpBase).OfType<ObjectType>());
        _needs = options.OnlyNeededCodecs ? CodecNeeds.Find(schema, options.Role, selection, CSharpBase, IsEmbedded) : null;
    }

    /// <summary>What is done with values of a type on the wire.</summary>
    public CodecSides SidesOf(SchemaType type) => _needs?.SidesOf(type) ?? CodecSides.Both;

    /// <summary>Whether nothing is generated for a type, since no value would hold it.</summary>
    public bool IsLeftOut(ObjectType type) => _needs?.IsLentOnly(type) ?? false;

    /// <summary>Whether a value may hold another of the same type.</summary>
    public bool IsRecursive(SchemaType type) => _recursive.Contains(type);

    /// <summary>Whether another C# type derives from this one's.</summary>
    public bool IsBase(ObjectType type) => _bases.Contains(type);

    /// <summary>Plans an enum.</summary>
    public EnumSpec PlanEnum(EnumType type)
    {
        Dictionary<string, string> identifiers = ValueNames(type);
        EnumValueSpec[] values = type.Values.Where(value => selection.Holds(value.Condition)).Select(value => new EnumValueSpec(
            value.Name,
            identifiers[value.Name],
            members.Mark(value.Name, docs.MemberSince(type, value.Name), value.Features, type),
            docs.Member(type, value.Name))).ToArray();
        return new EnumSpec(
            type.Name, names[type], names.Codec(type), names.Extensions(type), new(values), Mark(type), docs.Definition(type, "enum"));
    }

    /// <summary>Plans a struct.</summary>
    public StructSpec PlanStruct(ObjectType type)
    {
        ObjectType? parent = CSharpBase(type);
        return new StructSpec(
            type.Name,
            names[type],
            parent is null ? null : names.Full(parent),
            !IsBase(type),
            IsRecursive(type),
            new(StructMembers(type).ToArray()),
            Mark(type),
            docs.Definition(type, "struct"))
        {
            Sides = SidesOf(type),
        };
    }

    /// <summary>Whether a union's discriminator can select branches; one with a fault is planned as a struct.</summary>
    public bool IsSound(ObjectType type) =>
        type.Discriminator is { Type: EnumType } tag && selection.Holds(tag.Condition) && type.Members.Any(member => member.Name == tag.Name);

    /// <summary>Plans a union.</summary>
    public UnionSpec PlanUnion(ObjectType type)
    {
        var scope = new NameScope(ReservedNames.Union, names[type]);
        List<MemberSpec> common = members.Plan(type.Members, scope, type).ToList();
        MemberSpec tag = common.First(member => member.WireName == type.Discriminator!.Name);
        var nested = new NameScope(ReservedNames.Union, names[type], "Branch");
        foreach (MemberSpec member in common)
        {
            nested.Take(member.Identifier);
        }

        // All branches are named before any is planned: a property that hides one of these types must say so.
        Dictionary<Branch, string> typeNames = type.Branches.ToDictionary(branch => branch, branch => nested.Add(CSharpNames.Pascal(branch.Name)));
        var values = (EnumType)type.Discriminator!.Type;
        Dictionary<string, (int Position, EnumValue Value)> present = Present(values);
        List<Branch> kept = type.Branches.Where(branch => selection.Holds(branch.Condition) && present.ContainsKey(branch.Name)).ToList();
        var nestedTypes = new HashSet<string>(kept.Select(branch => typeNames[branch]));
        BranchSpec[] branches = kept
            .Select(branch => PlanBranch(type, branch, typeNames[branch], nestedTypes, common, present[branch.Name].Value) with
            {
                Position = present[branch.Name].Position,
                ValueIdentifier = ValueNames(values)[branch.Name],
            })
            .ToArray();
        return new UnionSpec(
            type.Name, names[type], IsRecursive(type), new(common.ToArray()), tag, new(branches), Mark(type), docs.Definition(type, "union"))
        {
            Sides = SidesOf(type),
            CanLackDiscriminator = branches.Length > 0 && !tag.IsOptional && (members.IsNewer(tag.Mark.Since) || WasStruct(type, values)),
        };
    }

    // Documentation seldom says when a struct became a union: where no more than one branch is as old as the oldest server, it may have been one.
    private bool WasStruct(ObjectType union, EnumType values)
    {
        int newer = union.Branches.Count(branch =>
            members.IsNewer(DocPlanner.Since(branch.Type)) || members.IsNewer(docs.MemberSince(values, branch.Name)));
        return newer > 0 && union.Branches.Count - newer <= 1;
    }

    /// <summary>Plans an alternate.</summary>
    public AlternateSpec PlanAlternate(AlternateType type)
    {
        var scope = new NameScope(ReservedNames.Alternate, names[type], "Branch");
        var alternatives = new List<AlternativeSpec>();
        foreach (Alternative alternative in type.Alternatives)
        {
            string name = scope.Add(CSharpNames.Pascal(alternative.Name));
            if (selection.Holds(alternative.Condition))
            {
                TypeSpec value = types.Plan(alternative.Type);
                bool hasConversion = value.Shape != TypeShape.List && alternatives.TrueForAll(earlier => earlier.Type.Name != value.Name);
                alternatives.Add(new AlternativeSpec(alternative.Name, name, value, hasConversion, docs.Member(type, alternative.Name)));
            }
        }

        return new AlternateSpec(
            type.Name, names[type], IsRecursive(type), new(alternatives.ToArray()), Mark(type), docs.Definition(type, "alternate"))
        {
            Sides = SidesOf(type),
        };
    }

    // A branch that is itself a union is held as a value; of another type it has the members.
    private bool IsEmbedded(ObjectType branch) => branch.IsUnion && IsSound(branch);

    private static MarkSpec Mark(SchemaEntity entity) => new(entity.Name, DocPlanner.Since(entity));

    // A type of another assembly may be sealed there, so its members are repeated instead of inherited.
    private ObjectType? CSharpBase(ObjectType type) =>
        type is { Kind: ObjectKind.Struct, Base: { Kind: ObjectKind.Struct } parent } && !places.IsExternal(parent.Module) ? parent : null;

    private List<MemberSpec> StructMembers(ObjectType type)
    {
        if (_structMembers.TryGetValue(type, out List<MemberSpec>? known))
        {
            return known;
        }

        var scope = new NameScope(ReservedNames.Record, names[type]);
        ObjectType? parent = CSharpBase(type);
        var all = new List<MemberSpec>();
        if (parent is not null)
        {
            foreach (MemberSpec inherited in StructMembers(parent))
            {
                scope.Take(inherited.Identifier);
                all.Add(inherited with { IsInherited = true });
            }
        }

        IEnumerable<Member> own = parent is null ? type.Members : type.OwnMembers;
        var locals = new HashSet<string>(all.Select(member => member.Local));
        foreach (MemberSpec member in members.Plan(own, scope))
        {
            all.Add(locals.Add(member.Local) ? member : member with { Local = member.Local + "_" });
        }

        _structMembers[type] = all;
        return all;
    }

    private BranchSpec PlanBranch(ObjectType union, Branch branch, string name, HashSet<string> hidden, List<MemberSpec> common, EnumValue value)
    {
        var scope = new NameScope(ReservedNames.Union, name);
        foreach (MemberSpec member in common)
        {
            scope.Take(member.Identifier);
        }

        var own = new List<MemberSpec>();
        MemberSpec? inner = null;
        if (IsEmbedded(branch.Type))
        {
            string identifier = scope.Add(CSharpNames.Pascal(branch.Type.Name));
            inner = new MemberSpec(
                "", identifier, CSharpNames.Camel(identifier), types.Plan(branch.Type), false, new MarkSpec(null), new DocSpec("What the branch adds."))
            {
                HidesNestedType = hidden.Contains(identifier),
            };
        }
        else
        {
            var locals = new HashSet<string>(common.Select(member => member.Local));
            own.AddRange(members.Plan(branch.Type.Members, scope).Select(member => member with
            {
                HidesNestedType = hidden.Contains(member.Identifier),
                Local = locals.Add(member.Local) ? member.Local : member.Local + "_",
            }));
        }

        // Whoever uses a branch uses the value that selects it.
        var values = (EnumType)union.Discriminator!.Type;
        MarkSpec mark = members.Mark(branch.Name, docs.MemberSince(values, branch.Name), value.Features, values);
        return new BranchSpec(name, 0, "", new(own.ToArray()), inner, mark, new DocSpec($"Branch '{branch.Name}'."));
    }

    private Dictionary<string, (int Position, EnumValue Value)> Present(EnumType type)
    {
        var present = new Dictionary<string, (int Position, EnumValue Value)>();
        int position = 0;
        foreach (EnumValue value in type.Values.Where(value => selection.Holds(value.Condition)))
        {
            if (!present.ContainsKey(value.Name))
            {
                present.Add(value.Name, (position, value));
            }

            position++;
        }

        return present;
    }

    private Dictionary<string, string> ValueNames(EnumType type)
    {
        if (!_valueNames.TryGetValue(type, out Dictionary<string, string>? known))
        {
            var scope = new NameScope();
            _valueNames[type] = known = new Dictionary<string, string>();
            foreach (EnumValue value in type.Values)
            {
                known[value.Name] = scope.Add(CSharpNames.Pascal(value.Name));
            }
        }

        return known;
    }
}
