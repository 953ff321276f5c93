using System;

namespace QapiGen.Schema.Documentation.Content;

/// <summary>Addresses of pages, files and mail.</summary>
internal static class DocAddress
{
    private const string Mail = "mailto:";

    // An address of IPv6 in its brackets, with a zone.
    private const int MaxLiteral = 80;

    private static readonly string[] s_schemes = ["https://", "http://", "ftp://"];

    /// <summary>How long the address is that begins at a place; 0 if none does. A scheme alone is none.</summary>
    public static int Read(string text, int start)
    {
        if ((start > 0 && char.IsLetterOrDigit(text[start - 1])) || FindHost(text, start, StringComparison.Ordinal) is not { } host)
        {
            return 0;
        }

        int end = host;
        int round = 0;
        int square = 0;
        for (; end < text.Length && !char.IsWhiteSpace(text[end]) && text[end] is not ('<' or '>' or '"' or '`'); end++)
        {
            Count(1);
        }

        // What a sentence puts behind it; a bracket belongs to it if it was opened in it.
        while (text[end - 1] is '.' or ',' or ';' or ':' or '\'' || (text[end - 1] is ')' && round < 0) || (text[end - 1] is ']' && square < 0))
        {
            end--;
            Count(-1);
        }

        return end - start;

        void Count(int sign)
        {
            round += text[end] switch { '(' => sign, ')' => -sign, _ => 0 };
            square += text[end] switch { '[' => sign, ']' => -sign, _ => 0 };
        }
    }

    /// <summary>Whether a text is an address that does nothing but lead to a page, a file or mail.</summary>
    public static bool IsPlain(string address) =>
        FindHost(address, 0, StringComparison.OrdinalIgnoreCase) is not null || (address.Length > Mail.Length && address.StartsWith(Mail, StringComparison.OrdinalIgnoreCase));

    // Where the name of a host begins, or an address of one in brackets.
    private static int? FindHost(string text, int start, StringComparison comparison)
    {
        string? scheme = Array.Find(s_schemes, scheme => string.Compare(text, start, scheme, 0, scheme.Length, comparison) == 0);
        int host = start + (scheme?.Length ?? 0);
        return scheme is null || host == text.Length ? null
            : char.IsLetterOrDigit(text[host]) || (text[host] == '[' && text.IndexOf(']', host, Math.Min(MaxLiteral, text.Length - host)) > host + 1) ? host
            : null;
    }
}
