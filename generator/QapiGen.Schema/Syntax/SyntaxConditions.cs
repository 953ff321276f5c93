using System.Collections.Generic;

namespace QapiGen.Schema.Syntax;

/// <summary>Finds what stands where the language allows a condition (spec T-5), in definitions whose shape isn't checked.</summary>
internal static class SyntaxConditions
{
    /// <summary>All conditions of a definition. Keys below <c>data</c> and <c>base</c> are names: a member may be called <c>if</c> (spec T-3).</summary>
    public static IEnumerable<ValueSyntax> Of(ObjectSyntax definition)
    {
        foreach (ValueSyntax condition in OfHolder(definition))
        {
            yield return condition;
        }

        foreach (string key in new[] { "base", "data" })
        {
            foreach (ObjectSyntax holder in LongForms(definition.Find(key)?.Value))
            {
                foreach (ValueSyntax condition in OfHolder(holder))
                {
                    yield return condition;
                }
            }
        }
    }

    // A definition, member, value or branch: its own condition and those of its features.
    private static IEnumerable<ValueSyntax> OfHolder(ObjectSyntax holder)
    {
        if (holder.Find("if") is { } own)
        {
            yield return own.Value;
        }

        foreach (ObjectSyntax feature in LongForms(holder.Find("features")?.Value))
        {
            if (feature.Find("if") is { } condition)
            {
                yield return condition.Value;
            }
        }
    }

    private static IEnumerable<ObjectSyntax> LongForms(ValueSyntax? list)
    {
        foreach (ValueSyntax element in list is ArraySyntax array ? array.Elements : default)
        {
            if (element is ObjectSyntax longForm)
            {
                yield return longForm;
            }
        }

        foreach (PairSyntax pair in list is ObjectSyntax members ? members.Pairs : default)
        {
            if (pair.Value is ObjectSyntax longForm)
            {
                yield return longForm;
            }
        }
    }
}
