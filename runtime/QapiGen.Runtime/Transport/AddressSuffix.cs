using System;
using System.Text;

namespace QapiGen.Runtime.Transport;

/// <summary>What stands behind a comma of an address, as QEMU's command line has it: two commas are one of the path's, and options follow one.</summary>
internal static class AddressSuffix
{
    // They say how the other side waits and connects, or what is the case here anyway. Of all others something else than this library does is expected, TLS above all.
    private static readonly string[] s_ignored =
    [
        "server", "server=on", "server=off", "wait", "wait=on", "wait=off", "nowait", "nodelay", "nodelay=on", "delay=off", "telnet=off", "websocket=off", "abstract=off", "ipv4", "ipv4=on", "ipv6", "ipv6=on",
    ];

    /// <summary>Takes an address apart.</summary>
    /// <param name="text">What follows the prefix.</param>
    /// <returns>The place, and the first option that can't be ignored, or null.</returns>
    public static (string Place, string? Unknown) Split(string text)
    {
        int comma = text.IndexOf(',', StringComparison.Ordinal);
        if (comma < 0)
        {
            return (text, null);
        }

        var place = new StringBuilder(text, 0, comma, text.Length);
        while (comma < text.Length - 1 && text[comma + 1] == ',')
        {
            int next = text.IndexOf(',', comma + 2);
            int end = next < 0 ? text.Length : next;
            place.Append(text, comma + 1, end - comma - 1);
            comma = end;
        }

        string[] options = comma < text.Length ? text[(comma + 1)..].Split(',') : [];
        return (place.ToString(), Array.Find(options, static option => !IsIgnored(option)));
    }

    /// <summary>A path as an address has it.</summary>
    public static string Escape(string path) => path.Replace(",", ",,", StringComparison.Ordinal);

    /// <summary>What to write instead of an option.</summary>
    public static string Explain(string option) => option.StartsWith("tls", StringComparison.Ordinal)
        ? $"'{option}' has no effect here, where tls:HOST:PORT asks for TLS"
        : $"'{option}' behind the comma is no option that it may have, such as server=on; a comma of a path's is written twice";

    private static bool IsIgnored(string option) => Array.IndexOf(s_ignored, option) >= 0
        || option.StartsWith("reconnect=", StringComparison.Ordinal) || option.StartsWith("reconnect-ms=", StringComparison.Ordinal);
}
