using System;

namespace QapiGen.Compatibility.Wire;

/// <summary>Internal names of implicit types (spec I-9).</summary>
internal static class ImplicitNames
{
    private const string Prefix = "q_obj_";

    private static readonly string[] Suffixes = ["-arg", "-base"];

    /// <summary>The definition that caused a type: <c>X</c> for <c>q_obj_X-arg</c> and <c>q_obj_X-base</c>; else the name without <c>q_obj_</c>.</summary>
    public static string Owner(string name)
    {
        if (!name.StartsWith(Prefix, StringComparison.Ordinal))
        {
            return name;
        }

        foreach (string suffix in Suffixes)
        {
            if (name.EndsWith(suffix, StringComparison.Ordinal))
            {
                return name.Substring(Prefix.Length, name.Length - Prefix.Length - suffix.Length);
            }
        }

        return name.Substring(Prefix.Length);
    }

    /// <summary>Whether a type is implicit by its name.</summary>
    public static bool IsImplicit(string name) => name.StartsWith("q_", StringComparison.Ordinal);
}
