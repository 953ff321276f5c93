using System;
using System.Collections.Generic;
using QapiGen.Schema.Collections;
using QapiGen.Schema.Diagnostics;
using QapiGen.Schema.Documentation;
using QapiGen.Schema.Loading;
using QapiGen.Schema.Model;
using QapiGen.Schema.Syntax;
using QapiGen.Schema.Text;

namespace QapiGen.Schema.Binding;

/// <summary>Turns a loaded schema into its model.</summary>
public sealed class Binder
{
    private static readonly (string Name, BuiltinKind Kind)[] Builtins =
    {
        ("str", BuiltinKind.Str), ("number", BuiltinKind.Number), ("int", BuiltinKind.Int), ("int8", BuiltinKind.Int8), ("int16", BuiltinKind.Int16),
        ("int32", BuiltinKind.Int32), ("int64", BuiltinKind.Int64), ("uint8", BuiltinKind.UInt8), ("uint16", BuiltinKind.UInt16),
        ("uint32", BuiltinKind.UInt32), ("uint64", BuiltinKind.UInt64), ("size", BuiltinKind.Size), ("bool", BuiltinKind.Bool),
        ("any", BuiltinKind.Any), ("null", BuiltinKind.Null),
    };

    private static readonly string[] Or = { "||" };

    private readonly LoadedSchema _loaded;
    private readonly SchemaModule _builtin;
    private readonly List<SchemaModule> _modules = new();
    private readonly Dictionary<LoadedFile, SchemaModule> _moduleOf = new();
    private readonly List<SchemaEntity> _entities = new();
    private readonly Dictionary<string, SchemaEntity> _byName = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (DefinitionSyntax Syntax, SchemaModule Module)> _syntaxOf = new(StringComparer.Ordinal);
    private readonly List<DocBlock> _docs = new();
    private readonly ObjectType _empty;

    private Binder(LoadedSchema loaded)
    {
        _loaded = loaded;
        _builtin = new SchemaModule("./builtin", null);
        _empty = new ObjectType { Name = "q_empty", Module = _builtin, Kind = ObjectKind.Empty };
    }

    /// <summary>Binds a schema.</summary>
    public static QapiSchema Bind(LoadedSchema loaded, DiagnosticBag diagnostics)
    {
        var binder = new Binder(loaded);
        return binder.Run();
    }

    private QapiSchema Run()
    {
        _modules.Add(_builtin);
        foreach (LoadedFile file in _loaded.Files)
        {
            var module = new SchemaModule(file.ModuleName, file.Document.File);
            _modules.Add(module);
            _moduleOf.Add(file, module);
        }

        foreach ((string name, BuiltinKind kind) in Builtins)
        {
            var type = new BuiltinType { Name = name, Module = _builtin, Kind = kind };
            Enter(type);
            ArrayOf(type);
        }

        Enter(_empty);
        var qtype = new List<EnumValue>();
        foreach (string value in new[] { "none", "qnull", "qnum", "qstring", "qdict", "qlist", "qbool" })
        {
            qtype.Add(new EnumValue { Name = value });
        }

        Enter(new EnumType { Name = "QType", Module = _builtin, Values = new(qtype.ToArray()), IsImplicit = true, Prefix = _loaded.Dialect.QTypePrefix });
        Declare(_loaded.Root);
        BindFile(_loaded.Root);
        return new QapiSchema { Dialect = _loaded.Dialect, Modules = _modules, Entities = _entities, DocBlocks = _docs, ByName = _byName };
    }

    private void Declare(LoadedFile root)
    {
        foreach (LoadedFile file in _loaded.Files)
        {
            foreach (TopLevelSyntax item in file.Document.Items)
            {
                if (item is DefinitionSyntax definition && KindOf(definition) is { } pair && pair.Value is StringSyntax name && !_syntaxOf.ContainsKey(name.Value))
                {
                    _syntaxOf.Add(name.Value, (definition, _moduleOf[file]));
                }
            }
        }
    }

    private void BindFile(LoadedFile file)
    {
        int include = 0;
        foreach (TopLevelSyntax item in file.Document.Items)
        {
            switch (item)
            {
                case IncludeSyntax:
                    LoadedInclude loaded = file.Includes[include++];
                    if (loaded.File is not null)
                    {
                        var entity = new IncludeEntity { Name = loaded.File.ModuleName, Module = _moduleOf[file], Included = _moduleOf[loaded.File] };
                        _entities.Add(entity);
                        entity.Module.Add(entity);
                        if (loaded.IsFirst)
                        {
                            BindFile(loaded.File);
                        }
                    }

                    break;
                case FreeFormSyntax free:
                    _docs.Add(free.Documentation);
                    break;
                case DefinitionSyntax definition:
                    if (definition.Documentation is not null)
                    {
                        _docs.Add(definition.Documentation);
                    }

                    if (KindOf(definition)?.Value is StringSyntax name)
                    {
                        Definition(name.Value);
                    }

                    break;
            }
        }
    }

    private readonly HashSet<string> _bound = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SchemaType> _types = new(StringComparer.Ordinal);

    // Everything implicit comes before the definition, in the order met (spec I-10).
    private void Definition(string name)
    {
        if (!_bound.Add(name) || !_syntaxOf.TryGetValue(name, out (DefinitionSyntax Syntax, SchemaModule Module) found))
        {
            return;
        }

        (DefinitionSyntax syntax, SchemaModule module) = found;
        ObjectSyntax o = syntax.Object;
        PairSyntax kind = KindOf(syntax)!;
        switch (kind.Key.Value)
        {
            case "enum":
                Enter(TypeNamed(name));
                break;
            case "struct":
                MentionArrays(o.Find("data")!.Value);
                Enter(TypeNamed(name));
                break;
            case "union":
                if (o.Find("base")?.Value is ObjectSyntax inline && inline.Pairs.Count > 0)
                {
                    MentionArrays(inline);
                    Enter(((ObjectType)TypeNamed(name)).Base!);
                }

                MentionArrays(o.Find("data")!.Value);
                Enter(TypeNamed(name));
                break;
            case "alternate":
                MentionArrays(o.Find("data")!.Value);
                Enter(TypeNamed(name));
                break;
            case "command":
                ObjectType? arguments = Data(name, o, module);
                SchemaType? returns = o.Find("returns") is { } r ? Reference(r.Value) : null;
                Enter(new CommandDefinition
                {
                    Name = name,
                    Module = module,
                    Location = At(module, kind.Value),
                    Condition = ConditionOf(o),
                    Features = FeaturesOf(o, module),
                    Documentation = syntax.Documentation,
                    Arguments = arguments,
                    Returns = returns,
                    IsBoxed = Flag(o, "boxed", false),
                    HasGeneratedMarshalling = Flag(o, "gen", true),
                    HasSuccessResponse = Flag(o, "success-response", true),
                    AllowsOutOfBand = Flag(o, "allow-oob", false),
                    AllowsPreconfig = Flag(o, "allow-preconfig", false),
                    IsCoroutine = Flag(o, "coroutine", false),
                });
                break;
            default:
                Enter(new EventDefinition
                {
                    Name = name,
                    Module = module,
                    Location = At(module, kind.Value),
                    Condition = ConditionOf(o),
                    Features = FeaturesOf(o, module),
                    Documentation = syntax.Documentation,
                    Data = Data(name, o, module),
                    IsBoxed = Flag(o, "boxed", false),
                });
                break;
        }
    }

    private ObjectType? Data(string owner, ObjectSyntax o, SchemaModule module)
    {
        switch (o.Find("data")?.Value)
        {
            case StringSyntax name:
                return (ObjectType)TypeNamed(name.Value);
            case ObjectSyntax { Pairs.Count: > 0 } members:
                MentionArrays(members);
                var type = new ObjectType
                {
                    Name = $"q_obj_{owner}-arg", Module = module, Kind = ObjectKind.Arguments, Condition = ConditionOf(o), Location = At(module, KindOf(o)!.Value),
                };
                Enter(type);
                type.OwnMembers = Members(members, type, module);
                type.Members = type.OwnMembers;
                return type;
            default:
                return null;
        }
    }

    private SchemaType TypeNamed(string name)
    {
        if (_types.TryGetValue(name, out SchemaType? known))
        {
            return known;
        }

        if (_byName.TryGetValue(name, out SchemaEntity? builtin))
        {
            return (SchemaType)builtin;
        }

        (DefinitionSyntax syntax, SchemaModule module) = _syntaxOf[name];
        ObjectSyntax o = syntax.Object;
        PairSyntax kind = KindOf(syntax)!;
        SchemaLocation at = At(module, kind.Value);
        Condition? condition = ConditionOf(o);
        EquatableArray<Feature> features = FeaturesOf(o, module);
        ValueSyntax data = o.Find("data")!.Value;
        switch (kind.Key.Value)
        {
            case "enum":
                var enumeration = new EnumType
                {
                    Name = name, Module = module, Location = at, Condition = condition, Features = features, Documentation = syntax.Documentation,
                    Values = Values((ArraySyntax)data, module), Prefix = (o.Find("prefix")?.Value as StringSyntax)?.Value,
                };
                _types.Add(name, enumeration);
                return enumeration;
            case "struct":
                var structure = new ObjectType
                {
                    Name = name, Module = module, Location = at, Condition = condition, Features = features, Documentation = syntax.Documentation, Kind = ObjectKind.Struct,
                };
                _types.Add(name, structure);
                structure.Base = o.Find("base")?.Value is StringSyntax b ? (ObjectType)TypeNamed(b.Value) : null;
                structure.OwnMembers = Members((ObjectSyntax)data, structure, module);
                structure.Members = Concat(structure.Base, structure.OwnMembers);
                return structure;
            case "union":
                return Union(name, syntax, module);
            default:
                var alternate = new AlternateType
                {
                    Name = name, Module = module, Location = at, Condition = condition, Features = features, Documentation = syntax.Documentation,
                };
                _types.Add(name, alternate);
                var alternatives = new List<Alternative>();
                foreach (PairSyntax pair in ((ObjectSyntax)data).Pairs)
                {
                    alternatives.Add(new Alternative
                    {
                        Name = pair.Key.Value, Type = Reference(TypeOf(pair.Value)), Condition = ConditionOf(pair.Value as ObjectSyntax), Location = At(module, pair.Key),
                    });
                }

                alternate.Alternatives = new(alternatives.ToArray());
                return alternate;
        }
    }

    private ObjectType Union(string name, DefinitionSyntax syntax, SchemaModule module)
    {
        ObjectSyntax o = syntax.Object;
        SchemaLocation at = At(module, KindOf(syntax)!.Value);
        Condition? condition = ConditionOf(o);
        var union = new ObjectType
        {
            Name = name, Module = module, Location = at, Condition = condition, Features = FeaturesOf(o, module), Documentation = syntax.Documentation, Kind = ObjectKind.Union,
        };
        _types.Add(name, union);
        var data = (ObjectSyntax)o.Find("data")!.Value;
        var branches = new List<Branch>();
        if (o.Find("discriminator")?.Value is not StringSyntax tag)
        {
            return SimpleUnion(union, data, module);
        }

        if (o.Find("base")!.Value is StringSyntax named)
        {
            union.Base = (ObjectType)TypeNamed(named.Value);
        }
        else
        {
            var inline = new ObjectType { Name = $"q_obj_{name}-base", Module = module, Location = at, Condition = condition, Kind = ObjectKind.InlineBase };
            inline.OwnMembers = Members((ObjectSyntax)o.Find("base")!.Value, inline, module);
            inline.Members = inline.OwnMembers;
            union.Base = inline;
        }

        union.Members = union.Base.Members;
        foreach (Member member in union.Members)
        {
            if (member.Name == tag.Value)
            {
                union.Discriminator = member;
            }
        }

        foreach (PairSyntax pair in data.Pairs)
        {
            branches.Add(new Branch
            {
                Name = pair.Key.Value, Type = (ObjectType)Reference(TypeOf(pair.Value)), Condition = ConditionOf(pair.Value as ObjectSyntax), Location = At(module, pair.Key),
            });
        }

        foreach (EnumValue value in ((EnumType)union.Discriminator!.Type).Values)
        {
            if (data.Find(value.Name) is null)
            {
                branches.Add(new Branch { Name = value.Name, Type = _empty, Condition = value.Condition, IsAdded = true });
            }
        }

        union.Branches = new(branches.ToArray());
        return union;
    }

    private ObjectType SimpleUnion(ObjectType union, ObjectSyntax data, SchemaModule module)
    {
        var values = new List<EnumValue>();
        var branches = new List<Branch>();
        foreach (PairSyntax pair in data.Pairs)
        {
            Condition? condition = ConditionOf(pair.Value as ObjectSyntax);
            SchemaType type = Reference(TypeOf(pair.Value));
            string wrapperName = $"q_obj_{type.Name}-wrapper";
            if (!_byName.TryGetValue(wrapperName, out SchemaEntity? wrapper))
            {
                var made = new ObjectType { Name = wrapperName, Module = module, Location = union.Location, Condition = type.Condition, Kind = ObjectKind.Wrapper };
                made.OwnMembers = new(new[] { new Member { Name = "data", Type = type, DefinedIn = made } });
                made.Members = made.OwnMembers;
                wrapper = made;
                Enter(made);
            }

            values.Add(new EnumValue { Name = pair.Key.Value, Condition = condition, Location = At(module, pair.Key) });
            branches.Add(new Branch { Name = pair.Key.Value, Type = (ObjectType)wrapper, Condition = condition, Location = At(module, pair.Key) });
        }

        var kind = new EnumType
        {
            Name = union.Name + "Kind", Module = module, Location = union.Location, Condition = union.Condition, Values = new(values.ToArray()), IsImplicit = true,
        };
        Enter(kind);
        var tag = new Member { Name = "type", Type = kind, DefinedIn = union };
        union.OwnMembers = new(new[] { tag });
        union.Members = union.OwnMembers;
        union.Discriminator = tag;
        union.Branches = new(branches.ToArray());
        return union;
    }

    private EquatableArray<Member> Members(ObjectSyntax members, ObjectType owner, SchemaModule module)
    {
        var list = new List<Member>();
        foreach (PairSyntax pair in members.Pairs)
        {
            string name = pair.Key.Value;
            bool optional = name.StartsWith("*", StringComparison.Ordinal);
            list.Add(new Member
            {
                Name = optional ? name.Substring(1) : name,
                IsOptional = optional,
                Type = Reference(TypeOf(pair.Value)),
                DefinedIn = owner,
                Location = At(module, pair.Key),
                Condition = ConditionOf(pair.Value as ObjectSyntax),
                Features = FeaturesOf(pair.Value as ObjectSyntax, module),
            });
        }

        return new(list.ToArray());
    }

    private static EquatableArray<Member> Concat(ObjectType? first, EquatableArray<Member> second)
    {
        var list = new List<Member>();
        if (first is not null)
        {
            list.AddRange(first.Members);
        }

        list.AddRange(second);
        return new(list.ToArray());
    }

    private static EquatableArray<EnumValue> Values(ArraySyntax values, SchemaModule module)
    {
        var list = new List<EnumValue>();
        foreach (ValueSyntax value in values.Elements)
        {
            var o = value as ObjectSyntax;
            var name = (StringSyntax)(o?.Find("name")!.Value ?? value);
            list.Add(new EnumValue { Name = name.Value, Location = At(module, name), Condition = ConditionOf(o), Features = FeaturesOf(o, module) });
        }

        return new(list.ToArray());
    }

    private static EquatableArray<Feature> FeaturesOf(ObjectSyntax? o, SchemaModule module)
    {
        if (o?.Find("features")?.Value is not ArraySyntax array)
        {
            return default;
        }

        var list = new List<Feature>();
        foreach (ValueSyntax value in array.Elements)
        {
            var feature = value as ObjectSyntax;
            var name = (StringSyntax)(feature?.Find("name")!.Value ?? value);
            list.Add(new Feature(name.Value, ConditionOf(feature), At(module, name)));
        }

        return new(list.ToArray());
    }

    private static Condition? ConditionOf(ObjectSyntax? o) => o?.Find("if") is { } pair ? ConditionFrom(pair.Value) : null;

    private static Condition ConditionFrom(ValueSyntax value)
    {
        switch (value)
        {
            case StringSyntax text when text.Value.IndexOf('(') >= 0:
                var symbols = new List<Condition>();
                foreach (string part in text.Value.Split(Or, StringSplitOptions.None))
                {
                    symbols.Add(new Condition.Symbol(part.Trim().Substring("defined(".Length).TrimEnd(')')));
                }

                return symbols.Count == 1 ? symbols[0] : new Condition.Any(new(symbols.ToArray()));
            case StringSyntax text:
                return new Condition.Symbol(text.Value);
            case ArraySyntax array:
                return array.Elements.Count == 1 ? ConditionFrom(array.Elements[0]) : new Condition.All(Operands(array));
            default:
                PairSyntax pair = ((ObjectSyntax)value).Pairs[0];
                return pair.Key.Value switch
                {
                    "all" => new Condition.All(Operands((ArraySyntax)pair.Value)),
                    "any" => new Condition.Any(Operands((ArraySyntax)pair.Value)),
                    _ => new Condition.Not(ConditionFrom(pair.Value)),
                };
        }
    }

    private static EquatableArray<Condition> Operands(ArraySyntax array)
    {
        var list = new List<Condition>();
        foreach (ValueSyntax value in array.Elements)
        {
            list.Add(ConditionFrom(value));
        }

        return new(list.ToArray());
    }

    private static ValueSyntax TypeOf(ValueSyntax value) => value is ObjectSyntax o ? o.Find("type")!.Value : value;

    private SchemaType Reference(ValueSyntax value) =>
        value is ArraySyntax array ? ArrayOf(TypeNamed(((StringSyntax)array.Elements[0]).Value)) : TypeNamed(((StringSyntax)value).Value);

    private void MentionArrays(ValueSyntax members)
    {
        foreach (PairSyntax pair in ((ObjectSyntax)members).Pairs)
        {
            if (TypeOf(pair.Value) is ArraySyntax array)
            {
                Reference(array);
            }
        }
    }

    private ArrayType ArrayOf(SchemaType element)
    {
        string name = element.Name + "List";
        if (_byName.TryGetValue(name, out SchemaEntity? known))
        {
            return (ArrayType)known;
        }

        var array = new ArrayType { Name = name, Module = element.Module, Element = element, Location = element.Location, Condition = element.Condition };
        Enter(array);
        return array;
    }

    private void Enter(SchemaEntity entity)
    {
        if (!_byName.ContainsKey(entity.Name))
        {
            _byName.Add(entity.Name, entity);
            _entities.Add(entity);
            entity.Module.Add(entity);
        }
    }

    private static bool Flag(ObjectSyntax o, string key, bool absent) => o.Find(key)?.Value is BooleanSyntax value ? value.Value : absent;

    private static SchemaLocation At(SchemaModule module, ValueSyntax value) => new(module.File!, value.Span);

    private static PairSyntax? KindOf(DefinitionSyntax definition) => KindOf(definition.Object);

    private static PairSyntax? KindOf(ObjectSyntax o) =>
        o.Find("enum") ?? o.Find("struct") ?? o.Find("union") ?? o.Find("alternate") ?? o.Find("command") ?? o.Find("event");
}
