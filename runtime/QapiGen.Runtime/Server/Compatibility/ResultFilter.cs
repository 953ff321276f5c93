using System;
using System.Runtime.InteropServices;
using System.Text.Json;
using QapiGen.Runtime.Json;
using QapiGen.Runtime.Metadata;
using QapiGen.Runtime.Wire;

namespace QapiGen.Runtime.Server.Compatibility;

/// <summary>Leaves out of results and event data what a policy hides (QMP spec 15).</summary>
internal sealed class ResultFilter
{
    private readonly QmpCompatibilityPolicy _policy;

    public ResultFilter(QmpCompatibilityPolicy policy) => _policy = policy;

    /// <summary>Writes a value without its hidden members.</summary>
    public void Write(ReadOnlyMemory<byte> json, QmpTypeInfo type, PooledList<byte> output)
    {
        using JsonDocument document = JsonDocument.Parse(json, JsonDepth.Document);
        var writer = new WireWriter(output);
        Write(document.RootElement, type, ref writer);
        writer.Flush();
    }

    /// <summary>Writes the answer to <c>query-qmp-schema</c> without hidden entities and members (QAPI spec Q-13).</summary>
    public void WriteIntrospection(ReadOnlyMemory<byte> schema, PooledList<byte> output)
    {
        using JsonDocument document = JsonDocument.Parse(schema, JsonDepth.Document);
        var writer = new WireWriter(output);
        writer.BeginArray();
        foreach (JsonElement entry in document.RootElement.EnumerateArray())
        {
            if (!IsHidden(entry))
            {
                WriteEntry(entry, ref writer);
            }
        }

        writer.EndArray();
        writer.Flush();
    }

    private bool IsHidden(JsonElement entry)
    {
        if (_policy.DeprecatedOutput != QmpOutputPolicy.Hide || !entry.TryGetProperty("features", out JsonElement features))
        {
            return false;
        }

        foreach (JsonElement feature in features.EnumerateArray())
        {
            if (feature.ValueEquals(QmpCompatibilityPolicy.Deprecated))
            {
                return true;
            }
        }

        return false;
    }

    private void WriteEntry(JsonElement entry, ref WireWriter writer)
    {
        bool isObject = entry.GetProperty("meta-type").ValueEquals("object");
        writer.BeginObject();
        foreach (JsonProperty member in entry.EnumerateObject())
        {
            writer.Member(member.Name);
            if (!isObject || !member.NameEquals("members"))
            {
                writer.Element(member.Value);
                continue;
            }

            writer.BeginArray();
            foreach (JsonElement child in member.Value.EnumerateArray())
            {
                if (!IsHidden(child))
                {
                    writer.Element(child);
                }
            }

            writer.EndArray();
        }

        writer.EndObject();
    }

    private void Write(JsonElement value, QmpTypeInfo? type, ref WireWriter writer)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                writer.BeginObject();
                WriteMembers(value, type, ref writer);
                writer.EndObject();
                break;
            case JsonValueKind.Array:
                QmpTypeInfo? elementType = (Branch(type, value.ValueKind) as QmpArrayInfo)?.ElementType;
                writer.BeginArray();
                foreach (JsonElement element in value.EnumerateArray())
                {
                    Write(element, elementType, ref writer);
                }

                writer.EndArray();
                break;
            default:
                writer.Raw(JsonMarshal.GetRawUtf8Value(value));
                break;
        }
    }

    private void WriteMembers(JsonElement value, QmpTypeInfo? type, ref WireWriter writer)
    {
        foreach (JsonProperty member in value.EnumerateObject())
        {
            QmpMemberInfo? known = Find(value, Branch(type, JsonValueKind.Object) as QmpObjectInfo, member.Name);
            if (known is null || !_policy.Hides(known.Features))
            {
                writer.Member(member.Name);
                Write(member.Value, known?.Type, ref writer);
            }
        }
    }

    private static QmpMemberInfo? Find(JsonElement value, QmpObjectInfo? type, string name)
    {
        while (type is not null)
        {
            if (type.TryGetMember(name, out QmpMemberInfo? member))
            {
                return member;
            }

            type = type.Tag is not null
                && value.TryGetProperty(type.Tag, out JsonElement tag)
                && type.Branches.TryGetValue(tag.GetString() ?? string.Empty, out QmpTypeInfo? branch)
                    ? branch as QmpObjectInfo
                    : null;
        }

        return null;
    }

    private static QmpTypeInfo? Branch(QmpTypeInfo? type, JsonValueKind kind)
    {
        if (type is not QmpAlternateInfo alternate)
        {
            return type;
        }

        foreach (QmpTypeInfo branch in alternate.Branches)
        {
            if (kind == JsonValueKind.Object ? branch is QmpObjectInfo : branch is QmpArrayInfo)
            {
                return branch;
            }
        }

        return null;
    }
}
