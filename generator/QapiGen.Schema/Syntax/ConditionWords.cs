using System.Collections.Generic;
using QapiGen.Schema.Text;

namespace QapiGen.Schema.Syntax;

/// <summary>The symbols in the text of a condition: one name, or in the language of 5.2 a preprocessor's expression over names (spec C-7, C-8).</summary>
internal static class ConditionWords
{
    private const string Defined = "defined";

    /// <summary>Where they stand, in order: every word but <c>defined</c> and numbers, whether the expression can be read or not.</summary>
    public static IEnumerable<SourceSpan> In(string text, int start, int end)
    {
        for (int i = start; i < end; i++)
        {
            int first = i;
            while (i < end && (text[i] == '_' || char.IsLetterOrDigit(text[i])))
            {
                i++;
            }

            if (i > first && !char.IsDigit(text[first]) && !(i - first == Defined.Length && string.CompareOrdinal(text, first, Defined, 0, Defined.Length) == 0))
            {
                yield return new SourceSpan(first, i - first);
            }
        }
    }
}
