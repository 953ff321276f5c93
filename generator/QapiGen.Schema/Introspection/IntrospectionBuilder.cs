using System;
using System.Collections.Generic;
using System.Globalization;
using QapiGen.Schema.Collections;
using QapiGen.Schema.Model;

namespace QapiGen.Schema.Introspection;

/// <summary>Computes what <c>query-qmp-schema</c> answers for a schema (spec 9).</summary>
public sealed class IntrospectionBuilder
{
    private readonly QapiSchema _schema;
    private readonly SymbolSet _symbols;
    private readonly bool _isMasked;
    private readonly Func<SchemaEntity, bool>? _isServed;
    private readonly List<SchemaInfo> _infos;

    // The work list (spec Q-2), and who is on it.
    private readonly List<SchemaType> _used;
    private readonly Dictionary<SchemaType, string> _shown;
    private readonly Dictionary<string, string> _masked;
    private readonly SchemaType _int;
    private readonly ArrayType _intArray;
    private readonly SchemaType _empty;

    private IntrospectionBuilder(QapiSchema schema, SymbolSet symbols, bool isMasked, Func<SchemaEntity, bool>? isServed)
    {
        _isServed = isServed;
        _schema = schema;
        _symbols = symbols;
        _isMasked = isMasked;
        _infos = new List<SchemaInfo>(schema.Entities.Count);
        _used = new List<SchemaType>(schema.Entities.Count);
        _shown = new Dictionary<SchemaType, string>(schema.Entities.Count);
        _masked = new Dictionary<string, string>(isMasked ? schema.Entities.Count : 0, StringComparer.Ordinal);
        _int = (SchemaType)schema.ByName["int"];
        _intArray = (ArrayType)schema.ByName["intList"];
        _empty = (SchemaType)schema.ByName["q_empty"];
    }

    /// <summary>Builds the answer.</summary>
    /// <param name="schema">A schema without errors.</param>
    /// <param name="symbols">The configuration; applied last, so that masked names are the same in every one (spec Q-12).</param>
    /// <param name="isMasked">Whether type names are replaced by numbers, as QEMU does; else as its option <c>-u</c> (spec Q-3).</param>
    /// <param name="isServed">Which commands and events a server has; null for all.</param>
    public static EquatableArray<SchemaInfo> Build(
        QapiSchema schema, SymbolSet symbols, bool isMasked = true, Func<SchemaEntity, bool>? isServed = null) =>
        new IntrospectionBuilder(schema, symbols, isMasked, isServed).Build();

    private EquatableArray<SchemaInfo> Build()
    {
        foreach (SchemaModule module in _schema.Modules)
        {
            foreach (SchemaEntity entity in module.Entities)
            {
                if (entity is CommandDefinition or EventDefinition && _isServed?.Invoke(entity) != false)
                {
                    Add(entity);
                }
            }
        }

        for (int i = 0; i < _used.Count; i++)
        {
            Add(_used[i]);
        }

        return new(_infos.ToArray());
    }

    private void Add(SchemaEntity entity)
    {
        // References are used even where the condition drops what refers: numbers don't depend on it.
        SchemaInfo info = Describe(entity);
        if (entity.Features.Count > 0)
        {
            info = info with { Features = Describe(entity.Features) };
        }

        if (_symbols.Holds(entity.Condition))
        {
            _infos.Add(info);
        }
    }

    private SchemaInfo Describe(SchemaEntity entity) => entity switch
    {
        CommandDefinition command => new CommandInfo(command.Name, Use(command.Arguments ?? _empty), Use(command.Returns ?? _empty), command.AllowsOutOfBand),
        EventDefinition definition => new EventInfo(definition.Name, Use(definition.Data ?? _empty)),
        EnumType type => new EnumInfo(NameOf(type), Describe(type.Values), _schema.Dialect.IntrospectsEnumMembers),
        ObjectType type => Describe(type),
        AlternateType type => new AlternateInfo(NameOf(type), Describe(type.Alternatives)),
        ArrayType type => DescribeArray(Use(type.Element)),
        BuiltinType type => new BuiltinInfo(type.Name, JsonTypeOf(type.Kind)),
        _ => throw new InvalidOperationException($"'{entity.Name}' has no introspection"),
    };

    private static ArrayInfo DescribeArray(string element) => new($"[{element}]", element);

    private ObjectInfo Describe(ObjectType type)
    {
        var members = new List<ObjectMemberInfo>(type.Members.Count);
        foreach (Member member in type.Members)
        {
            var info = new ObjectMemberInfo(member.Name, Use(member.Type), member.IsOptional, Describe(member.Features));
            Keep(members, info, member.Condition);
        }

        var variants = new List<VariantInfo>(type.Branches.Count);
        foreach (Branch branch in type.Branches)
        {
            Keep(variants, new VariantInfo(branch.Name, Use(branch.Type)), branch.Condition);
        }

        return new ObjectInfo(NameOf(type), new(members.ToArray())) { Tag = type.Discriminator?.Name, Variants = new(variants.ToArray()) };
    }

    private EquatableArray<EnumMemberInfo> Describe(EquatableArray<EnumValue> values)
    {
        var members = new List<EnumMemberInfo>(values.Count);
        foreach (EnumValue value in values)
        {
            Keep(members, new EnumMemberInfo(value.Name, Describe(value.Features)), value.Condition);
        }

        return new(members.ToArray());
    }

    private EquatableArray<string> Describe(EquatableArray<Alternative> alternatives)
    {
        var types = new List<string>(alternatives.Count);
        foreach (Alternative alternative in alternatives)
        {
            Keep(types, Use(alternative.Type), alternative.Condition);
        }

        return new(types.ToArray());
    }

    private EquatableArray<string>? Describe(EquatableArray<Feature> features)
    {
        if (features.Count == 0)
        {
            return null;
        }

        var names = new List<string>(features.Count);
        foreach (Feature feature in features)
        {
            Keep(names, feature.Name, feature.Condition);
        }

        return new EquatableArray<string>(names.ToArray());
    }

    private void Keep<T>(List<T> list, T item, Condition? condition)
    {
        if (_symbols.Holds(condition))
        {
            list.Add(item);
        }
    }

    // Spec Q-2. What a type is called is found out when it is first used.
    private string Use(SchemaType type)
    {
        SchemaType shown = IsInteger(type) ? _int : type is ArrayType array && IsInteger(array.Element) ? _intArray : type;
        if (!_shown.TryGetValue(shown, out string? name))
        {
            _used.Add(shown);
            name = shown is BuiltinType ? shown.Name : shown is ArrayType used ? $"[{Use(used.Element)}]" : NameOf(shown);
            _shown.Add(shown, name);
        }

        return name;
    }

    // Spec Q-3.
    private string NameOf(SchemaType type)
    {
        if (!_isMasked)
        {
            return type.Name;
        }

        if (!_masked.TryGetValue(type.Name, out string? number))
        {
            number = _masked.Count.ToString(CultureInfo.InvariantCulture);
            _masked.Add(type.Name, number);
        }

        return number;
    }

    private static bool IsInteger(SchemaType type) => type is BuiltinType { Kind: >= BuiltinKind.Int and <= BuiltinKind.Size };

    private static string JsonTypeOf(BuiltinKind kind) => kind switch
    {
        BuiltinKind.Str => "string",
        BuiltinKind.Number => "number",
        BuiltinKind.Bool => "boolean",
        BuiltinKind.Any => "value",
        BuiltinKind.Null => "null",
        _ => "int",
    };
}
