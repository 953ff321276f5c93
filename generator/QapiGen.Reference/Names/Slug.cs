using System;
using System.Text;

namespace QapiGen.Reference.Names;

/// <summary>Names that are safe in addresses and file systems, whatever a schema calls things.</summary>
internal static class Slug
{
    private const int MaxLength = 80;

    /// <summary>Small letters, digits, <c>-</c>, <c>_</c> and <c>.</c>; not empty, and no longer than file systems allow.</summary>
    public static string Of(string text)
    {
        var slug = new StringBuilder(Math.Min(text.Length, MaxLength));
        foreach (char c in text)
        {
            if (slug.Length == MaxLength)
            {
                break;
            }

            slug.Append(char.IsAsciiLetterOrDigit(c) ? char.ToLowerInvariant(c) : c is '_' or '.' or '-' ? c : '-');
        }

        return slug.Length == 0 ? "-" : slug.ToString();
    }
}
