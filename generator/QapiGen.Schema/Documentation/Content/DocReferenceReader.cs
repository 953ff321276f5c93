using QapiGen.Schema.Collections;

namespace QapiGen.Schema.Documentation.Content;

/// <summary>Reads what stands in backquotes.</summary>
internal static class DocReferenceReader
{
    /// <summary><c>`Abc`</c>, <c>`~Abc.member`</c> that shows its last part alone, <c>`!Abc`</c> that is none.</summary>
    /// <param name="paragraph">The text.</param>
    /// <param name="start">Behind the opening mark.</param>
    /// <param name="end">Where the closing one is.</param>
    /// <param name="role">The role before it.</param>
    public static DocInline Plain(DocParagraphText paragraph, int start, int end, string role)
    {
        string text = paragraph.Text;
        if (!DocReference.IsRoleOfDefinitions(role))
        {
            string place = text.Substring(start, end - start);
            return new DocReference(place, role, place) { ShowsName = true };
        }

        if (text[start] == '!' && end > start + 1)
        {
            return new DocCode(text.Substring(start + 1, end - start - 1));
        }

        int first = SkipMarks(text, start, end);
        EquatableArray<DocName> names = NamesOf(paragraph, first, end, role);
        string target = text.Substring(first, end - first);
        string shown = text[start] == '~' && names.Count > 0 ? names[names.Count - 1].Name : target;
        return new DocReference(target, role, shown) { ShowsName = true, Names = names };
    }

    /// <summary><c>`text &lt;Abc&gt;`</c>.</summary>
    /// <param name="paragraph">The text.</param>
    /// <param name="start">Behind the opening mark.</param>
    /// <param name="open">Where the bracket is.</param>
    /// <param name="close">Where the closing one is.</param>
    /// <param name="role">The role before it.</param>
    public static DocReference Titled(DocParagraphText paragraph, int start, int open, int close, string role)
    {
        string text = paragraph.Text;
        string shown = text.Substring(start, open - start).Trim();
        if (!DocReference.IsRoleOfDefinitions(role))
        {
            return new DocReference(text.Substring(open + 1, close - open - 1), role, shown);
        }

        int first = SkipMarks(text, open + 1, close);
        EquatableArray<DocName> names = NamesOf(paragraph, first, close, role);
        EquatableArray<DocName> said = DocPath.Read(paragraph, start, start + shown.Length);
        return new DocReference(text.Substring(first, close - first), role, shown)
        {
            Names = names,
            TextNames = names.Count > 0 && said.Count > 0 && names[0].Name == said[0].Name ? said : default,
        };
    }

    // What a module is called may be a definition's name, too.
    private static EquatableArray<DocName> NamesOf(DocParagraphText paragraph, int start, int end, string role) =>
        role is "qapi:mod" or "qapi:module" ? default : DocPath.Read(paragraph, start, end);

    private static int SkipMarks(string text, int start, int end)
    {
        while (start < end - 1 && text[start] is '!' or '~' or '.')
        {
            start++;
        }

        return start;
    }
}
