using System.Collections.Generic;
using QapiGen.Schema.Binding.Shapes;
using QapiGen.Schema.Model;

namespace QapiGen.Schema.Binding;

/// <content>What is predefined (spec 8), and what simple unions cause (spec T-12).</content>
internal sealed partial class EntityMaker
{
    private static readonly (string Name, BuiltinKind Kind)[] Builtins =
    {
        ("str", BuiltinKind.Str), ("number", BuiltinKind.Number), ("int", BuiltinKind.Int), ("int8", BuiltinKind.Int8), ("int16", BuiltinKind.Int16),
        ("int32", BuiltinKind.Int32), ("int64", BuiltinKind.Int64), ("uint8", BuiltinKind.UInt8), ("uint16", BuiltinKind.UInt16),
        ("uint32", BuiltinKind.UInt32), ("uint64", BuiltinKind.UInt64), ("size", BuiltinKind.Size), ("bool", BuiltinKind.Bool),
        ("any", BuiltinKind.Any), ("null", BuiltinKind.Null),
    };

    private static readonly string[] QTypeValues = { "none", "qnull", "qnum", "qstring", "qdict", "qlist", "qbool" };

    /// <summary>Enters the predefined types (spec I-10).</summary>
    public void EnterPredefined(string? qtypePrefix)
    {
        foreach ((string name, BuiltinKind kind) in Builtins)
        {
            var type = new BuiltinType { Name = name, Module = _builtin, Kind = kind };
            _table.AppendNamed(name, new EntityEntry { Entity = type, State = CheckState.Done });
            _table.AppendArray(MakeArray(type));
        }

        _table.AppendNamed(Empty.Name, new EntityEntry { Entity = Empty, State = CheckState.Done, Members = new MemberTable(null, 0) });
        var qtype = new EnumType
        {
            Name = "QType",
            Module = _builtin,
            IsImplicit = true,
            Prefix = qtypePrefix,
            Values = new(System.Array.ConvertAll(QTypeValues, value => new EnumValue { Name = value })),
        };
        _table.AppendNamed(qtype.Name, new EntityEntry { Entity = qtype, State = CheckState.Done });
    }

    // Per branch the array and the wrapper, then the enum (spec I-10).
    private void MentionSimpleUnion(DefinitionShape shape)
    {
        var values = new List<EnumValue>(shape.Branches.Count);
        var seen = new HashSet<string>(System.StringComparer.Ordinal);
        foreach (PartShape branch in shape.Branches)
        {
            if (branch is { IsUsable: true, Type: { } type })
            {
                MentionWrapper(shape, type);
                if (seen.Add(branch.ClashKey))
                {
                    values.Add(new EnumValue { Name = branch.Name, Condition = branch.Condition, Location = branch.Location });
                }
            }
        }

        string name = shape.Name + "Kind";
        if (IsTaken(shape, name))
        {
            return;
        }

        var tag = new EnumType
        {
            Name = name,
            Module = shape.Scope.Module,
            Location = shape.Scope.Location,
            Extent = shape.Scope.Extent,
            Condition = shape.Condition,
            IsImplicit = true,
            Values = new(values.ToArray()),
        };
        _table.AppendNamed(name, new EntityEntry { Shape = shape, Entity = tag });
    }

    private void MentionWrapper(DefinitionShape shape, TypeReference type)
    {
        if (type.IsArray)
        {
            _table.MentionArray(type, shape);
        }

        string name = WrapperName(type);
        if (_table.Find(name) is null)
        {
            Condition? known = type.IsArray ? null : _table.FindType(type.Name)?.Condition;
            _table.AppendNamed(name, new EntityEntry { Shape = shape, Wrapped = type, WrapperCondition = known });
        }
    }
}
