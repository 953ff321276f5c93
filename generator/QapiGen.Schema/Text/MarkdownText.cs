using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;

namespace QapiGen.Schema.Text;

/// <summary>Text of strangers in Markdown: it means itself, and none of it is mark-up.</summary>
public static class MarkdownText
{
    // Marks of CommonMark, GitHub (tables, strike-through, mathematics) and docfx (cross references).
    private const string Marks = "\\`*_[]|~$@#{}!";

    /// <summary>Text on one line; no character of it is mark-up.</summary>
    public static string Escape(string text)
    {
        string safe = SafeText.EscapeLines(text).Replace('\n', ' ').Replace('\t', ' ');
        int start = safe.Length - safe.TrimStart(' ').Length;
        var escaped = new StringBuilder(safe.Length + 16);
        for (int i = 0; i < safe.Length; i++)
        {
            char c = safe[i];
            if (c is '<' or '>' or '&')
            {
                escaped.Append(c == '<' ? "&lt;" : c == '>' ? "&gt;" : "&amp;");
                continue;
            }

            // At the beginning of a line these make lists and rulers; ':' makes pictures of words, addresses become links of themselves.
            bool isMark = Marks.IndexOf(c) >= 0 || (i == start && c is '-' or '+' or '=') || (c is '.' or ')' && IsNumber(safe, start, i));
            escaped.Append(isMark ? "\\" : "").Append(c);
        }

        return escaped.ToString();
    }

    /// <summary>Text as code, inside a line.</summary>
    public static string Code(string text)
    {
        string safe = SafeText.EscapeLines(text).Replace('\n', ' ');
        string fence = new('`', LongestRun(safe, '`') + 1);
        string blank = safe.Length == 0 || safe[0] is '`' or ' ' || safe[safe.Length - 1] is '`' or ' ' ? " " : "";
        return fence + blank + safe + blank + fence;
    }

    /// <summary>The fence of a block of code that has no such line.</summary>
    public static string Fence(string text) => new('`', Math.Max(3, LongestRun(text, '`') + 1));

    /// <summary>A row of a table.</summary>
    /// <param name="cells">Its cells, in Markdown; a bar that isn't escaped is, since it would end one, in code too.</param>
    public static string Row(IEnumerable<string?> cells) => "| " + string.Join(" | ", cells.Select(static cell => EscapeBars(cell ?? ""))) + " |";

    private static string EscapeBars(string cell)
    {
        var escaped = new StringBuilder(cell.Length);
        for (int i = 0; i < cell.Length; i++)
        {
            escaped.Append(cell[i] == '|' && (i == 0 || cell[i - 1] != '\\') ? "\\" : "").Append(cell[i]);
        }

        return escaped.ToString();
    }

    /// <summary>An address as the target of a link.</summary>
    public static string Address(string address)
    {
        var safe = new StringBuilder();
        foreach (char c in SafeText.Escape(address))
        {
            safe.Append(c is ' ' or '(' or ')' or '<' or '>' or '\\' or '"' or '`' ? Uri.HexEscape(c) : c.ToString());
        }

        return safe.ToString();
    }

    private static bool IsNumber(string text, int start, int end)
    {
        for (int i = start; i < end; i++)
        {
            if (text[i] is < '0' or > '9')
            {
                return false;
            }
        }

        return end > start;
    }

    private static int LongestRun(string text, char c)
    {
        int longest = 0;
        int run = 0;
        foreach (char next in text)
        {
            run = next == c ? run + 1 : 0;
            longest = Math.Max(longest, run);
        }

        return longest;
    }
}
