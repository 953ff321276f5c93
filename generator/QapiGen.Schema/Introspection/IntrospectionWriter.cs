using System.Collections.Generic;
using System.Globalization;
using System.Text;
using QapiGen.Schema.Collections;

namespace QapiGen.Schema.Introspection;

/// <summary>Writes SchemaInfo objects as a JSON array, one object a line.</summary>
public sealed class IntrospectionWriter
{
    private readonly StringBuilder _text = new();
    private bool _needsComma;

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

    private void WriteInfo(SchemaInfo info)
    {
        _needsComma = false;
        Open('{');
        Write("name", info.Name);
        Write("meta-type", info.MetaType);
        switch (info)
        {
            case CommandInfo command:
                WriteCommand(command);
                break;
            case EventInfo definition:
                Write("arg-type", definition.ArgumentType);
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
                Write("element-type", type.ElementType);
                break;
            case BuiltinInfo type:
                Write("json-type", type.JsonType);
                break;
        }

        WriteFeatures(info.Features);
        Close('}');
    }

    private void WriteCommand(CommandInfo command)
    {
        Write("arg-type", command.ArgumentType);
        Write("ret-type", command.ReturnType);
        if (command.AllowsOutOfBand)
        {
            Key("allow-oob");
            _text.Append("true");
        }
    }

    private void WriteEnum(EnumInfo type)
    {
        if (type.HasMembers)
        {
            OpenArray("members");
            foreach (EnumMemberInfo member in type.Members)
            {
                Open('{');
                Write("name", member.Name);
                WriteFeatures(member.Features);
                Close('}');
            }

            Close(']');
        }

        OpenArray("values");
        foreach (EnumMemberInfo member in type.Members)
        {
            Element(member.Name);
        }

        Close(']');
    }

    private void WriteObject(ObjectInfo type)
    {
        OpenArray("members");
        foreach (ObjectMemberInfo member in type.Members)
        {
            Open('{');
            Write("name", member.Name);
            Write("type", member.Type);
            if (member.IsOptional)
            {
                Key("default");
                _text.Append("null");
            }

            WriteFeatures(member.Features);
            Close('}');
        }

        Close(']');
        if (type.Tag is { } tag)
        {
            Write("tag", tag);
            OpenArray("variants");
            foreach (VariantInfo variant in type.Variants)
            {
                Open('{');
                Write("case", variant.Case);
                Write("type", variant.Type);
                Close('}');
            }

            Close(']');
        }
    }

    private void WriteTypes(AlternateInfo type)
    {
        OpenArray("members");
        foreach (string reference in type.Types)
        {
            Open('{');
            Write("type", reference);
            Close('}');
        }

        Close(']');
    }

    private void WriteFeatures(EquatableArray<string>? features)
    {
        if (features is { } names)
        {
            OpenArray("features");
            foreach (string name in names)
            {
                Element(name);
            }

            Close(']');
        }
    }

    private void Open(char bracket)
    {
        Separate();
        _text.Append(bracket);
        _needsComma = false;
    }

    private void OpenArray(string key)
    {
        Key(key);
        _text.Append('[');
        _needsComma = false;
    }

    private void Close(char bracket)
    {
        _text.Append(bracket);
        _needsComma = true;
    }

    private void Key(string key)
    {
        Element(key);
        _text.Append(": ");
    }

    private void Write(string key, string value)
    {
        Key(key);
        _needsComma = false;
        Element(value);
    }

    private void Element(string value)
    {
        Separate();
        _text.Append('"');
        int start = 0;
        for (int i = 0; i < value.Length; i++)
        {
            if (value[i] is '"' or '\\' or < ' ' or > '~')
            {
                _text.Append(value, start, i - start);
                Escape(value[i]);
                start = i + 1;
            }
        }

        _text.Append(value, start, value.Length - start);
        _text.Append('"');
        _needsComma = true;
    }

    private void Escape(char c)
    {
        if (c is '"' or '\\')
        {
            _text.Append('\\').Append(c);
        }
        else
        {
            _text.Append("\\u").Append(((int)c).ToString("x4", CultureInfo.InvariantCulture));
        }
    }

    private void Separate()
    {
        if (_needsComma)
        {
            _text.Append(", ");
        }
    }
}
