using System;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using QapiGen.Runtime.Messages;

namespace QapiGen.Dashboard.Events;

/// <summary>An event of a server, or a place where some are missing.</summary>
/// <param name="Server">The server's name.</param>
/// <param name="Name">The event's name; empty where events are missing.</param>
/// <param name="Timestamp">When it was generated; null if that isn't known.</param>
/// <param name="Received">When it came here.</param>
/// <param name="Data">Its data as JSON; empty if there is none.</param>
/// <param name="Note">Why events are missing, or why the data can't be read; else null.</param>
internal sealed record LoggedEvent(string Server, string Name, QmpTimestamp? Timestamp, DateTimeOffset Received, byte[] Data, string? Note)
{
    /// <summary>About how much memory it takes.</summary>
    public int Size => 160 + Data.Length + (sizeof(char) * (Name.Length + (Note?.Length ?? 0)));

    /// <summary>When, for people.</summary>
    public DateTimeOffset Time => Timestamp?.ToDateTimeOffset() ?? Received;

    /// <summary>Whether a text is in its name or data, as the page's filter finds it; whatever the case.</summary>
    /// <param name="sought">The text, as <see cref="Sought"/> makes it.</param>
    public bool Mentions(string sought) =>
        sought.Length == 0 || $"{Sought(Name)} {Encoding.UTF8.GetString(Data)}".Contains(sought, StringComparison.OrdinalIgnoreCase);

    /// <summary>A text as it stands in data: what JSON has escaped there, though pages don't, is escaped.</summary>
    public static string Sought(string text)
    {
        var sought = new StringBuilder(text.Length);
        foreach (Rune rune in text.EnumerateRunes())
        {
            sought.Append(rune.Value is >= ' ' and <= '~' ? rune.ToString() : JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(rune.ToString()));
        }

        return sought.ToString();
    }

    /// <summary>Writes it for the pages.</summary>
    public void WriteTo(Utf8JsonWriter writer, long sequence)
    {
        writer.WriteStartObject();
        writer.WriteNumber("seq", sequence);
        writer.WriteString("server", Server);
        writer.WriteString("name", Name);
        writer.WriteNumber("time", Time.ToUnixTimeMilliseconds());
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
