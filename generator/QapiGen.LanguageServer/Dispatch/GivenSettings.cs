using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using QapiGen.LanguageServer.Protocol;

namespace QapiGen.LanguageServer.Dispatch;

/// <summary>Settings as a client gave them: what can't be one is told and counts as not said, the others hold.</summary>
/// <param name="Settings">What holds.</param>
/// <param name="Faults">What is wrong, for the user.</param>
internal sealed record GivenSettings(UserSettings Settings, IReadOnlyList<string> Faults)
{
    /// <summary>Reads either the settings themselves, or all of the client's with ours under <c>qapi</c>.</summary>
    /// <param name="name">What the client calls them.</param>
    /// <param name="given">The settings; null if there are none.</param>
    public static GivenSettings Read(string name, JsonElement? given)
    {
        if (given is not { } settings || IsNothing(settings))
        {
            return new GivenSettings(UserSettings.None, []);
        }

        if (settings.ValueKind == JsonValueKind.Object && settings.TryGetProperty("qapi", out JsonElement nested) && !IsNothing(nested))
        {
            (name, settings) = ("qapi", nested);
        }

        return settings.ValueKind == JsonValueKind.Object ? Read(settings) : new GivenSettings(UserSettings.None, [WrongType(name, "an object", settings)]);
    }

    private static GivenSettings Read(JsonElement own)
    {
        var faults = new List<string>();
        var read = new UserSettings(Dialect(own, faults), Roots(own, faults), Text(own, "baseline", faults), Text(own, "conditions", faults), Flag(own, "programs", faults));
        return new GivenSettings(read, faults);
    }

    // An empty list is what some languages make of an empty object.
    private static bool IsNothing(JsonElement given) => given.ValueKind is JsonValueKind.Null or JsonValueKind.Undefined || (given.ValueKind == JsonValueKind.Array && given.GetArrayLength() == 0);

    /// <summary>Whether a client says something of our settings: those without any tell so, too.</summary>
    public static bool IsSaid(JsonElement given) =>
        given.ValueKind == JsonValueKind.Object && (given.TryGetProperty("qapi", out _) || given.EnumerateObject().Any(static property => Array.IndexOf(UserSettings.Names, property.Name) >= 0));

    private static string? Dialect(JsonElement own, List<string> faults)
    {
        string? name = Text(own, "dialect", faults);
        if (name is null or "auto" || Schema.Dialects.Dialect.TryParse(name, out _))
        {
            return name;
        }

        faults.Add($"'dialect': '{name}' is no dialect; valid are auto, {string.Join(", ", Schema.Dialects.Dialect.Presets.Select(static preset => preset.Name))}");
        return null;
    }

    private static string[]? Roots(JsonElement own, List<string> faults)
    {
        if (!IsGiven(own, "roots", out JsonElement value))
        {
            return null;
        }

        if (value.ValueKind != JsonValueKind.Array)
        {
            faults.Add(WrongType("roots", "a list of texts", value));
            return null;
        }

        foreach (JsonElement wrong in value.EnumerateArray().Where(static item => item.ValueKind != JsonValueKind.String))
        {
            faults.Add(WrongType("roots", "a list of texts", wrong));
        }

        return [.. value.EnumerateArray().Where(static item => item.ValueKind == JsonValueKind.String).Select(static item => item.GetString()!).Where(static path => path.Length > 0)];
    }

    // What a form of settings leaves empty isn't said.
    private static string? Text(JsonElement own, string name, List<string> faults)
    {
        if (IsGiven(own, name, out JsonElement value) && value.ValueKind != JsonValueKind.String)
        {
            faults.Add(WrongType(name, "a text", value));
            return null;
        }

        return value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text ? text : null;
    }

    private static bool? Flag(JsonElement own, string name, List<string> faults)
    {
        if (!IsGiven(own, name, out JsonElement value))
        {
            return null;
        }

        if (value.ValueKind is JsonValueKind.True or JsonValueKind.False)
        {
            return value.GetBoolean();
        }

        faults.Add(WrongType(name, "true or false", value));
        return null;
    }

    private static bool IsGiven(JsonElement own, string name, out JsonElement value) => own.TryGetProperty(name, out value) && value.ValueKind != JsonValueKind.Null;

    private static string WrongType(string name, string wanted, JsonElement value) => $"'{name}' is to be {wanted}, not {value.GetRawText()}";
}
