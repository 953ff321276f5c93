using System.Collections.Generic;
using System.Text;
using QapiGen.Schema.Collections;

namespace QapiGen.Schema.Documentation.Content;

/// <summary>Most texts are one paragraph: they are recognized without being taken apart.</summary>
internal static class DocSimpleText
{
    /// <summary>The paragraph, its lines without indentation; null if the text may be something else.</summary>
    /// <param name="text">Lines, divided by LF.</param>
    /// <param name="starts">Where each of them stands; none if the text comes from nowhere.</param>
    /// <param name="isBehindTag">Whether the first line stands behind something, and the others' indentation means nothing.</param>
    public static DocParagraphText? TryRead(string text, EquatableArray<int> starts, bool isBehindTag)
    {
        if (text.Length == 0)
        {
            return DocParagraphText.Of(text, null);
        }

        if (!char.IsLetter(text[0]) || (text.Length > 1 && text[1] is '.' or ')') || text.EndsWith("::", System.StringComparison.Ordinal) || char.IsWhiteSpace(text[text.Length - 1]))
        {
            return null;
        }

        StringBuilder? trimmed = null;
        List<int>? places = DocParagraphText.MayRefer(text) ? new List<int>() : null;
        int indentation = isBehindTag ? -1 : 0;
        for (int start = 0; start <= text.Length;)
        {
            int end = text.IndexOf('\n', start);
            end = end < 0 ? text.Length : end;
            int first = start;
            while (first < end && char.IsWhiteSpace(text[first]))
            {
                first++;
            }

            // A blank line, a directive, an underline: something else.
            if (first == end || (start > 0 && text[first] is '.' or '=' or '-' or '~' or '^' or '"') || char.IsWhiteSpace(text[end - 1]))
            {
                return null;
            }

            // What is indented further says something of the line above.
            if (start > 0)
            {
                indentation = indentation < 0 ? first - start : indentation;
                if (first - start != indentation)
                {
                    return null;
                }
            }

            if (first > start && trimmed is null)
            {
                trimmed = new StringBuilder(text, 0, start, text.Length);
            }

            places?.Add(places.Count < starts.Count ? starts[places.Count] + first - start : first);
            trimmed?.Append(text, first, end - first).Append(end < text.Length ? "\n" : "");
            start = end + 1;
        }

        return DocParagraphText.Of(trimmed?.ToString() ?? text, places?.ToArray());
    }
}
