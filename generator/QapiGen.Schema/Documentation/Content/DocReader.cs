using System.Collections.Generic;
using QapiGen.Schema.Collections;

namespace QapiGen.Schema.Documentation.Content;

/// <summary>Reads documentation blocks into their parsed form.</summary>
/// <remarks>Never fails: mark-up that isn't understood stays text, so that nothing is lost.</remarks>
public static class DocReader
{
    /// <summary>Reads a block.</summary>
    public static DefinitionDoc Read(DocBlock block)
    {
        var members = new List<DocEntry>();
        var features = new List<DocEntry>();
        var further = new List<DocNode>();
        DefinitionDoc doc = new() { Since = DocSince.OfDefinition(block) };
        foreach (DocSection section in block.Sections)
        {
            switch (section.Kind)
            {
                case DocSectionKind.Body:
                    doc = doc with { Body = DocMarkup.Parse(section.Text) };
                    break;
                case DocSectionKind.Member:
                    members.Add(ReadEntry(section));
                    break;
                case DocSectionKind.Feature:
                    features.Add(ReadEntry(section));
                    break;
                case DocSectionKind.Returns:
                    doc = doc with { Returns = ReadSection(section) };
                    break;
                case DocSectionKind.Errors:
                    doc = doc with { Errors = ReadSection(section) };
                    break;
                case DocSectionKind.Since:
                    doc = doc with { SinceText = DocSince.InWords(section.Text) };
                    break;
                case DocSectionKind.Note:
                    further.Add(new DocAdmonition("note", section.Name ?? "Note", ReadSection(section)));
                    break;
                case DocSectionKind.Example:
                    further.Add(new DocExample("", new([new DocLiteral(Lines(section, 0), "")])));
                    break;
                case DocSectionKind.Plain:
                    further.AddRange(DocMarkup.Parse(section.Text));
                    break;
            }
        }

        return doc with { Members = new(members.ToArray()), Features = new(features.ToArray()), Further = new(further.ToArray()) };
    }

    private static DocEntry ReadEntry(DocSection section) => new(section.Name ?? "", ReadSection(section), DocSince.InText(section.Text));

    // A first line that follows a name or tag isn't indented; the indentation of the others is that of the section.
    private static EquatableArray<DocNode> ReadSection(DocSection section) => DocMarkup.Parse(DocSimpleText.TryRead(section.Text) ?? Lines(section, 1));

    // What begins below its tag belongs together by how it is indented, the first line too.
    private static string Lines(DocSection section, int firstIfBehindTag) => section.LostIndentation is { } lost
        ? DocLines.Dedent(new string(' ', lost) + section.Text, 0)
        : DocLines.Dedent(section.Text, firstIfBehindTag);
}
