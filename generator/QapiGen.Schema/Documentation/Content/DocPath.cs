using System.Collections.Generic;
using QapiGen.Schema.Collections;

namespace QapiGen.Schema.Documentation.Content;

/// <summary>Reads what references name: <c>Abc</c>, <c>Abc.member</c>, <c>QMP:module.Abc</c>, <c>query-x[].member</c>.</summary>
internal static class DocPath
{
    /// <summary>The names of a reference; none if it is no path of names.</summary>
    /// <param name="paragraph">The text that it is in.</param>
    /// <param name="start">Where it begins.</param>
    /// <param name="end">Where it ends.</param>
    public static EquatableArray<DocName> Read(DocParagraphText paragraph, int start, int end)
    {
        string text = paragraph.Text;
        int colon = text.IndexOf(':', start, end - start);
        var names = new List<DocName>();
        for (int at = colon < 0 ? start : colon + 1; at <= end;)
        {
            int after = EndOfName(text, at, end);
            if (after == at || !char.IsLetterOrDigit(text[after - 1]) || (after < end && text[after] is not ('.' or '[')))
            {
                return default;
            }

            names.Add(new DocName(text.Substring(at, after - at), paragraph.Find(at, after - at)) { IsOfElement = at >= 2 + start && text[at - 2] == ']' });

            // What is behind brackets belongs to an element of what is before them.
            after += string.CompareOrdinal(text, after, "[].", 0, 3) == 0 && after + 3 < end ? 2 : 0;
            at = after < end && text[after] == '.' ? after + 1 : end + 1;
        }

        return new(names.ToArray());
    }

    // Dots are in no name but in the domain of those of others, "__org.example_name".
    private static int EndOfName(string text, int start, int end)
    {
        int domain = end - start > 2 && text[start] == '_' && text[start + 1] == '_' ? text.IndexOf('_', start + 2, end - start - 2) : -1;
        int at = domain < 0 ? start : domain;
        while (at < end && (char.IsLetterOrDigit(text[at]) || text[at] is '_' or '-'))
        {
            at++;
        }

        return at;
    }
}
