using System.Collections.Generic;
using QapiGen.Schema.Dialects;

namespace QapiGen.Schema.Syntax;

/// <summary>The pragma keys (spec T-21).</summary>
internal static class PragmaTable
{
    private static readonly (string Key, PragmaKeys Group)[] Keys =
    {
        ("doc-required", PragmaKeys.Common),
        ("command-name-exceptions", PragmaKeys.Exceptions),
        ("command-returns-exceptions", PragmaKeys.Exceptions),
        ("member-name-exceptions", PragmaKeys.Exceptions),
        ("documentation-exceptions", PragmaKeys.DocumentationExceptions),
        ("returns-whitelist", PragmaKeys.Whitelists),
        ("name-case-whitelist", PragmaKeys.Whitelists),
    };

    /// <summary>Whether a key is known among these groups.</summary>
    public static bool IsKnown(string key, PragmaKeys groups)
    {
        foreach ((string known, PragmaKeys group) in Keys)
        {
            if (known == key)
            {
                return (groups & group) != 0;
            }
        }

        return false;
    }

    /// <summary>The keys of these groups.</summary>
    public static IEnumerable<string> KnownKeys(PragmaKeys groups)
    {
        foreach ((string key, PragmaKeys group) in Keys)
        {
            if ((groups & group) != 0)
            {
                yield return key;
            }
        }
    }

    /// <summary>Whether a key's value is a boolean; else it is an array of strings.</summary>
    public static bool TakesBoolean(string key) => key == "doc-required";
}
