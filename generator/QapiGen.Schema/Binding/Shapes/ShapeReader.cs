using System;
using System.Collections.Generic;
using QapiGen.Schema.Diagnostics;
using QapiGen.Schema.Dialects;
using QapiGen.Schema.Syntax;
using QapiGen.Schema.Text;

namespace QapiGen.Schema.Binding.Shapes;

/// <summary>Phase 2: checks shape and names of one definition, in QEMU's order (spec 5.1), and puts it in long form.</summary>
internal sealed partial class ShapeReader
{
    private readonly DefinitionScope _scope;
    private readonly Dialect _dialect;
    private readonly PragmaState _pragmas;
    private readonly NameChecker _names;
    private readonly ConditionReader _conditions;

    private ShapeReader(DefinitionScope scope, Dialect dialect, PragmaState pragmas)
    {
        _scope = scope;
        _dialect = dialect;
        _pragmas = pragmas;
        _names = new NameChecker(scope, dialect);
        _conditions = new ConditionReader(scope, dialect);
    }

    private ObjectSyntax Object => _scope.Syntax.Object;

    /// <summary>Reads a definition.</summary>
    /// <returns>Its shape with everything that could be read; null when it has no name.</returns>
    public static DefinitionShape? Read(DefinitionScope scope, Dialect dialect, PragmaState pragmas)
    {
        var reader = new ShapeReader(scope, dialect, pragmas);
        if (reader.FindKind() is not { } found)
        {
            return null;
        }

        (PairSyntax pair, DefinitionKind kind) = found;
        if (pair.Value is not StringSyntax name)
        {
            scope.Report(SchemaRules.NameNotString, pair.Value.Span, pair.Key.Value);
            return null;
        }

        scope.SetName(pair, name);
        return reader.ReadDefinition(new DefinitionShape(scope, kind), name);
    }

    private DefinitionShape ReadDefinition(DefinitionShape shape, StringSyntax name)
    {
        shape.IsUsable = _names.CheckDefinition((Subject)shape.Kind, name, _pragmas);
        shape.HasMatchingDocumentation = CheckDocumentation();
        CheckKeys(Object, KeysOf(shape.Kind), name.Span, $"{_scope.Meta} '{name.Value}'");
        ReadKind(shape);
        shape.Condition = _conditions.ReadIf(Object);
        shape.Features = ReadFeatures(Object, $"{_scope.Meta} '{name.Value}'");
        CheckFlags();
        return shape;
    }

    private void ReadKind(DefinitionShape shape)
    {
        switch (shape.Kind)
        {
            case DefinitionKind.Enum:
                ReadEnum(shape);
                break;
            case DefinitionKind.Struct:
                ReadStruct(shape);
                break;
            case DefinitionKind.Union:
                ReadUnion(shape);
                break;
            case DefinitionKind.Alternate:
                ReadAlternate(shape);
                break;
            default:
                ReadData(shape);
                ReadReturns(shape);
                break;
        }
    }

    private KeyTable KeysOf(DefinitionKind kind) => kind switch
    {
        DefinitionKind.Enum => KeyTable.Enum,
        DefinitionKind.Struct => KeyTable.Struct,
        DefinitionKind.Union => _dialect.AllowsSimpleUnions ? KeyTable.AnyUnion : KeyTable.Union,
        DefinitionKind.Alternate => KeyTable.Alternate,
        DefinitionKind.Command => KeyTable.Command,
        _ => KeyTable.Event,
    };

    // Missing keys come before unknown ones (spec S-7, S-8); each fault names all of them.
    private void CheckKeys(ObjectSyntax value, KeyTable keys, SourceSpan owner, string ownerText)
    {
        var missing = new List<string>();
        foreach (string key in keys.Required)
        {
            if (value.Find(key) is null)
            {
                missing.Add(key);
            }
        }

        List<PairSyntax> unknown = FindUnknownKeys(value, keys.Allowed);
        if (missing.Count > 0)
        {
            // Often an unknown key is the missing one misspelt: one mistake.
            RelatedLocation[] others = unknown.ConvertAll(pair => new RelatedLocation(_scope.At(pair.Key.Span), $"'{pair.Key.Value}' is not known")).ToArray();
            _scope.Report(SchemaRules.MissingKey, owner, new[] { ownerText, Wording.Keys(missing) }, others);
        }
        else if (unknown.Count > 0)
        {
            ReportUnknownKeys(unknown, keys.Allowed, ownerText);
        }
    }

    private static List<PairSyntax> FindUnknownKeys(ObjectSyntax value, string[] allowed)
    {
        var unknown = new List<PairSyntax>();
        foreach (PairSyntax pair in value.Pairs)
        {
            if (Array.IndexOf(allowed, pair.Key.Value) < 0)
            {
                unknown.Add(pair);
            }
        }

        return unknown;
    }

    private void ReportUnknownKeys(List<PairSyntax> unknown, string[] allowed, string ownerText)
    {
        List<string> names = unknown.ConvertAll(pair => pair.Key.Value);
        names.Sort(StringComparer.Ordinal);
        var others = new List<RelatedLocation>();
        foreach (PairSyntax pair in unknown.GetRange(1, unknown.Count - 1))
        {
            others.Add(new RelatedLocation(_scope.At(pair.Key.Span), $"'{pair.Key.Value}' is not known either"));
        }

        _scope.Report(SchemaRules.UnknownKey, unknown[0].Key.Span, new[] { ownerText, Wording.Keys(names), Wording.Quote(allowed) }, others.ToArray());
    }

    private void ReportShape(ValueSyntax at, string what, string right) => _scope.Report(SchemaRules.WrongShape, at.Span, what, right);
}
