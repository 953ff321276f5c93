using System;
using System.Buffers;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using QapiGen.Reference.Content;
using QapiGen.Schema.Documentation.Content;
using QapiGen.Schema.Text;

namespace QapiGen.Reference.Html;

/// <summary>What the search looks through, as a script: a page without a server may read no other file.</summary>
/// <remarks>
/// Shape: <c>var manualIndex = { pages: ["block", …], titles: […], files: ["block.json", …], headings: [[text, page, anchor], …], kinds: ["command", …], entries: [[name, kind, page, anchor,
/// summary, [member, …]], …] }</c>. A member whose anchor isn't <c>anchor.member</c> in small letters is <c>[member, anchor]</c>.
/// </remarks>
internal static class SearchIndex
{
    private const int SummaryLength = 100;

    /// <summary>Writes the script.</summary>
    public static byte[] Write(ManualContent manual)
    {
        var buffer = new ArrayBufferWriter<byte>(256 * 1024);
        buffer.Write("var manualIndex="u8);
        using (var json = new Utf8JsonWriter(buffer))
        {
            Write(json, manual);
        }

        buffer.Write(";\n"u8);
        return buffer.WrittenSpan.ToArray();
    }

    private static void Write(Utf8JsonWriter json, ManualContent manual)
    {
        List<string> pages = [.. manual.Modules.Select(page => page.Stem)];
        List<string> kinds = [.. manual.Index.Entries.Select(entry => entry.Kind).Distinct()];
        json.WriteStartObject();
        Write(json, "pages", pages);
        Write(json, "titles", manual.Modules.Select(page => page.Title));
        Write(json, "files", manual.Modules.Select(page => page.Subtitle));
        WriteHeadings(json, manual);
        Write(json, "kinds", kinds);
        json.WriteStartArray("entries");
        foreach (Entry entry in manual.Index.Entries)
        {
            json.WriteStartArray();
            json.WriteStringValue(SafeText.Escape(entry.Name));
            json.WriteNumberValue(kinds.IndexOf(entry.Kind));
            json.WriteNumberValue(pages.IndexOf(entry.Target.Page));
            json.WriteStringValue(entry.Target.Anchor);
            json.WriteStringValue(Summary(entry));
            json.WriteStartArray();
            foreach (string part in entry.PartNames)
            {
                Write(json, entry, part);
            }

            json.WriteEndArray();
            json.WriteEndArray();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteHeadings(Utf8JsonWriter json, ManualContent manual)
    {
        json.WriteStartArray("headings");
        for (int page = 0; page < manual.Modules.Count; page++)
        {
            foreach (OutlineItem heading in manual.Modules[page].Outline.Where(static item => item.Kind.Length == 0))
            {
                json.WriteStartArray();
                json.WriteStringValue(SafeText.Escape(heading.Text));
                json.WriteNumberValue(page);
                json.WriteStringValue(heading.Anchor);
                json.WriteEndArray();
            }
        }

        json.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter json, Entry entry, string part)
    {
        string anchor = entry.FindPart(part)!.Anchor;
        if (anchor == $"{entry.Target.Anchor}.{part}")
        {
            json.WriteStringValue(part);
            return;
        }

        json.WriteStartArray();
        json.WriteStringValue(SafeText.Escape(part));
        json.WriteStringValue(anchor);
        json.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter json, string name, IEnumerable<string> values)
    {
        json.WriteStartArray(name);
        foreach (string value in values)
        {
            json.WriteStringValue(SafeText.Escape(value));
        }

        json.WriteEndArray();
    }

    // The first sentence.
    private static string Summary(Entry entry)
    {
        if (entry.Doc.Body.OfType<DocParagraph>().FirstOrDefault() is not { } first)
        {
            return "";
        }

        string text = DocPlainText.Write(first.Content);
        int end = text.IndexOf(". ", StringComparison.Ordinal);
        text = end < 0 ? text : text[..(end + 1)];
        return SafeText.Escape(text.Length <= SummaryLength ? text : text[..SummaryLength].TrimEnd() + "…");
    }
}
