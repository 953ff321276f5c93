using System;
using System.Globalization;
using System.Text;

namespace QapiGen.Runtime.Client.Reading;

/// <summary>Says what a peer may be that doesn't speak QMP, by its first words.</summary>
internal static class ForeignPeer
{
    /// <summary>Bytes that are shown of what came.</summary>
    private const int MaxShownBytes = 80;

    /// <summary>What came, safe to print, and what it looks like.</summary>
    public static string Describe(ReadOnlySpan<byte> bytes)
    {
        string shown = Show(bytes[..Math.Min(bytes.Length, MaxShownBytes)]);
        return $"It is not QMP: \"{shown}{(bytes.Length > MaxShownBytes ? "…" : string.Empty)}\"{Guess(bytes)}";
    }

    private static string Guess(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IndexOf(" monitor - type "u8) >= 0 || bytes.IndexOf("(qemu)"u8) >= 0)
        {
            return ". That is QEMU's monitor for people (-monitor); a socket for QMP is made with -qmp";
        }

        return bytes.StartsWith("HTTP/"u8) || bytes.StartsWith("<"u8) ? ". That is a web server; a socket for QMP is made with QEMU's option -qmp"
            : bytes.StartsWith("SSH-"u8) ? ". That is an SSH server; a socket for QMP is made with QEMU's option -qmp"
            : string.Empty;
    }

    private static string Show(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder(bytes.Length);
        foreach (byte value in bytes)
        {
            if (value is >= 0x20 and < 0x7F)
            {
                text.Append((char)value);
            }
            else
            {
                text.Append(CultureInfo.InvariantCulture, $"\\x{value:X2}");
            }
        }

        return text.ToString();
    }
}
