using System;
using System.Collections.Generic;
using System.Linq;
using QapiGen.Schema.Collections;
using QapiGen.Compatibility.Wire;
using QapiGen.Schema.Introspection;
using QapiGen.Schema.Model;

namespace QapiGen.Compatibility.Saved;

/// <summary>Makes a <see cref="WireSchema"/> from SchemaInfo objects (spec 9).</summary>
internal sealed class SavedSchemaBuilder
{
    private static readonly WireObject Nothing = new();

    private readonly string _path;
    private readonly EquatableArray<SchemaInfo> _infos;
    private readonly Dictionary<string, SchemaInfo> _byName = new(StringComparer.Ordinal);
    private readonly Dictionary<string, WireType> _types = new(StringComparer.Ordinal);
    private readonly Queue<Action> _pending = new();
    private readonly List<string> _gaps = new();

    /// <summary>Makes a builder.</summary>
    /// <param name="path">Where the objects are from, for faults.</param>
    /// <param name="infos">The objects; names are unique.</param>
    public SavedSchemaBuilder(string path, EquatableArray<SchemaInfo> infos)
    {
        _path = path;
        _infos = infos;
        foreach (SchemaInfo info in infos)
        {
            _byName[info.Name] = info;
        }
    }

    /// <summary>Makes the schema.</summary>
    /// <exception cref="IntrospectionFormatException">An object refers to what it can't refer to, or types are within each other without an end.</exception>
    public WireSchema Build()
    {
        SavedNesting.Check(_byName);
        WireCommand[] commands = _infos.OfType<CommandInfo>().Select(Make).ToArray();
        WireEvent[] events = _infos.OfType<EventInfo>().Select(Make).ToArray();
        while (_pending.Count > 0)
        {
            _pending.Dequeue()();
        }

        return new WireSchema(commands, events, isIntrospection: true, _gaps);
    }

    private WireCommand Make(CommandInfo info) => new()
    {
        Name = info.Name,
        Features = Names(info.Features),
        Arguments = UseObject(info.ArgumentType, info.Name),
        Result = Use(info.ReturnType),
        AllowsOutOfBand = info.AllowsOutOfBand,
    };

    private WireEvent Make(EventInfo info) => new()
    {
        Name = info.Name,
        Features = Names(info.Features),
        Data = UseObject(info.ArgumentType, info.Name),
    };

    private WireObject UseObject(string reference, string user) =>
        Use(reference) as WireObject ?? throw new IntrospectionFormatException($"'{user}' refers to '{reference}', which is no object type");

    private WireType Use(string reference)
    {
        if (!_types.TryGetValue(reference, out WireType? made))
        {
            made = _byName.TryGetValue(reference, out SchemaInfo? info) ? Make(info) : Missing(reference);
            _types.Add(reference, made);
        }

        return made;
    }

    private WireType Make(SchemaInfo info)
    {
        switch (info)
        {
            case BuiltinInfo:
                return MakeBuiltin(info.Name);
            case ArrayInfo array:
                var list = new WireArray();
                _pending.Enqueue(() => list.Element = Use(array.ElementType));
                return list;
            case EnumInfo type:
                WireEnumValue[] values = type.Members.Select(v => new WireEnumValue { Name = v.Name, Features = Names(v.Features) }).ToArray();
                return new WireEnumType { Name = PathOf(info.Name), IsNamed = IsNamed(info.Name), Features = Names(info.Features), Values = values };
            case AlternateInfo type:
                var alternate = new WireAlternate { Name = PathOf(info.Name), IsNamed = IsNamed(info.Name), Features = Names(info.Features) };
                _pending.Enqueue(() => alternate.Alternatives = type.Types.Select(Make).ToArray());
                return alternate;
            case ObjectInfo type:
                var made = new WireObject { Name = PathOf(info.Name), IsNamed = IsNamed(info.Name), Features = Names(info.Features) };
                _pending.Enqueue(() => Fill(made, type));
                return made;
            default:
                throw new IntrospectionFormatException($"'{info.Name}' is no type, but is referred to as one");
        }
    }

    private static WireScalar MakeBuiltin(string name)
    {
        for (BuiltinKind kind = BuiltinKind.Str; kind <= BuiltinKind.Null; kind++)
        {
            if (WireScalar.NameOf(kind) == name)
            {
                return new WireScalar(kind, isSomeInteger: kind == BuiltinKind.Int);
            }
        }

        throw new IntrospectionFormatException($"'{name}' is no built-in type");
    }

    private void Fill(WireObject made, ObjectInfo type)
    {
        made.Members = type.Members.Select(member => new WireMember
        {
            Name = member.Name,
            Features = Names(member.Features),
            Type = Use(member.Type),
            IsOptional = member.IsOptional,
            DefinedIn = made.Name,
        }).ToArray();
        if (type.Tag is string tag)
        {
            made.Tag = made.Find(tag) ?? throw new IntrospectionFormatException($"the tag '{tag}' of '{type.Name}' is no member");
            made.Branches = type.Variants.Select(v => new WireBranch
            {
                Name = v.Case,
                Features = WireBranch.FeaturesOf(made.Tag, v.Case),
                Type = UseObject(v.Type, type.Name),
            }).ToArray();
        }
    }

    private WireAlternative Make(string reference)
    {
        WireType type = Use(reference);
        return new WireAlternative { Name = type is WireAlternate ? "alternate" : type.JsonKinds.ToString().ToLowerInvariant(), Type = type };
    }

    private WireObject Missing(string reference)
    {
        _gaps.Add($"{_path}: a type '{reference}' is referred to and not defined");
        return Nothing;
    }

    private static string[] Names(EquatableArray<string>? features) => features is { } names ? names.ToArray() : Array.Empty<string>();

    private static bool IsMasked(string name) => name.Length > 0 && name.All(char.IsDigit);

    private static bool IsNamed(string name) => !IsMasked(name) && !ImplicitNames.IsImplicit(name);

    private static string? PathOf(string name) => IsMasked(name) || name == "q_empty" ? null : ImplicitNames.Owner(name);
}
