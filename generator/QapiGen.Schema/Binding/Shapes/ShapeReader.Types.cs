using QapiGen.Schema.Diagnostics;
using QapiGen.Schema.Syntax;

namespace QapiGen.Schema.Binding.Shapes;

/// <content>Enums, structs, unions and alternates.</content>
internal sealed partial class ShapeReader
{
    private void ReadEnum(DefinitionShape shape)
    {
        ValueSyntax? data = Object.Find("data")?.Value;
        shape.HasReadableParts = data is ArraySyntax;
        if (data is not (null or ArraySyntax))
        {
            ReportShape(data, "'data' of an enum", "an array of values");
        }

        if (Object.Find("prefix")?.Value is { } prefix)
        {
            shape.Prefix = (prefix as StringSyntax)?.Value;
            if (prefix is not StringSyntax)
            {
                ReportShape(prefix, "'prefix'", "a string");
            }
        }

        if (data is ArraySyntax values)
        {
            shape.Parts = ReadValues(values);
        }
    }

    private void ReadStruct(DefinitionShape shape)
    {
        ValueSyntax? data = Object.Find("data")?.Value;
        shape.HasReadableParts = data is ObjectSyntax;
        if (data is ObjectSyntax members)
        {
            shape.Parts = ReadMembers(members, _pragmas.AllowsMemberNames(shape.Name));
        }
        else if (data is not null)
        {
            ReportShape(data, "'data' of a struct", "an object of members");
        }

        if (Object.Find("base")?.Value is { } value)
        {
            shape.Base = ReadName(value);
            if (shape.Base is null)
            {
                ReportShape(value, "'base' of a struct", "the name of a struct");
            }
        }
    }

    private void ReadUnion(DefinitionShape shape)
    {
        ValueSyntax? baseValue = Object.Find("base")?.Value;
        ValueSyntax? tag = Object.Find("discriminator")?.Value;
        shape.IsSimpleUnion = _dialect.AllowsSimpleUnions && baseValue is null && tag is null;
        if (!shape.IsSimpleUnion)
        {
            ReadUnionBase(shape, baseValue is StringSyntax { Value.Length: 0 } && _dialect.AllowsSimpleUnions ? null : baseValue);
            shape.Discriminator = CheckUnionPair(baseValue, tag) ? tag as StringSyntax : null;
            if (tag is not (null or StringSyntax))
            {
                ReportShape(tag, "'discriminator'", "the name of a member of the base");
            }
        }

        if (Object.Find("data")?.Value is not { } data)
        {
            return;
        }

        if (data is ObjectSyntax branches)
        {
            shape.Branches = ReadBranches(branches, shape.IsSimpleUnion, shape.IsSimpleUnion || !IsByKind ? Subject.Alternative : Subject.Branch);
        }
        else
        {
            ReportShape(data, "'data' of a union", "an object of branches");
        }
    }

    private bool IsByKind => _dialect.Names != Dialects.NameForm.MixedDefinitions;

    private void ReadUnionBase(DefinitionShape shape, ValueSyntax? value)
    {
        shape.HasReadableParts = value is not null;
        if (value is ObjectSyntax members)
        {
            shape.Parts = ReadMembers(members, _pragmas.AllowsMemberNames(shape.Name));
        }
        else if (value is not null)
        {
            shape.Base = ReadName(value);
            shape.HasReadableParts = shape.Base is not null;
            if (shape.Base is null)
            {
                ReportShape(value, "'base' of a union", "the name of a struct, or an object of members");
            }
        }
    }

    // Where simple unions exist, the two keys are optional, but only together (spec T-13, S-24).
    private bool CheckUnionPair(ValueSyntax? baseValue, ValueSyntax? tag)
    {
        if (!_dialect.AllowsSimpleUnions)
        {
            return true;
        }

        bool hasBase = baseValue is not (null or ObjectSyntax { Pairs.Count: 0 } or StringSyntax { Value.Length: 0 });
        if (tag is not null && hasBase)
        {
            return true;
        }

        (string has, string lacks) = tag is null ? ("base", "discriminator") : ("discriminator", "base");
        _scope.Report(SchemaRules.IncompleteUnion, Object.Find(has)!.Key.Span, has, lacks);
        return false;
    }

    private void ReadAlternate(DefinitionShape shape)
    {
        ValueSyntax? data = Object.Find("data")?.Value;
        shape.HasReadableParts = data is ObjectSyntax { Pairs.Count: > 0 };
        switch (data)
        {
            case null:
                break;
            case ObjectSyntax { Pairs.Count: > 0 } alternatives:
                shape.Parts = ReadBranches(alternatives, _dialect.AllowsArrayAlternatives, Subject.Alternative);
                break;
            case ObjectSyntax or ArraySyntax { Elements.Count: 0 } or BooleanSyntax { Value: false } or StringSyntax { Value.Length: 0 }:
                _scope.Report(SchemaRules.EmptyAlternate, data.Span);
                break;
            default:
                ReportShape(data, "'data' of an alternate", "an object of alternatives");
                break;
        }
    }
}
