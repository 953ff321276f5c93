using System.Collections.Generic;
using System.Linq;
using QapiGen.Schema.Text;

namespace QapiGen.Schema.Documentation;

/// <summary>The tags that open sections, of both generations (spec D-12, 2.4).</summary>
public static class DocTags
{
    private static readonly (string Tag, DocSectionKind Kind)[] Tags =
    {
        ("Returns", DocSectionKind.Returns),
        ("Errors", DocSectionKind.Errors),
        ("Since", DocSectionKind.Since),
        ("TODO", DocSectionKind.Todo),
        ("Note", DocSectionKind.Note),
        ("Notes", DocSectionKind.Note),
        ("Example", DocSectionKind.Example),
        ("Examples", DocSectionKind.Example),
    };

    /// <summary>Those that the newest releases know, without colons.</summary>
    public static IReadOnlyList<string> Newest { get; } = Tags.Where(static tag => !IsOld(tag.Kind)).Select(static tag => tag.Tag).ToArray();

    /// <summary>Whether a text starts with a tag and a colon.</summary>
    /// <param name="text">The file's text.</param>
    /// <param name="start">Where to look.</param>
    /// <param name="end">Where the line ends.</param>
    /// <param name="tag">The tag, without colon.</param>
    /// <param name="kind">The kind of section.</param>
    internal static bool TryMatch(string text, int start, int end, out string tag, out DocSectionKind kind)
    {
        foreach ((string candidate, DocSectionKind section) in Tags)
        {
            int colon = start + candidate.Length;
            if (colon < end && text[colon] == ':' && TextRules.StartsWith(text, start, end, candidate))
            {
                tag = candidate;
                kind = section;
                return true;
            }
        }

        tag = string.Empty;
        kind = DocSectionKind.Plain;
        return false;
    }

    /// <summary>Whether only older releases know the section (spec V-18).</summary>
    internal static bool IsOld(DocSectionKind kind) => kind is DocSectionKind.Note or DocSectionKind.Example;
}
