using System.Collections.Generic;
using QapiGen.Schema.Binding.Shapes;
using QapiGen.Schema.Diagnostics;
using QapiGen.Schema.Model;

namespace QapiGen.Schema.Binding;

/// <content>Alternates.</content>
internal sealed partial class Resolver
{
    private void ResolveAlternate(AlternateType alternate, DefinitionShape shape)
    {
        // Unknown types of all branches come first (spec S-75).
        var types = new SchemaType?[shape.Parts.Count];
        for (int i = 0; i < types.Length; i++)
        {
            types[i] = Find(shape.Parts[i].Type, shape.Scope, "alternative", shape.Parts[i].Name);
        }

        var kept = new List<(PartShape Part, JsonKinds Kinds)>();
        var seen = new Dictionary<string, PartShape>(System.StringComparer.Ordinal);
        var alternatives = new List<Alternative>();
        for (int i = 0; i < types.Length; i++)
        {
            PartShape part = shape.Parts[i];
            bool isDistinct = CheckAlternativeName(shape.Scope, part, seen);
            if (types[i] is { } type && CheckAlternativeType(shape.Scope, part, type, kept) && isDistinct && part.IsUsable)
            {
                alternatives.Add(new Alternative { Name = part.Name, Type = type, Condition = part.Condition, Location = part.Location });
            }
        }

        alternate.Alternatives = new(alternatives.ToArray());
    }

    private static bool CheckAlternativeName(DefinitionScope scope, PartShape part, Dictionary<string, PartShape> seen)
    {
        string key = part.ClashKey;
        if (!part.IsUsable || !seen.TryGetValue(key, out PartShape? earlier))
        {
            seen[key] = part;
            return true;
        }

        var related = new RelatedLocation(earlier.Location, "the other alternative");
        scope.Report(SchemaRules.DuplicateAlternative, part.Span, new[] { part.Name, earlier.Name }, related);
        return false;
    }

    // Spec S-76, S-77.
    private static bool CheckAlternativeType(DefinitionScope scope, PartShape part, SchemaType type, List<(PartShape Part, JsonKinds Kinds)> kept)
    {
        JsonKinds kinds = KindsOf(type);
        if (kinds == JsonKinds.None)
        {
            string what = type is AlternateType ? $"alternate type '{type.Name}'" : $"type '{type.Name}', which is any value";
            scope.Report(SchemaRules.BadAlternativeType, part.Type!.Span, part.Name, what);
            return false;
        }

        foreach ((PartShape earlier, JsonKinds taken) in kept)
        {
            if ((kinds & taken) != 0)
            {
                var related = new RelatedLocation(earlier.Location, "the earlier alternative");
                scope.Report(SchemaRules.AmbiguousAlternative, part.Span, new[] { part.Name, earlier.Name, Describe(kinds & taken) }, related);
                return false;
            }
        }

        kept.Add((part, kinds));
        return true;
    }

    private static string Describe(JsonKinds kinds) => kinds.ToString().ToLowerInvariant().Replace(", ", " and ");

    private static JsonKinds KindsOf(SchemaType type) => type switch
    {
        ObjectType => JsonKinds.Object,
        ArrayType => JsonKinds.Array,
        EnumType values => KindsOf(values),
        BuiltinType builtin => builtin.Kind switch
        {
            BuiltinKind.Str => JsonKinds.String | JsonKinds.Boolean | JsonKinds.Number,
            BuiltinKind.Bool => JsonKinds.Boolean,
            BuiltinKind.Null => JsonKinds.Null,
            BuiltinKind.Any => JsonKinds.None,
            _ => JsonKinds.Number,
        },
        _ => JsonKinds.None,
    };

    // On command lines strings stand for other kinds too (spec W-26).
    private static JsonKinds KindsOf(EnumType type)
    {
        JsonKinds kinds = JsonKinds.String;
        foreach (EnumValue value in type.Values)
        {
            if (value.Name is "on" or "off")
            {
                kinds |= JsonKinds.Boolean;
            }

            if (value.Name.Length > 0 && (NameForms.IsDigit(value.Name[0]) || value.Name[0] is '-' or '+' or '.'))
            {
                kinds |= JsonKinds.Number;
            }
        }

        return kinds;
    }
}
