using System;
using System.Collections.Generic;
using System.Text.Json;
using QapiGen.Runtime.Messages;

namespace QapiGen.Dashboard.Servers;

/// <summary>How a server is doing. Never changed.</summary>
/// <param name="Kind">One of <c>idle</c> (nobody looks), <c>connecting</c>, <c>connected</c>, <c>silent</c> (connected, but it doesn't answer), <c>gone</c>.</param>
/// <param name="Since">Since when.</param>
/// <param name="Reason">Why it is gone or silent, or what it doesn't show; else null.</param>
/// <param name="Greeting">What it said of itself when it was last there; null if it didn't.</param>
/// <param name="Commands">Its commands; empty while they aren't known.</param>
/// <param name="Status">What <c>query-status</c> says: running, paused; null where there is no such thing, or nobody to say it.</param>
/// <param name="Name">What <c>query-name</c> says.</param>
internal sealed record ServerState(
    string Kind,
    DateTimeOffset Since,
    string? Reason,
    QmpGreeting? Greeting,
    IReadOnlySet<string> Commands,
    string? Status,
    string? Name)
{
    /// <summary>Before anybody has looked.</summary>
    public static ServerState Idle { get; } = new("idle", DateTimeOffset.UtcNow, null, null, new HashSet<string>(), null, null);

    /// <summary>Whether it doesn't tell the dashboard which commands it has.</summary>
    public bool KeepsCommands { get; init; }

    /// <summary>Whether commands can be sent.</summary>
    public bool IsConnected => Kind is "connected" or "silent";

    /// <summary>Whether it can be asked for jobs.</summary>
    public bool HasJobs => Commands.Contains(DashboardServerOptions.AsksForJobs);

    /// <summary>Writes it for the pages, within an object.</summary>
    public void WriteMembers(Utf8JsonWriter writer)
    {
        writer.WriteString("state", Kind);
        writer.WriteNumber("since", Since.ToUnixTimeMilliseconds());
        Write(writer, "reason", Reason);
        Write(writer, "status", Status);
        Write(writer, "title", Name);
        if (Greeting is { } greeting)
        {
            writer.WriteString("version", greeting.Version.ToString());
            writer.WriteString("package", greeting.Package);
            writer.WriteStartArray("capabilities");
            foreach (string capability in greeting.Capabilities)
            {
                writer.WriteStringValue(capability);
            }

            writer.WriteEndArray();
        }

        writer.WriteNumber("commands", Commands.Count);
        writer.WriteBoolean("hasJobs", HasJobs);
        writer.WriteBoolean("hasScreen", Commands.Contains("screendump"));
        writer.WriteBoolean("hasKeys", Commands.Contains("send-key"));
    }

    private static void Write(Utf8JsonWriter writer, string name, string? value)
    {
        if (value is not null)
        {
            writer.WriteString(name, value);
        }
    }
}
