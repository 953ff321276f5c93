using System;
using System.Linq;

namespace QapiGen.Schema.Documentation.Content;

/// <summary>Roles that say something by themselves.</summary>
internal static class DocRoles
{
    private const string Superscript = "⁰¹²³⁴⁵⁶⁷⁸⁹";
    private const string RfcAddress = "https://datatracker.ietf.org/doc/html/rfc";

    /// <summary>What text with a role means: <c>:rfc:`1918`</c>, <c>:sub:`2`</c>; the reference itself for other roles.</summary>
    public static DocInline Read(DocReference reference) => reference.Role switch
    {
        "rfc" => Rfc(reference),
        "sub" or "subscript" => new DocText(Raised(reference.Text, '_', static digit => (char)('₀' + digit))),
        "sup" or "superscript" => new DocText(Raised(reference.Text, '^', static digit => Superscript[digit])),
        _ => reference,
    };

    private static DocInline Rfc(DocReference reference)
    {
        string[] parts = reference.Target.Split('#');
        return parts[0].Length == 0 || !parts[0].All(IsDigit) ? reference
            : new DocLink(reference.ShowsName ? "RFC " + parts[0] + (parts.Length > 1 ? " " + parts[1].Replace('-', ' ') : "") : reference.Text, RfcAddress + reference.Target);
    }

    // Digits have characters for that; other text is marked as in formulas.
    private static string Raised(string text, char mark, Func<int, char> raise) =>
        text.All(IsDigit) ? new string(text.Select(c => raise(c - '0')).ToArray()) : mark + text;

    private static bool IsDigit(char c) => c is >= '0' and <= '9';
}
