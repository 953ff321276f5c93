using System;
using System.Collections.Generic;
using System.Linq;
using QapiGen.Reference.Articles;
using QapiGen.Reference.Names;

namespace QapiGen.Reference.Content;

/// <summary>The index: all names, by letter.</summary>
internal static class NamesPage
{
    /// <summary>Builds the page.</summary>
    public static ManualPage Build(EntryIndex index)
    {
        var anchors = new UniqueNames("content", "search", "results", "result-count", "top");
        var content = new List<Block>();
        var outline = new List<OutlineItem>();
        foreach (IGrouping<string, Entry> letter in index.Entries
            .OrderBy(entry => entry.Name, StringComparer.OrdinalIgnoreCase).ThenBy(entry => entry.Name, StringComparer.Ordinal)
            .GroupBy(entry => FirstLetter(entry.Name)))
        {
            string anchor = anchors.Take(Slug.Of("letter-" + letter.Key));
            outline.Add(new OutlineItem(anchor, letter.Key, ""));
            content.Add(new HeadingBlock(2, [.. Inline.Line(letter.Key)], anchor));
            content.Add(new ListBlock(null, [.. letter.Select(entry =>
                (IReadOnlyList<Block>)[new ParagraphBlock([new LinkRun(new CodeRun(entry.Name), entry.Target), new TextRun(" " + entry.Kind)])])]));
        }

        return new ManualPage(PageNames.Names, "Index", "", outline, content);
    }

    private static string FirstLetter(string name)
    {
        foreach (char c in name)
        {
            if (char.IsLetter(c))
            {
                return char.ToUpperInvariant(c).ToString();
            }
        }

        return "#";
    }
}
