using System.CommandLine;
using System.Globalization;
using System.Linq;
using QapiGen.Cli.Output;
using QapiGen.Schema.Versions;

namespace QapiGen.Cli.Options;

/// <summary>Options that several commands have, and kinds of them whose values are names or numbers: nothing else is taken, and what would be right is said.</summary>
internal static class OptionValues
{
    /// <summary>An option that takes one of some names.</summary>
    /// <param name="name">The option.</param>
    /// <param name="alias">Its short form, or null.</param>
    /// <param name="fallback">What holds without it.</param>
    /// <param name="values">The names.</param>
    public static Option<T> OneOf<T>(string name, string? alias, T fallback, params (string Name, T Value)[] values)
    {
        string[] names = values.Select(value => value.Name).ToArray();
        var option = new Option<T>(name, alias is null ? [] : [alias])
        {
            DefaultValueFactory = _ => fallback,
            CustomParser = result =>
            {
                string text = result.Tokens[0].Value;
                foreach ((string known, T value) in values)
                {
                    if (known == text)
                    {
                        return value;
                    }
                }

                string? near = Suggestions.DidYouMean(text, names);
                result.AddError($"{name} takes {Suggestions.JoinQuoted(names, "or")}, not '{text}'.{(near is null ? "" : " " + near)}");
                return fallback;
            },
        };
        option.CompletionSources.Clear();
        option.CompletionSources.Add(names);
        return option;
    }

    /// <summary>An option that takes a count of at least <paramref name="least"/>.</summary>
    public static Option<int> Count(string name, int fallback, int least) => new(name)
    {
        DefaultValueFactory = _ => fallback,
        CustomParser = result =>
        {
            string text = result.Tokens[0].Value;
            if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int count) && count >= least)
            {
                return count;
            }

            result.AddError($"{name} takes a whole number of at least {least}, not '{text}'.");
            return fallback;
        },
    };

    /// <summary>An option that takes seconds, above 0 and below a day; <paramref name="fallback"/> holds without it.</summary>
    public static Option<double?> Seconds(string name, string? alias, double? fallback) => new(name, alias is null ? [] : [alias])
    {
        DefaultValueFactory = _ => fallback,
        CustomParser = result =>
        {
            string text = result.Tokens[0].Value;
            if (double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double seconds) && seconds is > 0 and < 86400)
            {
                return seconds;
            }

            result.AddError($"{name} takes a number of seconds above 0 and below 86400, not '{text}'.");
            return fallback;
        },
    };

    /// <summary>An option that takes a version, such as <c>10.2</c>.</summary>
    public static Option<string?> Version(string name) => new(name)
    {
        CustomParser = result =>
        {
            string text = result.Tokens[0].Value;
            if (ReleaseVersion.Find(text, out string series) is null || series is not ("*" or "v*"))
            {
                result.AddError($"{name} takes a version, numbers with dots between such as 10.2 or 10.2-rc1, not '{text}'.");
            }

            return text;
        },
    };

    /// <summary><c>--commands</c>: which commands, and what they reach.</summary>
    /// <param name="fallback">What holds without it.</param>
    public static Option<string?> Commands(string fallback) => new("--commands")
    {
        Description = $"Only these commands and what they reach, as patterns: 'query-*;job-*'; default: {fallback}",
        HelpName = "PATTERNS",
    };

    /// <summary><c>--events</c>: which events, and what they reach.</summary>
    public static Option<string?> Events() => new("--events")
    {
        Description = "Only these events and what they reach, as patterns; default: all, or none with --commands",
        HelpName = "PATTERNS",
    };
}
