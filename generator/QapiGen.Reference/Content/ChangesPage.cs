using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using QapiGen.Compatibility.Findings;
using QapiGen.Reference.Articles;
using QapiGen.Reference.Changes;
using QapiGen.Reference.Names;

namespace QapiGen.Reference.Content;

/// <summary>What is different from the baseline, the gravest first.</summary>
internal static class ChangesPage
{
    private static readonly (string Title, Func<CompatibilityFinding, bool> Holds)[] Sections =
    [
        ("Breaking", f => f.Verdict == Verdict.Breaking),
        ("Deprecated", f => f.Verdict != Verdict.Breaking && f.Kind == ChangeKind.Deprecated),
        ("Changed", f => f.Verdict != Verdict.Breaking && f.Kind == ChangeKind.Changed),
        ("New", f => f.Verdict != Verdict.Breaking && f.Kind == ChangeKind.Added),
        ("Removed", f => f.Verdict != Verdict.Breaking && f.Kind == ChangeKind.Removed),
    ];

    /// <summary>Builds the page.</summary>
    public static ManualPage Build(ChangeNotes changes, EntryIndex index)
    {
        var content = new List<Block>();
        var outline = new List<OutlineItem>();
        foreach ((string title, Func<CompatibilityFinding, bool> holds) in Sections)
        {
            IEnumerable<PartChange> parts = title is "New" or "Removed" ? changes.Parts.Where(part => part.IsAdded == (title == "New")) : [];
            IReadOnlyList<Block>[] lines = [.. changes.Findings.Where(holds).Select(finding => Line(finding, index)), .. parts.Select(part => Line(part, index))];
            if (lines.Length > 0)
            {
                Add(content, outline, title, lines);
            }
        }

        Entry[] types = [.. index.Entries.Where(entry => entry.Group == "type" && changes.IsNew(entry.Entity))];
        AddTypes(content, outline, "New types", [.. types.Select(static entry => new LinkRun(new CodeRun(entry.Name), entry.Target))]);
        AddTypes(content, outline, "Removed types", [.. changes.GoneTypes.Select(static name => new CodeRun(name))]);
        if (content.Count == 0)
        {
            content.Add(new ParagraphBlock(Inline.Line("Nothing is different.")));
        }

        return new ManualPage(PageNames.Changes, "Changes since " + changes.Name, "", outline, content);
    }

    private static void AddTypes(List<Block> content, List<OutlineItem> outline, string title, IReadOnlyList<Inline> types)
    {
        if (types.Count > 0)
        {
            AddHeading(content, outline, title);
            content.Add(new LinksBlock($"{types.Count.ToString(CultureInfo.InvariantCulture)} type{(types.Count == 1 ? "" : "s")}", types));
        }
    }

    private static void Add(List<Block> content, List<OutlineItem> outline, string title, IReadOnlyList<IReadOnlyList<Block>> items)
    {
        AddHeading(content, outline, title);
        content.Add(new ListBlock(null, items));
    }

    private static void AddHeading(List<Block> content, List<OutlineItem> outline, string title)
    {
        string anchor = Slug.Of("section-" + title);
        outline.Add(new OutlineItem(anchor, title, ""));
        content.Add(new HeadingBlock(2, [.. Inline.Line(title)], anchor));
    }

    private static Block[] Line(CompatibilityFinding finding, EntryIndex index)
    {
        var line = new List<Inline>();
        if (index.FindPath(finding.Path) is { } target)
        {
            line.Add(new LinkRun(new CodeRun(finding.Path), target));
            line.Add(new TextRun(finding.Verdict == Verdict.Compatible ? " " : ""));
        }

        line.AddRange(DefinitionBuilder.Line(finding));
        return [new ParagraphBlock(line)];
    }

    private static Block[] Line(PartChange part, EntryIndex index)
    {
        Inline path = index.FindPath(part.Path) is { } target ? new LinkRun(new CodeRun(part.Path), target) : new CodeRun(part.Path);
        return [new ParagraphBlock([path, new TextRun(" " + part.Text)])];
    }
}
