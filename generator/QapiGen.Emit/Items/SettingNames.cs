using System;
using System.Collections.Generic;
using System.Linq;
using QapiGen.Schema.Text;

namespace QapiGen.Emit.Items;

/// <summary>Names of the settings that a <c>QapiSchema</c> item may have, and what was meant by one that is nearly a name.</summary>
internal static class SettingNames
{
    private static readonly string[] s_all =
    [
        nameof(SchemaSettings.Namespace), nameof(SchemaSettings.Role), nameof(SchemaSettings.Commands), nameof(SchemaSettings.Events), nameof(SchemaSettings.Conditions), nameof(SchemaSettings.Dialect),
        nameof(SchemaSettings.Documentation), nameof(SchemaSettings.Baseline), nameof(SchemaSettings.MinimumVersion), nameof(SchemaSettings.Reuse), nameof(SchemaSettings.Profile), nameof(SchemaSettings.Suppressions),
    ];

    // MSBuild's own, of those that are near one of ours.
    private static readonly string[] s_others = ["Condition", "Remove", "Update"];

    /// <summary>The names that are mistyped, what is meant, and in which file. MSBuild makes no difference between capitals and small letters.</summary>
    /// <param name="names">Of each file its path and the names, with <c>|</c> behind each; <c>*</c> between files.</param>
    public static IEnumerable<(string File, string Name, string Meant)> FindMistyped(string names)
    {
        foreach (string[] said in names.Split(['*'], StringSplitOptions.RemoveEmptyEntries).Select(static file => file.Split(['|'], StringSplitOptions.RemoveEmptyEntries)))
        {
            foreach (string name in said.Skip(1).Distinct(StringComparer.OrdinalIgnoreCase))
            {
                if (!s_all.Concat(s_others).Contains(name, StringComparer.OrdinalIgnoreCase) && Nearest(name) is { } meant)
                {
                    yield return (said[0], name, meant);
                }
            }
        }
    }

    private static string? Nearest(string name) => s_all
        .Select(setting => (Setting: setting, Distance: NameDistance.Of(name.ToUpperInvariant(), setting.ToUpperInvariant())))
        .Where(static near => near.Distance <= Math.Max(1, near.Setting.Length / 4))
        .OrderBy(static near => near.Distance)
        .Select(static near => near.Setting)
        .FirstOrDefault();
}
