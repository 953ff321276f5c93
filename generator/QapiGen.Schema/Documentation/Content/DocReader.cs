using System.Collections.Generic;
using System.Linq;
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
        var toDo = new List<DocNode>();
        DefinitionDoc doc = new() { Since = DocSince.OfDefinition(block) };
        foreach (DocSection section in block.Sections)
        {
            switch (section.Kind)
            {
                case DocSectionKind.Body:
                    doc = doc with { Body = ReadText(section) };
                    break;
                case DocSectionKind.Member:
                    members.Add(ReadEntry(section));
                    break;
                case DocSectionKind.Feature:
                    features.Add(ReadEntry(section));
                    break;
                case DocSectionKind.Returns:
                    doc = doc with { Returns = ReadText(section) };
                    break;
                case DocSectionKind.Errors:
                    doc = doc with { Errors = ReadText(section) };
                    break;
                case DocSectionKind.Since:
                    doc = doc with { SinceText = DocSince.InWords(section.Text) };
                    break;
                case DocSectionKind.Note:
                    further.Add(new DocAdmonition("note", section.Name ?? "Note", ReadText(section)));
                    break;
                case DocSectionKind.Example:
                    further.Add(new DocExample("", new([new DocLiteral(string.Join("\n", Lines(section, 0).Select(static line => line.Text)), "")])));
                    break;
                case DocSectionKind.Plain:
                    further.AddRange(ReadText(section));
                    break;
                case DocSectionKind.Todo:
                    toDo.AddRange(ReadText(section));
                    break;
            }
        }

        return doc with { Members = new(members.ToArray()), Features = new(features.ToArray()), Further = new(further.ToArray()), ToDo = new(toDo.ToArray()) };
    }

    private static DocEntry ReadEntry(DocSection section) => new(section.Name ?? "", ReadText(section), DocSince.InText(section.Text));

    /// <summary>The text of a section that isn't literal.</summary>
    internal static EquatableArray<DocNode> ReadText(DocSection section)
    {
        if (section.Kind is DocSectionKind.Body or DocSectionKind.Plain)
        {
            return DocMarkup.Parse(section.Text, section.LineStarts);
        }

        if (DocSimpleText.TryRead(section.Text, section.LineStarts, isBehindTag: section.LostIndentation is null) is { } only)
        {
            return DocMarkup.Paragraph(only);
        }

        // A first line that follows a name or tag isn't indented; the indentation of the others is that of the section.
        DocLine[] lines = Lines(section, 1);
        return DocMarkup.Parse(lines, 0, lines.Length, 0);
    }

    // What begins below its tag belongs together by how it is indented, the first line too.
    private static DocLine[] Lines(DocSection section, int firstIfBehindTag)
    {
        DocLine[] lines = DocLines.Split(section.Text, section.LineStarts);
        if (section.LostIndentation is { } lost)
        {
            lines[0] = new DocLine(new string(' ', lost) + lines[0].Text, lines[0].Start - lost);
            firstIfBehindTag = 0;
        }

        return DocLines.Dedent(lines, 0, lines.Length, firstIfBehindTag);
    }
}
