using System.Text;
using QapiGen.Schema.Collections;
using QapiGen.Schema.Dialects;
using QapiGen.Schema.Model;
using QapiGen.Schema.Text;

namespace QapiGen.Schema.Dump;

/// <summary>Writes a resolved schema as text (spec appendix A).</summary>
public sealed partial class SchemaDumper
{
    private readonly StringBuilder _text = new();
    private readonly QapiSchema _schema;
    private readonly bool _hasPreprocessorConditions;

    private SchemaDumper(QapiSchema schema)
    {
        _schema = schema;
        _hasPreprocessorConditions = schema.Dialect.ConditionStrings == ConditionStringForm.Preprocessor;
    }

    /// <summary>Renders a schema that has no errors (spec A-9). Lines end with LF.</summary>
    public static string Dump(QapiSchema schema)
    {
        var dumper = new SchemaDumper(schema);
        foreach (SchemaModule module in schema.Modules)
        {
            dumper.WriteModule(module);
        }

        dumper.WriteDocumentation();
        return dumper._text.ToString();
    }

    private void WriteModule(SchemaModule module)
    {
        Line(0, "module ", module.IsBuiltin ? _schema.Dialect.BuiltinModuleName ?? "None" : SafeText.Escape(module.Name));
        foreach (SchemaEntity entity in module.Entities)
        {
            if (!(entity is BuiltinType or ArrayType { Element: BuiltinType }))
            {
                WriteEntity(entity);
            }
        }
    }

    private void WriteEntity(SchemaEntity entity)
    {
        switch (entity)
        {
            case IncludeEntity include:
                Line(0, "include ", include.Included.Name);
                return;
            case EnumType type:
                WriteEnum(type);
                break;
            case ArrayType array:
                Line(0, "array ", array.Name, " ", array.Element.Name);
                break;
            case ObjectType type:
                WriteObject(type);
                break;
            case AlternateType alternate:
                WriteAlternate(alternate);
                break;
            case CommandDefinition command:
                WriteCommand(command);
                break;
            case EventDefinition definition:
                Line(0, "event ", definition.Name, " ", definition.Data?.Name ?? "None");
                Line(1, "boxed=", Bool(definition.IsBoxed));
                break;
        }

        WriteAttributes(1, entity.Condition, entity.Features);
    }

    private void WriteEnum(EnumType type)
    {
        Line(0, "enum ", type.Name);
        if (!string.IsNullOrEmpty(type.Prefix))
        {
            Line(1, "prefix ", type.Prefix!);
        }

        foreach (EnumValue value in type.Values)
        {
            Line(1, "member ", value.Name);
            WriteAttributes(2, value.Condition, value.Features);
        }
    }

    private void WriteObject(ObjectType type)
    {
        Line(0, "object ", type.Name);
        if (type.Base is { } @base)
        {
            Line(1, "base ", @base.Name);
        }

        foreach (Member member in type.OwnMembers)
        {
            Line(1, "member ", member.Name, ": ", member.Type.Name, " optional=", Bool(member.IsOptional));
            WriteAttributes(2, member.Condition, member.Features);
        }

        if (type.Discriminator is not { } tag)
        {
            return;
        }

        Line(1, "tag ", tag.Name);
        foreach (Branch branch in type.Branches)
        {
            Line(1, "case ", branch.Name, ": ", branch.Type.Name);
            WriteAttributes(2, branch.Condition, default);
        }
    }

    private void WriteAlternate(AlternateType alternate)
    {
        Line(0, "alternate ", alternate.Name);
        Line(1, "tag type");
        foreach (Alternative alternative in alternate.Alternatives)
        {
            Line(1, "case ", alternative.Name, ": ", alternative.Type.Name);
            WriteAttributes(2, alternative.Condition, default);
        }
    }

    private void WriteCommand(CommandDefinition command)
    {
        Line(0, "command ", command.Name, " ", command.Arguments?.Name ?? "None", " -> ", command.Returns?.Name ?? "None");
        string flags = $"gen={Bool(command.HasGeneratedMarshalling)} success_response={Bool(command.HasSuccessResponse)} boxed={Bool(command.IsBoxed)}"
            + $" oob={Bool(command.AllowsOutOfBand)} preconfig={Bool(command.AllowsPreconfig)}";
        Line(1, flags, command.IsCoroutine ? " coroutine=True" : string.Empty);
    }

    private void WriteAttributes(int level, Condition? condition, EquatableArray<Feature> features)
    {
        if (condition is not null)
        {
            Line(level, "if ", ConditionText.Format(condition, _hasPreprocessorConditions));
        }

        foreach (Feature feature in features)
        {
            Line(level, "feature ", feature.Name);
            WriteAttributes(level + 1, feature.Condition, default);
        }
    }

    private static string Bool(bool value) => value ? "True" : "False";

    private void Line(int level, params string[] parts)
    {
        _text.Append(' ', level * 4);
        foreach (string part in parts)
        {
            _text.Append(part);
        }

        _text.Append('\n');
    }
}
