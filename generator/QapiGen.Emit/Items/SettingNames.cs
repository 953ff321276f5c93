using System;
using System.Collections.Generic;
using System.Linq;
using QapiGen.Schema.Text;

namespace QapiGen.Emit.Items;

/// <summary>Names of the settings that items may have, and what was meant by a name that isn't one of its item's.</summary>
internal static class SettingNames
{
    /// <summary>The item of a root.</summary>
    public const string Schema = "QapiSchema";

    /// <summary>The item of a file that is found by a name.</summary>
    public const string Include = "QapiInclude";

    private static readonly string[] s_schema =
    [
        nameof(SchemaSettings.Namespace), nameof(SchemaSettings.Role), nameof(SchemaSettings.Commands), nameof(SchemaSettings.Events), nameof(SchemaSettings.Conditions), nameof(SchemaSettings.Dialect),
        nameof(SchemaSettings.Documentation), nameof(SchemaSettings.Baseline), nameof(SchemaSettings.MinimumVersion), nameof(SchemaSettings.Reuse), nameof(SchemaSettings.Profile), nameof(SchemaSettings.Suppressions),
        nameof(SchemaSettings.Codecs),
    ];

    private static readonly string[] s_include = ["Name", "IsDefault"];

    // MSBuild's own, of those that are near one of ours.
    private static readonly string[] s_others = ["Condition", "Remove", "Update"];

    /// <summary>The names that are mistyped, and what is meant. MSBuild makes no difference between capitals and small letters.</summary>
    /// <param name="names">As <see cref="SchemaSettings.Names"/> has them.</param>
    public static IEnumerable<(SaidName Said, string Meant)> FindMistyped(string names)
    {
        foreach (SaidName said in Read(names).Where(static said => !IsOneOf(SettingsOf(said.Item), said.Name) && !IsOneOf(s_others, said.Name) && !IsMisplaced(said)))
        {
            if (Nearest(SettingsOf(said.Item), said.Name) is { } meant)
            {
                yield return (said, meant);
            }
        }
    }

    /// <summary>Settings of schemas on an item that only says where a file is found.</summary>
    /// <param name="names">As <see cref="SchemaSettings.Names"/> has them.</param>
    public static IEnumerable<SaidName> FindMisplaced(string names) => Read(names).Where(IsMisplaced);

    private static bool IsMisplaced(SaidName said) => said.Item == Include && IsOneOf(s_schema, said.Name);

    private static IEnumerable<SaidName> Read(string names)
    {
        foreach (string[] said in names.Split(['*'], StringSplitOptions.RemoveEmptyEntries).Select(static file => file.Split(['|'], StringSplitOptions.RemoveEmptyEntries)))
        {
            foreach (string name in said.Skip(1).Distinct(StringComparer.OrdinalIgnoreCase))
            {
                string item = name.StartsWith(Include + ".", StringComparison.Ordinal) ? Include : Schema;
                if (name.StartsWith(item + ".", StringComparison.Ordinal))
                {
                    yield return new SaidName(said[0], item, name.Substring(item.Length + 1));
                }
            }
        }
    }

    private static string[] SettingsOf(string item) => item == Include ? s_include : s_schema;

    private static bool IsOneOf(string[] settings, string name) => settings.Contains(name, StringComparer.OrdinalIgnoreCase);

    private static string? Nearest(string[] settings, string name) => settings
        .Select(setting => (Setting: setting, Distance: NameDistance.Of(name.ToUpperInvariant(), setting.ToUpperInvariant())))
        .Where(static near => near.Distance <= Math.Max(1, near.Setting.Length / 4))
        .OrderBy(static near => near.Distance)
        .Select(static near => near.Setting)
        .FirstOrDefault();
}

/// <summary>A name that is said of an item.</summary>
/// <param name="File">Path of the file that says it.</param>
/// <param name="Item">Kind of item.</param>
/// <param name="Name">The name, as written.</param>
internal sealed record SaidName(string File, string Item, string Name);
