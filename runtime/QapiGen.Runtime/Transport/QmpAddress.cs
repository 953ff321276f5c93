using System;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace QapiGen.Runtime.Transport;

/// <summary>Where a QMP peer is, or is to be listened for.</summary>
/// <remarks>
/// Forms: <c>unix:PATH</c>, <c>tcp:HOST:PORT</c> (an IPv6 address in brackets), <c>pipe:NAME</c>. A text with a slash and without
/// a known prefix is the path of a Unix socket. QEMU's trailing options (<c>,server=on,wait=off</c>) are ignored.
/// </remarks>
public sealed record QmpAddress
{
    private QmpAddress(QmpAddressKind kind, string path, int port)
    {
        Kind = kind;
        Path = path;
        Port = port;
    }

    /// <summary>What kind of address it is.</summary>
    public QmpAddressKind Kind { get; }

    /// <summary>Path of the Unix socket, name of the host, or name of the pipe.</summary>
    public string Path { get; }

    /// <summary>TCP port, 0 to 65535; 0, when listening, lets the system choose. 0 for the other kinds.</summary>
    public int Port { get; }

    /// <summary>A Unix socket.</summary>
    public static QmpAddress Unix(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return new QmpAddress(QmpAddressKind.Unix, path, 0);
    }

    /// <summary>A TCP port.</summary>
    public static QmpAddress Tcp(string host, int port)
    {
        ArgumentException.ThrowIfNullOrEmpty(host);
        ArgumentOutOfRangeException.ThrowIfNegative(port);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(port, ushort.MaxValue);
        return new QmpAddress(QmpAddressKind.Tcp, host, port);
    }

    /// <summary>A named pipe.</summary>
    public static QmpAddress Pipe(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return new QmpAddress(QmpAddressKind.Pipe, name, 0);
    }

    /// <summary>Reads an address.</summary>
    /// <exception cref="FormatException">The text has none of the forms.</exception>
    public static QmpAddress Parse(string text) =>
        TryParse(text, out QmpAddress? address)
            ? address
            : throw new FormatException($"'{text}' is not an address; use unix:PATH, tcp:HOST:PORT or pipe:NAME");

    /// <summary>Reads an address, if it is one.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out QmpAddress? address)
    {
        address = null;
        if (string.IsNullOrEmpty(text))
        {
            return false;
        }

        if (After(text, "unix:") is { } path)
        {
            address = path.Length == 0 ? null : Unix(path);
        }
        else if (After(text, "tcp:") is { } endPoint)
        {
            address = ParseTcp(endPoint);
        }
        else if (After(text, "pipe:") is { } name)
        {
            address = name.Length == 0 ? null : Pipe(name);
        }
        else if (text.Contains('/', StringComparison.Ordinal))
        {
            address = Unix(text);
        }

        return address is not null;
    }

    /// <inheritdoc/>
    public override string ToString() => Kind switch
    {
        QmpAddressKind.Unix => $"unix:{Path}",
        QmpAddressKind.Pipe => $"pipe:{Path}",
        _ when Path.Contains(':', StringComparison.Ordinal) => string.Create(CultureInfo.InvariantCulture, $"tcp:[{Path}]:{Port}"),
        _ => string.Create(CultureInfo.InvariantCulture, $"tcp:{Path}:{Port}"),
    };

    private static string? After(string text, string prefix)
    {
        if (!text.StartsWith(prefix, StringComparison.Ordinal))
        {
            return null;
        }

        int options = text.IndexOf(',', StringComparison.Ordinal);
        return options < 0 ? text[prefix.Length..] : text[prefix.Length..options];
    }

    private static QmpAddress? ParseTcp(string text)
    {
        int colon = text.LastIndexOf(':');
        if (colon <= 0 || !ushort.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out ushort port))
        {
            return null;
        }

        string host = text[..colon];
        bool isBracketed = host.Length > 2 && host[0] == '[' && host[^1] == ']';
        if (isBracketed)
        {
            host = host[1..^1];
        }

        return host.Contains(':', StringComparison.Ordinal) && !isBracketed ? null : Tcp(host, port);
    }
}
