using System;

namespace QapiGen.Schema.Binding.Shapes;

/// <summary>The form of names (spec N-1, N-2, N-8), independent of what they name.</summary>
internal static class NameForms
{
    /// <summary>Finds where the stem starts, after a downstream prefix and <c>x-</c> (spec N-1).</summary>
    /// <param name="name">The name.</param>
    /// <param name="hasExperimentalPrefix">Whether <c>x-</c> is a prefix; in 5.2 it is part of the stem (spec N-8).</param>
    /// <returns>Index of the stem, or -1 when this is no name.</returns>
    public static int FindStem(string name, bool hasExperimentalPrefix)
    {
        int start = SkipDownstreamPrefix(name);
        bool isExperimental = hasExperimentalPrefix && start + 1 < name.Length && name[start] is 'x' or 'X' && name[start + 1] == '-';
        if (isExperimental && IsStem(name, start + 2))
        {
            return start + 2;
        }

        return IsStem(name, start) ? start : -1;
    }

    /// <summary>Whether a name starts with <c>q_</c> after replacing punctuation (spec N-2).</summary>
    public static bool IsReserved(string name) => name.Length > 1 && name[0] == 'q' && name[1] is '_' or '-' or '.';

    /// <summary>Whether a member can't be called so (spec N-5).</summary>
    public static bool IsReservedMember(string name) =>
        name == "u" || (name.Length > 3 && name.StartsWith("has", StringComparison.Ordinal) && name[3] is '_' or '-' or '.');

    /// <summary>What two names that clash have in common (spec N-10).</summary>
    public static string ClashKey(string name) => name.IndexOf('-') < 0 && name.IndexOf('.') < 0 ? name : name.Replace('-', '_').Replace('.', '_');

    public static bool IsLetter(char c) => IsUpper(c) || IsLower(c);

    public static bool IsUpper(char c) => c is >= 'A' and <= 'Z';

    public static bool IsLower(char c) => c is >= 'a' and <= 'z';

    public static bool IsDigit(char c) => c is >= '0' and <= '9';

    // "__RFQDN_" with a domain of letters, digits, '.' and '-'; 0 when there is none.
    private static int SkipDownstreamPrefix(string name)
    {
        if (!name.StartsWith("__", StringComparison.Ordinal))
        {
            return 0;
        }

        int end = 2;
        while (end < name.Length && (IsLetter(name[end]) || IsDigit(name[end]) || name[end] is '.' or '-'))
        {
            end++;
        }

        return end > 2 && end < name.Length && name[end] == '_' ? end + 1 : 0;
    }

    private static bool IsStem(string name, int start)
    {
        if (start >= name.Length || !IsLetter(name[start]))
        {
            return false;
        }

        for (int i = start + 1; i < name.Length; i++)
        {
            if (!(IsLetter(name[i]) || IsDigit(name[i]) || name[i] is '-' or '_'))
            {
                return false;
            }
        }

        return true;
    }
}
