using System.Collections.Generic;
using System.Text;
using QapiGen.Schema.Collections;
using QapiGen.Schema.Text;

namespace QapiGen.Schema.Introspection;

/// <summary>Writes SchemaInfo objects as a JSON array, one object a line.</summary>
public sealed class IntrospectionWriter
{
    private readonly StringBuilder _text = new();

    private IntrospectionWriter()
    {
    }

    /// <summary>Writes an array; lines end with LF.</summary>
    public static string Write(IEnumerable<SchemaInfo> infos)
    {
        var writer = new IntrospectionWriter();
        writer._text.Append("[\n");
        bool isFirst = true;
        foreach (SchemaInfo info in infos)
        {
            writer._text.Append(isFirst ? string.Empty : ",\n");
            isFirst = false;
            writer.WriteInfo(info);
        }

        return writer._text.Append(isFirst ? "]\n" : "\n]\n").ToString();
    }

    /// <summary>Writes the objects alone, each as one line without an end.</summary>
    public static IEnumerable<string> WriteEach(IEnumerable<SchemaInfo> infos)
    {
        var writer = new IntrospectionWriter();
        foreach (SchemaInfo info in infos)
        {
            writer.WriteInfo(info);
            yield return writer._text.ToString();
            writer._text.Clear();
        }
    }

    // Every answer is written anew after every edit in an editor: a key goes in one piece with what stands around it.
    private void WriteInfo(SchemaInfo info)
    {
        Value("{\"name\": \"", info.Name);
        Value(", \"meta-type\": \"", info.MetaType);
        switch (info)
        {
            case CommandInfo command:
                Value(", \"arg-type\": \"", command.ArgumentType);
                Value(", \"ret-type\": \"", command.ReturnType);
                _text.Append(command.AllowsOutOfBand ? ", \"allow-oob\": true" : "");
                break;
            case EventInfo definition:
                Value(", \"arg-type\": \"", definition.ArgumentType);
                break;
            case EnumInfo type:
                WriteEnum(type);
                break;
            case ObjectInfo type:
                WriteObject(type);
                break;
            case AlternateInfo type:
                WriteTypes(type);
                break;
            case ArrayInfo type:
                Value(", \"element-type\": \"", type.ElementType);
                break;
            case BuiltinInfo type:
                Value(", \"json-type\": \"", type.JsonType);
                break;
        }

        WriteFeatures(info.Features);
        _text.Append('}');
    }

    private void WriteEnum(EnumInfo type)
    {
        string before;
        if (type.HasMembers)
        {
            _text.Append(", \"members\": [");
            before = "{\"name\": \"";
            foreach (EnumMemberInfo member in type.Members)
            {
                Value(before, member.Name);
                WriteFeatures(member.Features);
                before = "}, {\"name\": \"";
            }

            _text.Append(type.Members.Count == 0 ? "]" : "}]");
        }

        _text.Append(", \"values\": [");
        before = "\"";
        foreach (EnumMemberInfo member in type.Members)
        {
            Value(before, member.Name);
            before = ", \"";
        }

        _text.Append(']');
    }

    private void WriteObject(ObjectInfo type)
    {
        _text.Append(", \"members\": [");
        string before = "{\"name\": \"";
        foreach (ObjectMemberInfo member in type.Members)
        {
            Value(before, member.Name);
            Value(", \"type\": \"", member.Type);
            _text.Append(member.IsOptional ? ", \"default\": null" : "");
            WriteFeatures(member.Features);
            before = "}, {\"name\": \"";
        }

        _text.Append(type.Members.Count == 0 ? "]" : "}]");
        if (type.Tag is not { } tag)
        {
            return;
        }

        Value(", \"tag\": \"", tag);
        _text.Append(", \"variants\": [");
        before = "{\"case\": \"";
        foreach (VariantInfo variant in type.Variants)
        {
            Value(before, variant.Case);
            Value(", \"type\": \"", variant.Type);
            before = "}, {\"case\": \"";
        }

        _text.Append(type.Variants.Count == 0 ? "]" : "}]");
    }

    private void WriteTypes(AlternateInfo type)
    {
        _text.Append(", \"members\": [");
        string before = "{\"type\": \"";
        foreach (string reference in type.Types)
        {
            Value(before, reference);
            before = "}, {\"type\": \"";
        }

        _text.Append(type.Types.Count == 0 ? "]" : "}]");
    }

    private void WriteFeatures(EquatableArray<string>? features)
    {
        if (features is { } names)
        {
            _text.Append(", \"features\": [");
            string before = "\"";
            foreach (string name in names)
            {
                Value(before, name);
                before = ", \"";
            }

            _text.Append(']');
        }
    }

    // A text with its end, after what stands before it.
    private void Value(string before, string value) => _text.Append(before).AppendJsonAscii(value).Append('"');
}
