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
    // Shared by every object without faults; never added to.
    private static readonly List<string> NoKeys = new();
    private static readonly List<PairSyntax> NoPairs = new();

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
        CheckKeys(Object, KeysOf(shape.Kind), name.Span, _scope.Meta);
        ReadKind(shape);
        shape.Condition = _conditions.ReadIf(Object);
        shape.Features = ReadFeatures(Object, $"the {_scope.Meta}");
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

    // Missing keys come before unknown ones (spec S-7, S-8). Both together are one mistake, such as a misspelt key.
    private void CheckKeys(ObjectSyntax value, KeyTable keys, SourceSpan owner, string ownerText)
    {
        List<string> missing = FindMissing(value, keys.Required);
        List<PairSyntax> unknown = FindUnknown(value, keys.Allowed);
        if (missing.Count > 0)
        {
            _scope.Report(SchemaRules.MissingKey, owner, new[] { ownerText, Wording.Keys(missing) }, Places(unknown, 0));
        }
        else if (unknown.Count > 0)
        {
            List<string> names = unknown.ConvertAll(pair => pair.Key.Value);
            names.Sort(StringComparer.Ordinal);
            string[] arguments = { ownerText, Wording.Keys(names), Wording.Quote(keys.Allowed) };
            _scope.Report(SchemaRules.UnknownKey, unknown[0].Key.Span, arguments, Places(unknown, 1));
        }
    }

    private static List<string> FindMissing(ObjectSyntax value, string[] required)
    {
        List<string> missing = NoKeys;
        foreach (string key in required)
        {
            if (value.Find(key) is null)
            {
                missing = ReferenceEquals(missing, NoKeys) ? new() : missing;
                missing.Add(key);
            }
        }

        return missing;
    }

    private static List<PairSyntax> FindUnknown(ObjectSyntax value, string[] allowed)
    {
        List<PairSyntax> unknown = NoPairs;
        foreach (PairSyntax pair in value.Pairs)
        {
            if (Array.IndexOf(allowed, pair.Key.Value) < 0)
            {
                unknown = ReferenceEquals(unknown, NoPairs) ? new() : unknown;
                unknown.Add(pair);
            }
        }

        return unknown;
    }

    private RelatedLocation[] Places(List<PairSyntax> unknown, int first) =>
        unknown.GetRange(first, unknown.Count - first).ConvertAll(pair => new RelatedLocation(_scope.At(pair.Key.Span), $"'{pair.Key.Value}' is not known here")).ToArray();

    private void ReportShape(ValueSyntax at, string what, string right) => _scope.Report(SchemaRules.WrongShape, at.Span, what, right);
}
