using System;
using System.Collections.Generic;
using QapiGen.Schema.Collections;
using QapiGen.Schema.Model;
using QapiGen.Schema.Syntax;

namespace QapiGen.Schema.Binding.Shapes;

/// <content>Members, values, branches, features and type references.</content>
internal sealed partial class ShapeReader
{
    // Spec S-12.
    private PartShape[] ReadValues(ArraySyntax values)
    {
        var parts = new List<PartShape>(values.Elements.Count);
        bool isExempt = _pragmas.AllowsMemberNames(_scope.Name);
        foreach (ValueSyntax value in values.Elements)
        {
            var form = value as ObjectSyntax;
            if (form is not null)
            {
                CheckKeys(form, _dialect.AllowsFeaturesOnValues ? KeyTable.Value : KeyTable.Feature, form.Span, "value");
            }

            ValueSyntax? name = form is null ? value : form.Find("name")?.Value;
            if (name is StringSyntax token)
            {
                parts.Add(ReadValue(token, form, isExempt));
            }
            else if (name is not null)
            {
                ReportShape(name, "the name of a value", "a string");
            }
        }

        return parts.ToArray();
    }

    private PartShape ReadValue(StringSyntax token, ObjectSyntax? form, bool isExempt)
    {
        bool isUsable = _names.Check(Subject.Value, token, token.Value, isExempt);
        return new PartShape
        {
            Name = token.Value,
            Location = _scope.At(token.Span),
            IsUsable = isUsable,
            Condition = _conditions.ReadIf(form),
            Features = _dialect.AllowsFeaturesOnValues ? ReadFeatures(form, "value", token.Value) : default,
        };
    }

    // Spec S-40.
    private PartShape[] ReadMembers(ObjectSyntax members, bool isExempt)
    {
        var parts = new List<PartShape>(members.Pairs.Count);
        foreach (PairSyntax pair in members.Pairs)
        {
            StringSyntax token = pair.Key;
            bool isOptional = token.Value.StartsWith("*", StringComparison.Ordinal);
            string name = isOptional ? token.Value.Substring(1) : token.Value;
            bool isUsable = _names.Check(Subject.Member, token, name, isExempt);
            _names.CheckMemberReserved(token, name);
            ValueSyntax? type = ReadForm(pair, KeyTable.Member, "member", name, out ObjectSyntax? form);
            parts.Add(new PartShape
            {
                Name = name,
                Location = _scope.At(token.Span),
                IsOptional = isOptional,
                IsUsable = isUsable,
                Condition = _conditions.ReadIf(form),
                Features = ReadFeatures(form, "member", name),
                Type = type is null ? null : ReadType(type, allowsArray: true, "the type of member", name),
            });
        }

        return parts.ToArray();
    }

    // Spec S-23, S-24, S-30.
    private PartShape[] ReadBranches(ObjectSyntax branches, bool allowsArrays, Subject subject)
    {
        var parts = new List<PartShape>(branches.Pairs.Count);
        foreach (PairSyntax pair in branches.Pairs)
        {
            string name = pair.Key.Value;
            bool isUsable = subject == Subject.Branch || _names.Check(subject, pair.Key, name);
            ValueSyntax? type = ReadForm(pair, KeyTable.Branch, "branch", name, out ObjectSyntax? form);
            parts.Add(new PartShape
            {
                Name = name,
                Location = _scope.At(pair.Key.Span),
                IsUsable = isUsable,
                Condition = _conditions.ReadIf(form),
                Type = type is null ? null : ReadType(type, allowsArrays, "the type of branch", name),
            });
        }

        return parts.ToArray();
    }

    // The type in long or short form; null where the long form lacks it.
    private ValueSyntax? ReadForm(PairSyntax pair, KeyTable keys, string owner, string name, out ObjectSyntax? form)
    {
        form = pair.Value as ObjectSyntax;
        if (form is null)
        {
            return pair.Value;
        }

        CheckKeys(form, keys, pair.Key.Span, Wording.Owner(owner, name));
        return form.Find("type")?.Value;
    }

    private static TypeReference? ReadName(ValueSyntax value) => value is StringSyntax name ? new TypeReference(name.Value, false, name.Span) : null;

    private TypeReference? ReadType(ValueSyntax value, bool allowsArray, string what, string? name = null)
    {
        if (ReadName(value) is { } named)
        {
            return named;
        }

        if (allowsArray && value is ArraySyntax { Elements.Count: 1 } array && array.Elements[0] is StringSyntax element)
        {
            return new TypeReference(element.Value, true, element.Span);
        }

        ReportShape(value, Wording.Owner(what, name), allowsArray ? "the name of a type, or an array of exactly one name" : "the name of a type");
        return null;
    }

    // Spec S-45.
    private EquatableArray<Feature> ReadFeatures(ObjectSyntax? owner, string kind, string? name = null)
    {
        if (owner?.Find("features")?.Value is not { } value)
        {
            return default;
        }

        if (value is not ArraySyntax array)
        {
            ReportShape(value, $"'features' of {Wording.Owner(kind, name)}", "an array of features");
            return default;
        }

        var features = new List<Feature>(array.Elements.Count);
        foreach (ValueSyntax element in array.Elements)
        {
            if (ReadFeature(element) is { } feature)
            {
                features.Add(feature);
            }
        }

        return new(features.ToArray());
    }

    private Feature? ReadFeature(ValueSyntax element)
    {
        var form = element as ObjectSyntax;
        if (form is not null)
        {
            CheckKeys(form, KeyTable.Feature, form.Span, "feature");
        }

        ValueSyntax? name = form is null ? element : form.Find("name")?.Value;
        if (name is not StringSyntax token)
        {
            if (name is not null)
            {
                ReportShape(name, "the name of a feature", "a string");
            }

            return null;
        }

        bool isUsable = _names.Check(Subject.Feature, token, token.Value);
        Condition? condition = _conditions.ReadIf(form);
        return isUsable ? new Feature(token.Value, condition, _scope.At(token.Span)) : null;
    }
}
