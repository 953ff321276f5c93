using System;
using System.Text.RegularExpressions;

namespace QapiGen.Schema.Documentation.Content;

/// <summary>Finds versions in documentation.</summary>
public static class DocSince
{
    private static readonly Regex Version = new(@"\d+(\.\d+)+|\d+", RegexOptions.CultureInvariant);
    private static readonly Regex MemberLine = new(@",?\s*\n\s*@", RegexOptions.CultureInvariant);
    private static readonly Regex Reference = new(@"(?<![^\s(])@(?=[A-Za-z_])", RegexOptions.CultureInvariant);
    private static readonly Regex Parenthesis = new(@"\(\s*since:?\s+(\d+(?:\.\d+)*)[^)]*\)", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase);

    /// <summary>The version in a <c>Since:</c> section; null without one.</summary>
    public static string? OfDefinition(DocBlock? block)
    {
        string? text = block?.Find(DocSectionKind.Since)?.Text;
        Match match = Version.Match(text ?? "");
        return match.Success ? match.Value : null;
    }

    /// <summary>
    /// A <c>Since:</c> section as one line of words. Older releases say there of members, one on a line, when they came:
    /// <c>2.7, vhost-vdpa since 5.1, stream since 7.2</c>.
    /// </summary>
    public static string InWords(string text)
    {
        string lines = MemberLine.Replace(text, ", @");
        return Reference.Replace(string.Join(" ", lines.Split([' ', '\t', '\r', '\n'], StringSplitOptions.RemoveEmptyEntries)), "");
    }

    /// <summary>The version in a remark like <c>(since 8.2)</c>; null without one.</summary>
    public static string? InText(string? text)
    {
        if (text is null || text.IndexOf("since", StringComparison.OrdinalIgnoreCase) < 0)
        {
            return null;
        }

        Match match = Parenthesis.Match(text);
        return match.Success ? match.Groups[1].Value : null;
    }
}
