using System;
using System.Text.Json;
using QapiGen.Runtime.Messages;

namespace QapiGen.Dashboard.Events;

/// <summary>An event of a server, or a place where some are missing.</summary>
/// <param name="Server">The server's name.</param>
/// <param name="Name">The event's name; null where events are missing.</param>
/// <param name="Timestamp">When it was generated; null if that isn't known.</param>
/// <param name="Received">When it came here.</param>
/// <param name="Data">Its data as JSON; empty if there is none.</param>
/// <param name="Note">Why events are missing, or why the data can't be read; else null.</param>
internal sealed record LoggedEvent(string Server, string? Name, QmpTimestamp? Timestamp, DateTimeOffset Received, byte[] Data, string? Note)
{
    /// <summary>About how much memory one takes that says nothing.</summary>
    public const int MinSize = 160;

    /// <summary>About how much memory it takes.</summary>
    public int Size => MinSize + Data.Length + (sizeof(char) * ((Name?.Length ?? 0) + (Note?.Length ?? 0)));

    /// <summary>When, for people.</summary>
    public DateTimeOffset Time => Timestamp?.ToDateTimeOffset() ?? Received;

    /// <summary>Writes it for the pages.</summary>
    public void WriteTo(Utf8JsonWriter writer, long sequence)
    {
        writer.WriteStartObject();
        writer.WriteNumber("seq", sequence);
        writer.WriteString("server", Server);
        if (Name is not null)
        {
            writer.WriteString("name", Name);
        }

        writer.WriteNumber("time", Time.ToUnixTimeMilliseconds());
        writer.WriteNumber("received", Received.ToUnixTimeMilliseconds());
        if (Timestamp is { } stamp && stamp.ToDateTimeOffset() is not null)
        {
            writer.WriteNumber("micros", (stamp.Seconds * 1_000_000) + stamp.Microseconds);
        }

        if (Data.Length > 0)
        {
            writer.WritePropertyName("data");
            writer.WriteRawValue(Data, skipInputValidation: true);
        }

        if (Note is not null)
        {
            writer.WriteString("note", Note);
        }

        writer.WriteEndObject();
    }
}
