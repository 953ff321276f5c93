using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Threading;
using Microsoft.Extensions.Configuration;

namespace QapiGen.Hosting;

/// <summary>Finds what the binding of a section passes over without a word, or fails at without saying what else there is: names that are no settings, forms and values that aren't the setting's.</summary>
internal static class SectionFaults
{
    /// <summary>Each fault begins with its key.</summary>
    /// <param name="section">The section.</param>
    /// <param name="settings">Its settings, and the types of their properties. One that is a section with settings of its own is to be asked for by itself.</param>
    public static IEnumerable<string> Find(IConfigurationSection section, (string Name, Type Type)[] settings)
    {
        if (HasValue(section))
        {
            yield return SectionIsMeant(section);
        }

        foreach (IConfigurationSection child in section.GetChildren())
        {
            if (TypeOf(child, settings) is not { } type)
            {
                string meant = NearName.Find(child.Key, settings.Select(static setting => setting.Name)) is { } near ? $"; {near} is meant, perhaps" : "";
                yield return $"{child.Path} is no setting; there are {string.Join(", ", settings.Select(static setting => setting.Name))}{meant}";
                continue;
            }

            foreach (string fault in FindInSetting(child, type))
            {
                yield return fault;
            }
        }
    }

    /// <summary>Finds settings where a name was forgotten.</summary>
    /// <param name="all">Where names stand.</param>
    /// <param name="settings">Those of each.</param>
    /// <param name="place">Where they belong: <c>those of a service stand under its name, Qmp:disk</c>.</param>
    /// <param name="isName">Whether a section that is called as a setting is a name all the same, or somebody else's.</param>
    public static IEnumerable<string> FindMisplaced(IConfigurationSection all, (string Name, Type Type)[] settings, string place, Func<IConfigurationSection, bool> isName)
    {
        if (HasValue(all))
        {
            yield return SectionIsMeant(all);
        }

        foreach (IConfigurationSection child in all.GetChildren())
        {
            if (TypeOf(child, settings) is not null && !isName(child))
            {
                yield return $"{child.Path} is no setting: {place}:{child.Key}";
            }
        }
    }

    /// <summary>Each fault of a section that stands under the name of what it is for, and of settings that stand beside the names.</summary>
    /// <param name="all">Where names stand.</param>
    /// <param name="name">The name.</param>
    /// <param name="kind">What has it: <c>client</c>.</param>
    /// <param name="settings">Those of each.</param>
    public static IEnumerable<string> FindUnderName(IConfigurationSection all, string name, string kind, (string Name, Type Type)[] settings)
    {
        IConfigurationSection section = all.GetSection(name);
        return
        [
            .. FindMisplaced(
                all,
                settings,
                $"those of a {kind} stand under its name, {section.Path}",
                child => string.Equals(child.Key, name, StringComparison.OrdinalIgnoreCase) || IsSection(child)),
            .. Find(section, settings),
        ];
    }

    /// <summary>Whether a section of a setting's name isn't one: it has neither a value nor the elements of a list.</summary>
    private static bool IsSection(IConfigurationSection section) => !HasValue(section) && !section.GetSection("0").Exists();

    /// <summary>The section without the values that can't be converted, which <see cref="Find"/> tells together with everything else, and without what is null in JSON, which would be bound as null, whatever the type says.</summary>
    public static IConfiguration WithoutUnreadable(IConfigurationSection section, (string Name, Type Type)[] settings)
    {
        string[] unreadable = [.. section.GetChildren().Where(child => TypeOf(child, settings) is { } type && FindMisfit(child, type) is not null).Select(static child => child.Key)];
        return new ConfigurationBuilder()
            .AddInMemoryCollection(section.AsEnumerable(makePathsRelative: true).Where(pair => pair.Value is not null && !unreadable.Contains(pair.Key, StringComparer.OrdinalIgnoreCase)))
            .Build();
    }

    /// <summary>The key of an element of a list: those of configuration have any names, and come in the order of these.</summary>
    /// <param name="list">The list in configuration; null if there is none.</param>
    /// <param name="key">The list's key.</param>
    /// <param name="index">Which element of what was bound it is.</param>
    /// <param name="value">Its value.</param>
    public static string KeyOfElement(IConfigurationSection? list, string key, int index, string value) =>
        list?.GetChildren().ElementAtOrDefault(index) is { } element && element.Value == value ? element.Path : $"{key}:{index}";

    /// <summary>A time that waits can't take, or that nobody means: a bare number is days. Null if it is none.</summary>
    public static string? Check(string key, TimeSpan time) =>
        time == Timeout.InfiniteTimeSpan ? null
        : time < TimeSpan.Zero ? $"{key}: {time} is less than nothing"
        : time > TimeSpan.FromDays(1) ? $"{key}: {time} is more than a day; a number by itself is days, and 00:00:05 five seconds"
        : null;

    private static IEnumerable<string> FindInSetting(IConfigurationSection setting, Type type)
    {
        bool isList = type == typeof(IList<string>);
        bool isMap = type == typeof(IDictionary<string, string>);
        if (isList || isMap)
        {
            if (HasValue(setting))
            {
                yield return isList
                    ? $"{setting.Path}: '{setting.Value}' stands where a list is meant; write {setting.Path}:0, in JSON [ \"{setting.Value}\" ]"
                    : SectionIsMeant(setting);
            }

            foreach (IConfigurationSection element in setting.GetChildren())
            {
                if ((FindBelowValue(element) ?? FindNull(element, isList)) is { } fault)
                {
                    yield return fault;
                }
            }
        }
        else if (IsValue(type) && (FindBelowValue(setting) ?? FindMisfit(setting, type)) is { } fault)
        {
            yield return fault;
        }
    }

    private static string? FindNull(IConfigurationSection element, bool isOfList) => isOfList && element.Value is null ? $"{element.Path} has no value" : null;

    private static string? FindBelowValue(IConfigurationSection value) =>
        value.GetChildren().FirstOrDefault() is { } below ? $"{below.Path} is no setting: {value.Path} is one value" : null;

    // Read as the binder reads it, for which nothing is no value.
    private static string? FindMisfit(IConfigurationSection setting, Type type)
    {
        if (!HasValue(setting))
        {
            return null;
        }

        string value = setting.Value!;
        Type kind = Nullable.GetUnderlyingType(type) ?? type;
        string? fault = kind switch
        {
            { IsEnum: true } => Enum.TryParse(kind, value, ignoreCase: true, out object? found) && Enum.IsDefined(kind, found) && !value.Contains(',') ? null : $"none of {string.Join(", ", Enum.GetNames(kind))}",
            _ when kind == typeof(bool) => bool.TryParse(value, out _) ? null : "neither true nor false",
            _ when kind == typeof(int) => int.TryParse(value, NumberStyles.Integer, CultureInfo.InvariantCulture, out _) ? null : $"no whole number up to {int.MaxValue}",
            _ when kind == typeof(TimeSpan) => TimeSpan.TryParse(value, CultureInfo.InvariantCulture, out _) ? null : "no time; 00:00:05 is five seconds",
            _ => null,
        };
        return fault is null ? null : $"{setting.Path}: '{value}' is {fault}";
    }

    private static bool IsValue(Type type) => type == typeof(string) || type.IsValueType;

    private static bool HasValue(IConfigurationSection section) => !string.IsNullOrEmpty(section.Value);

    private static string SectionIsMeant(IConfigurationSection section) => $"{section.Path}: '{section.Value}' stands where a section is meant";

    private static Type? TypeOf(IConfigurationSection section, (string Name, Type Type)[] settings) =>
        Array.Find(settings, setting => string.Equals(section.Key, setting.Name, StringComparison.OrdinalIgnoreCase)).Type;
}
