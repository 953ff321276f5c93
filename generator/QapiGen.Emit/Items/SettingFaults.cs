using System;
using System.Collections.Generic;
using System.Linq;
using QapiGen.Emit.Planning;
using QapiGen.Emit.Specs;
using QapiGen.Schema.Dialects;
using QapiGen.Schema.Model;
using QapiGen.Schema.Versions;

namespace QapiGen.Emit.Items;

/// <summary>Finds values of settings that can't be meant.</summary>
internal static class SettingFaults
{
    /// <summary>Name, value and what would be right of each.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="profiles">Profiles of comparisons that there are.</param>
    public static IEnumerable<(string Name, string Value, string Valid)> Find(SchemaSettings settings, IReadOnlyList<string> profiles)
    {
        if (settings.Namespace.Length > 0 && !CSharpNamespace.IsValid(settings.Namespace))
        {
            string such = CSharpNamespace.Mend(settings.Namespace);
            yield return settings.DefaultNamespace.Length > 0
                ? (settings.DefaultNamespace, settings.Namespace, $"identifiers with dots between: say Namespace=\"{such}\" on the item, or <{settings.DefaultNamespace}>{such}</{settings.DefaultNamespace}> in the project, whose own name it has otherwise")
                : (nameof(settings.Namespace), settings.Namespace, $"identifiers with dots between, such as {such}; without it the project's RootNamespace counts");
        }

        if (settings.Role.Length > 0 && !Enum.GetNames(typeof(GenerationRole)).Contains(settings.Role, StringComparer.OrdinalIgnoreCase))
        {
            yield return (nameof(settings.Role), settings.Role, "Client, Server, Both");
        }

        if (settings.Codecs.Length > 0 && !((string[])[SchemaSettings.Needed, SchemaSettings.Both]).Contains(settings.Codecs, StringComparer.OrdinalIgnoreCase))
        {
            yield return (nameof(settings.Codecs), settings.Codecs, $"{SchemaSettings.Needed}, {SchemaSettings.Both}");
        }

        if (settings.Dialect.Length > 0 && !Dialect.TryParse(settings.Dialect, out _))
        {
            yield return (nameof(settings.Dialect), settings.Dialect, string.Join(", ", Dialect.Presets.Select(static dialect => dialect.Name)));
        }

        if (settings.MinimumVersion.Length > 0 && ReleaseVersion.Find(settings.MinimumVersion)?.Text != settings.MinimumVersion)
        {
            string such = ReleaseVersion.Find(settings.MinimumVersion)?.Text ?? "8.2";
            yield return (nameof(settings.MinimumVersion), settings.MinimumVersion, $"numbers with dots between, such as {such}");
        }

        if (settings.Profile.Length > 0 && !profiles.Contains(settings.Profile, StringComparer.OrdinalIgnoreCase))
        {
            yield return (nameof(settings.Profile), settings.Profile, string.Join(", ", profiles.Select(static profile => profile.ToLowerInvariant())));
        }

        foreach ((string name, string patterns) in ((string, string)[])[(nameof(settings.Commands), settings.Commands), (nameof(settings.Events), settings.Events)])
        {
            if (patterns.Length > 0 && new NamePattern(patterns).IsEmpty)
            {
                yield return (name, patterns, "names with * for any characters, and semicolons between, such as query-*;quit");
            }
        }

        foreach ((string word, _) in SymbolSet.FindFaults(settings.Conditions))
        {
            yield return (nameof(settings.Conditions), word, "* or none alone, or names of letters, digits and '_' with commas between");
        }

        if (settings.Documentation is { Length: > 0 } documentation and not SchemaSettings.AsData && !bool.TryParse(documentation, out _))
        {
            yield return (nameof(settings.Documentation), documentation, "true, false, data");
        }

        if (settings.Reuse.Length > 0 && !bool.TryParse(settings.Reuse, out _))
        {
            yield return (nameof(settings.Reuse), settings.Reuse, "true, false");
        }
    }
}
