using QapiGen.Schema.Collections;
using QapiGen.Schema.Text;

namespace QapiGen.Schema.Syntax;

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
