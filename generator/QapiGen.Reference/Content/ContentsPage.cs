using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using QapiGen.Reference.Articles;
using QapiGen.Reference.Changes;
using QapiGen.Reference.Names;

namespace QapiGen.Reference.Content;

/// <summary>The first page: all modules with their sections.</summary>
internal static class ContentsPage
{
    private static readonly string[] Groups = ["command", "event", "type"];

    /// <summary>Builds the page.</summary>
    public static ManualPage Build(string title, IReadOnlyList<ManualPage> pages, EntryIndex index, ChangeNotes? changes)
    {
        var content = new List<Block> { new ParagraphBlock(Inline.Line(Total(index.Entries.Where(e => e.Target.Page != PageNames.BuiltinTypes)))) };
        if (changes is not null)
        {
            content.Add(new ParagraphBlock([new LinkRun(new TextRun($"What is different since {changes.Name}"), new Target(PageNames.Changes, ""))]));
        }

        ILookup<string, Entry> entries = index.Entries.ToLookup(entry => entry.Target.Page);
        content.Add(new RowsBlock([.. pages.Select(page => new Row("", [new LinkRun(new TextRun(page.Title), new Target(page.Stem, ""))], [.. About(page, entries[page.Stem])]))]));
        return new ManualPage(PageNames.Contents, title, "", [], content);
    }

    private static IEnumerable<Block> About(ManualPage page, IEnumerable<Entry> entries)
    {
        string count = Count(entries);
        string file = page.Subtitle.Length > 0 && page.Subtitle != page.Title ? page.Subtitle : "";
        string about = string.Join(": ", new[] { file, page.Stem == PageNames.BuiltinTypes ? "" : count }.Where(part => part.Length > 0));
        if (about.Length > 0)
        {
            yield return new RemarkBlock(Inline.Line(about));
        }

        OutlineItem[] sections = [.. page.Outline.Where(item => item.Kind.Length == 0)];
        if (sections.Length > 0)
        {
            yield return new ListBlock(null, [.. sections.Select(section =>
                (IReadOnlyList<Block>)[new ParagraphBlock([new LinkRun(new TextRun(section.Text), new Target(page.Stem, section.Anchor))])])]);
        }
    }

    private static string Total(IEnumerable<Entry> entries) => Count(entries) is { Length: > 0 } count ? count + "." : "No definitions.";

    private static string Count(IEnumerable<Entry> entries)
    {
        Dictionary<string, int> counts = entries.GroupBy(entry => entry.Group).ToDictionary(group => group.Key, group => group.Count());
        string[] parts = [.. Groups.Where(counts.ContainsKey)
            .Select(group => $"{counts[group].ToString(CultureInfo.InvariantCulture)} {group}{(counts[group] == 1 ? "" : "s")}")];
        return string.Join(", ", parts);
    }
}
