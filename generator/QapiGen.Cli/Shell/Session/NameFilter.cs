using System;
using System.Collections.Generic;
using System.Linq;
using QapiGen.Schema.Model;

namespace QapiGen.Cli.Shell.Session;

/// <summary>Which names <c>.commands</c> and <c>.events</c> list: those that contain a text or, where it has a star, fit it as a whole, as in <c>--commands</c>. Letters may be small or capital.</summary>
internal static class NameFilter
{
    /// <summary>The names that are asked for, in their order.</summary>
    /// <param name="names">All names.</param>
    /// <param name="text">The text or pattern; empty for all.</param>
    public static IEnumerable<string> Select(IEnumerable<string> names, string text)
    {
        if (!text.Contains('*', StringComparison.Ordinal))
        {
            return names.Where(name => name.Contains(text, StringComparison.OrdinalIgnoreCase));
        }

        var pattern = new NamePattern(text.ToUpperInvariant());
        return names.Where(name => pattern.Matches(name.ToUpperInvariant()));
    }
}
