using System;
using System.Collections.Generic;
using System.Text.Json;

namespace QapiGen.Dashboard.Jobs;

/// <summary>A job as the pages show it. Never changed: another object means that something has changed.</summary>
/// <param name="Server">The server's name.</param>
/// <param name="Id">The id.</param>
/// <param name="Type">What it says it is.</param>
/// <param name="Status">Its status, as it is on the wire.</param>
/// <param name="Current">How much is done.</param>
/// <param name="Total">How much there is to do.</param>
/// <param name="Error">Why it failed; null while it hasn't.</param>
/// <param name="Rate">Progress in a second; null if it isn't known or nothing moves.</param>
/// <param name="Group">Name of the group that it succeeds or fails with; null if it is alone or that isn't known.</param>
/// <param name="Way">The statuses that it has been in, as far as they are known.</param>
internal sealed record JobView(
    string Server,
    string Id,
    string Type,
    string Status,
    long Current,
    long Total,
    string? Error,
    double? Rate,
    string? Group,
    IReadOnlyList<StatusStep> Way)
{
    /// <summary>Name of the job among all servers'.</summary>
    public string Key { get; } = KeyOf(Server, Id);

    /// <summary>Name of a job among all servers': theirs up to the first slash, in which slashes of their own are escaped.</summary>
    public static string KeyOf(string server, string id) => $"{server.Replace("%", "%25", StringComparison.Ordinal).Replace("/", "%2F", StringComparison.Ordinal)}/{id}";

    /// <summary>Server and id of a name; null if it is none.</summary>
    public static (string Server, string Id)? SplitKey(string key) =>
        key.IndexOf('/', StringComparison.Ordinal) is var slash and > 0
            ? (key[..slash].Replace("%2F", "/", StringComparison.Ordinal).Replace("%25", "%", StringComparison.Ordinal), key[(slash + 1)..])
            : null;

    /// <summary>Writes it for the pages.</summary>
    /// <param name="writer">Where.</param>
    /// <param name="verbs">What the viewer may ask of it.</param>
    public void WriteTo(Utf8JsonWriter writer, IEnumerable<string> verbs)
    {
        writer.WriteStartObject();
        writer.WriteString("key", Key);
        writer.WriteString("server", Server);
        writer.WriteString("id", Id);
        writer.WriteString("type", Type);
        writer.WriteString("status", Status);
        writer.WriteNumber("current", Current);
        writer.WriteNumber("total", Total);
        if (Error is not null)
        {
            writer.WriteString("error", Error);
        }

        if (Rate is { } rate && double.IsFinite(rate))
        {
            writer.WriteNumber("rate", Math.Round(rate, 6));
        }

        if (Group is not null)
        {
            writer.WriteString("group", Group);
        }

        writer.WriteStartArray("verbs");
        foreach (string verb in verbs)
        {
            writer.WriteStringValue(verb);
        }

        writer.WriteEndArray();
        writer.WriteStartArray("way");
        foreach (StatusStep step in Way)
        {
            writer.WriteStartObject();
            writer.WriteString("status", step.Status);
            if (step.Time is { } time)
            {
                writer.WriteNumber("time", time.ToUnixTimeMilliseconds());
            }

            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }
}

/// <summary>A step on a job's way.</summary>
/// <param name="Status">The status it came to.</param>
/// <param name="Time">When; null if it was in it when it was first seen.</param>
internal readonly record struct StatusStep(string Status, DateTimeOffset? Time);
