using System.Collections.Generic;
using System.Linq;
using System.Text.Json.Nodes;
using QapiGen.Schema.Collections;
using QapiGen.Schema.Model;

namespace QapiGen.Compatibility.Tests.CrossCheck;

/// <summary>Introspection by the letter of spec 9, unmasked, with every condition taken to hold: the other route to what a schema shows.</summary>
internal sealed class PlainIntrospection
{
    private readonly JsonArray _result = [];
    private readonly List<SchemaType> _work = [];
    private readonly HashSet<string> _used = [];

    public static JsonArray Of(QapiSchema schema)
    {
        var made = new PlainIntrospection();
        foreach (SchemaEntity entity in schema.Modules.SelectMany(m => m.Entities))
        {
            if (entity is CommandDefinition or EventDefinition)
            {
                made.Add(entity);
            }
        }

        for (int i = 0; i < made._work.Count; i++)
        {
            made.Add(made._work[i]);
        }

        return made._result;
    }

    private void Add(SchemaEntity entity)
    {
        var info = new JsonObject { ["name"] = entity.Name };
        switch (entity)
        {
            case CommandDefinition command:
                Fill(info, "command", ("arg-type", UseOrEmpty(command.Arguments)), ("ret-type", UseOrEmpty(command.Returns)));
                if (command.AllowsOutOfBand)
                {
                    info["allow-oob"] = true;
                }

                break;
            case EventDefinition definition:
                Fill(info, "event", ("arg-type", UseOrEmpty(definition.Data)));
                break;
            case EnumType type:
                Fill(info, "enum", ("members", Array(type.Values, v => Features(new JsonObject { ["name"] = v.Name }, v.Features))));
                break;
            case ObjectType type:
                Fill(info, "object", ("members", Array(type.Members, Member)));
                if (type.Discriminator is Member tag)
                {
                    info["tag"] = tag.Name;
                    info["variants"] = Array(type.Branches, b => new JsonObject { ["case"] = b.Name, ["type"] = Use(b.Type) });
                }

                break;
            case AlternateType type:
                Fill(info, "alternate", ("members", Array(type.Alternatives, a => new JsonObject { ["type"] = Use(a.Type) })));
                break;
            case ArrayType type:
                info["name"] = Use(type);
                Fill(info, "array", ("element-type", Use(type.Element)));
                break;
            case BuiltinType type:
                Fill(info, "builtin", ("json-type", type.Name));
                break;
        }

        _result.Add(Features(info, entity.Features));
    }

    private static void Fill(JsonObject info, string metaType, params (string Name, JsonNode? Value)[] members)
    {
        info["meta-type"] = metaType;
        foreach ((string name, JsonNode? value) in members)
        {
            info[name] = value;
        }
    }

    private static JsonArray Array<T>(IEnumerable<T> items, System.Func<T, JsonObject> make) => new([.. items.Select(i => (JsonNode)make(i))]);

    private JsonObject Member(Member member)
    {
        var info = new JsonObject { ["name"] = member.Name, ["type"] = Use(member.Type) };
        if (member.IsOptional)
        {
            info["default"] = null;
        }

        return Features(info, member.Features);
    }

    private static JsonObject Features(JsonObject info, EquatableArray<Feature> features)
    {
        if (features.Count > 0)
        {
            info["features"] = new JsonArray([.. features.Select(f => (JsonNode)f.Name)]);
        }

        return info;
    }

    private string UseOrEmpty(SchemaType? type)
    {
        if (type is not null)
        {
            return Use(type);
        }

        if (_used.Add("q_empty"))
        {
            _result.Add(new JsonObject { ["name"] = "q_empty", ["meta-type"] = "object", ["members"] = new JsonArray() });
        }

        return "q_empty";
    }

    private string Use(SchemaType type)
    {
        if (type is BuiltinType { Kind: >= BuiltinKind.Int and <= BuiltinKind.Size })
        {
            if (_used.Add("int"))
            {
                _result.Add(new JsonObject { ["name"] = "int", ["meta-type"] = "builtin", ["json-type"] = "int" });
            }

            return "int";
        }

        string name = type is ArrayType array ? $"[{Use(array.Element)}]" : type.Name;
        if (_used.Add(name))
        {
            _work.Add(type);
        }

        return name;
    }
}
