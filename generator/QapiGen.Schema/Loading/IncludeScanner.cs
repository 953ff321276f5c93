using System;
using System.Collections.Generic;
using QapiGen.Schema.Text;

namespace QapiGen.Schema.Loading;

/// <summary>Finds what a file may include without parsing it: everything that <see cref="Syntax.Parser"/> takes for an include, and perhaps more.</summary>
public static class IncludeScanner
{
    private const string Key = "'include'";

    /// <summary>The include strings of a text, in order.</summary>
    public static IReadOnlyList<string> Find(string text)
    {
        var found = new List<string>();
        for (int at = text.IndexOf(Key, StringComparison.Ordinal); at >= 0; at = text.IndexOf(Key, at + 1, StringComparison.Ordinal))
        {
            // The parser reads on without a colon, which it reports.
            int next = SkipTrivia(text, at + Key.Length);
            next = next < text.Length && text[next] == ':' ? SkipTrivia(text, next + 1) : next;
            if (ReadString(text, next) is { Length: > 0 } path)
            {
                found.Add(path);
            }
        }

        return found;
    }

    private static int SkipTrivia(string text, int start)
    {
        int at = TextRules.SkipWhiteSpace(text, start, text.Length);
        while (at < text.Length && text[at] == '#')
        {
            at = TextRules.SkipWhiteSpace(text, TextRules.FindLineEnd(text, at), text.Length);
        }

        return at;
    }

    private static string? ReadString(string text, int start)
    {
        int end = start < text.Length && text[start] == '\'' ? text.IndexOf('\'', start + 1) : -1;
        return end < 0 ? null : text.Substring(start + 1, end - start - 1).Replace("\\\\", "\\");
    }
}
