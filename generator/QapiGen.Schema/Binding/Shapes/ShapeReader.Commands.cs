using QapiGen.Schema.Diagnostics;
using QapiGen.Schema.Syntax;

namespace QapiGen.Schema.Binding.Shapes;

/// <content>Commands and events.</content>
internal sealed partial class ShapeReader
{
    private void ReadData(DefinitionShape shape)
    {
        PairSyntax? boxed = Object.Find("boxed");
        ValueSyntax? data = Object.Find("data")?.Value;
        shape.IsBoxed = boxed is not null && IsTruthy(boxed.Value);
        if (shape.IsBoxed && data is null)
        {
            _scope.Report(SchemaRules.BoxedWithoutData, boxed!.Key.Span);
        }

        if (data is null)
        {
            return;
        }

        shape.Data = ReadName(data);
        if (shape.Data is not null)
        {
            return;
        }

        shape.HasReadableParts = data is ObjectSyntax;
        if (shape.IsBoxed)
        {
            _scope.Report(SchemaRules.BoxedInlineData, data.Span);
        }
        else if (data is not ObjectSyntax)
        {
            ReportShape(data, "'data'", "an object of members, or the name of an object type");
        }

        if (data is ObjectSyntax members && !shape.IsBoxed)
        {
            shape.Parts = ReadMembers(members, isExempt: false);
        }
        else
        {
            shape.HasReadableParts = false;
        }
    }

    private void ReadReturns(DefinitionShape shape)
    {
        if (shape.Kind == DefinitionKind.Command && Object.Find("returns")?.Value is { } returns)
        {
            shape.Returns = ReadType(returns, allowsArray: true, "'returns'");
        }
    }

    private static bool IsTruthy(ValueSyntax value) => value switch
    {
        BooleanSyntax flag => flag.Value,
        StringSyntax text => text.Value.Length > 0,
        ArraySyntax array => array.Elements.Count > 0,
        ObjectSyntax members => members.Pairs.Count > 0,
        _ => true,
    };
}
