using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Microsoft.Extensions.Configuration;

namespace QapiGen.Hosting;

/// <summary>Finds what the binding of a section passes over without a word: names that are no settings, and forms that aren't the setting's.</summary>
internal static class SectionFaults
{
    /// <summary>Each fault begins with its key.</summary>
    /// <param name="section">The section.</param>
    /// <param name="known">Its settings.</param>
    /// <param name="list">The one that is a list; null for none.</param>
    /// <param name="group">The one that is a section with settings of its own; null for none.</param>
    public static IEnumerable<string> Find(IConfigurationSection section, string[] known, string? list = null, string? group = null)
    {
        foreach (IConfigurationSection child in section.GetChildren())
        {
            bool isList = Is(child, list);
            bool isGroup = Is(child, group);
            bool hasValue = !string.IsNullOrEmpty(child.Value);
            if (!known.Contains(child.Key, StringComparer.OrdinalIgnoreCase))
            {
                yield return $"{child.Path} is no setting; there are {string.Join(", ", known)}";
            }
            else if (isList && hasValue)
            {
                yield return $"{child.Path}: '{child.Value}' stands where a list is meant; write {child.Path}:0, in JSON [ \"{child.Value}\" ]";
            }
            else if (isGroup && hasValue)
            {
                yield return $"{child.Path}: '{child.Value}' stands where a section is meant";
            }
            else if (!isList && !isGroup && child.GetChildren().FirstOrDefault() is { } below)
            {
                yield return $"{below.Path} is no setting: {child.Path} is one value";
            }
        }
    }

    /// <summary>A time that waits can't take, or that nobody means: a bare number is days. Null if it is none.</summary>
    public static string? Check(string key, TimeSpan time) =>
        time == Timeout.InfiniteTimeSpan ? null
        : time < TimeSpan.Zero ? $"{key}: {time} is less than nothing"
        : time > TimeSpan.FromDays(1) ? $"{key}: {time} is more than a day; a number by itself is days, and 00:00:05 five seconds"
        : null;

    private static bool Is(IConfigurationSection section, string? name) => string.Equals(section.Key, name, StringComparison.OrdinalIgnoreCase);
}
