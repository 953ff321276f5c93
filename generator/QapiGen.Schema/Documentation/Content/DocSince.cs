using System;
using System.Text.RegularExpressions;

namespace QapiGen.Schema.Documentation.Content;

/// <summary>Finds versions in documentation.</summary>
public static class DocSince
{
    private static readonly Regex Version = new(@"\d+(\.\d+)+|\d+", RegexOptions.CultureInvariant);
    private static readonly Regex Parenthesis = new(@"\(\s*since:?\s+(\d+(?:\.\d+)*)[^)]*\)", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase);

    /// <summary>The version in a <c>Since:</c> section; null without one.</summary>
    public static string? OfDefinition(DocBlock? block)
    {
        string? text = block?.Find(DocSectionKind.Since)?.Text;
        Match match = Version.Match(text ?? "");
        return match.Success ? match.Value : null;
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
