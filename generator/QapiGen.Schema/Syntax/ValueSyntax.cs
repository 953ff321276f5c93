using QapiGen.Schema.Collections;
using QapiGen.Schema.Text;

namespace QapiGen.Schema.Syntax;

/// <summary>A value of the notation: object, array, string or boolean (spec 1.2).</summary>
/// <param name="Span">Where it stands, delimiters included.</param>
public abstract record ValueSyntax(SourceSpan Span);

/// <summary>A string in single quotes (spec R-7).</summary>
/// <param name="Value">The text without quotes, the escape <c>\\</c> resolved.</param>
/// <param name="Span">Where it stands, quotes included.</param>
public sealed record StringSyntax(string Value, SourceSpan Span) : ValueSyntax(Span);

/// <summary>The keyword <c>true</c> or <c>false</c>.</summary>
public sealed record BooleanSyntax(bool Value, SourceSpan Span) : ValueSyntax(Span);

/// <summary>An array; the order of elements has meaning.</summary>
public sealed record ArraySyntax(EquatableArray<ValueSyntax> Elements, SourceSpan Span) : ValueSyntax(Span);

/// <summary>An object; pairs keep their order (spec R-11), keys are unique (spec R-13).</summary>
public sealed record ObjectSyntax(EquatableArray<PairSyntax> Pairs, SourceSpan Span) : ValueSyntax(Span)
{
    /// <summary>The pair with this key, or null.</summary>
    public PairSyntax? Find(string key)
    {
        foreach (PairSyntax pair in Pairs)
        {
            if (pair.Key.Value == key)
            {
                return pair;
            }
        }

        return null;
    }
}

/// <summary>A key and its value inside an object.</summary>
public sealed record PairSyntax(StringSyntax Key, ValueSyntax Value);
