using QapiGen.Schema.Binding.Shapes;
using QapiGen.Schema.Diagnostics;
using QapiGen.Schema.Model;

namespace QapiGen.Schema.Binding;

/// <content>Commands and events.</content>
internal sealed partial class Resolver
{
    private CommandDefinition ResolveCommand(DefinitionShape shape)
    {
        ObjectType? arguments = ResolveData(shape);
        SchemaType? returns = Find(shape.Returns, shape.Scope, "'returns'");
        CheckReturns(shape, returns);
        return new CommandDefinition
        {
            Name = shape.Name,
            Module = shape.Scope.Module,
            Location = shape.Scope.Location,
            Extent = shape.Scope.Extent,
            Condition = shape.Condition,
            Features = FeatureRules.Distinct(shape.Features),
            Documentation = shape.Scope.Syntax.Documentation,
            Arguments = arguments,
            Returns = returns,
            IsBoxed = shape.IsBoxed,
            HasGeneratedMarshalling = !shape.HasFlag("gen"),
            HasSuccessResponse = !shape.HasFlag("success-response"),
            AllowsOutOfBand = shape.HasFlag("allow-oob"),
            AllowsPreconfig = shape.HasFlag("allow-preconfig"),
            IsCoroutine = shape.HasFlag("coroutine"),
        };
    }

    private EventDefinition ResolveEvent(DefinitionShape shape) => new()
    {
        Name = shape.Name,
        Module = shape.Scope.Module,
        Location = shape.Scope.Location,
        Extent = shape.Scope.Extent,
        Condition = shape.Condition,
        Features = FeatureRules.Distinct(shape.Features),
        Documentation = shape.Scope.Syntax.Documentation,
        Data = ResolveData(shape),
        IsBoxed = shape.IsBoxed,
    };

    // Spec S-78, S-79.
    private ObjectType? ResolveData(DefinitionShape shape)
    {
        ObjectType? type = shape.Data is { } named ? ResolveNamedData(shape, named) : _table.Find($"q_obj_{shape.Name}-arg")?.Entity as ObjectType;
        if (type is null || _dialect.AllowsConditionalArguments)
        {
            return type;
        }

        Resolve(_table.EntryOf(type));
        foreach (Member member in type.Members)
        {
            if (member.Condition is not null && !shape.IsBoxed)
            {
                bool isInline = shape.Data is null;
                var at = isInline ? member.Location!.Span : shape.Data!.Span;
                RelatedLocation[] related = isInline ? System.Array.Empty<RelatedLocation>() : RelatedTo(member);
                shape.Scope.Report(SchemaRules.ConditionalArguments, at, new[] { member.Name }, related);
            }
        }

        return type;
    }

    private ObjectType? ResolveNamedData(DefinitionShape shape, TypeReference named)
    {
        SchemaType? found = Find(named, shape.Scope, "'data'");
        if (found is not ObjectType type)
        {
            if (found is not null)
            {
                shape.Scope.Report(SchemaRules.BadDataType, named.Span, named.Name, Wording.Describe(found));
            }

            return null;
        }

        if (type.Kind == ObjectKind.Union && !shape.IsBoxed)
        {
            shape.Scope.Report(SchemaRules.UnionNeedsBoxed, named.Span, type.Name);
        }

        return type;
    }

    // Spec S-81.
    private void CheckReturns(DefinitionShape shape, SchemaType? returns)
    {
        SchemaType? element = returns is ArrayType array ? array.Element : returns;
        if (element is not (null or ObjectType) && !_pragmas.AllowsReturnType(shape.Name))
        {
            string what = returns is ArrayType ? "an array of " + Wording.Describe(element).Replace("an ", "").Replace("a ", "") + "s" : Wording.Describe(returns!);
            shape.Scope.Report(SchemaRules.BadReturnType, shape.Returns!.Span, returns!.Name, what);
        }
    }
}
