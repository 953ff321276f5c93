using System;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace QapiGen.Runtime.Transport;

/// <summary>Where a QMP peer is, or is to be listened for.</summary>
/// <remarks>
/// Forms: <c>unix:PATH</c>, <c>tcp:HOST:PORT</c>, <c>tls:HOST:PORT</c> (an IPv6 address in brackets), <c>pipe:NAME</c>. A text with a slash
/// and without a prefix is the path of a Unix socket; with an unknown prefix (<c>unx:/run/x</c>) it is no address. Of QEMU's trailing options
/// those that say who connects and who waits (<c>,server=on,wait=off</c>) are ignored, and with any other (<c>,tls-creds=tls0</c>) it is no address. As there, a comma of a path's behind a prefix is
/// written twice.
/// </remarks>
public sealed record QmpAddress
{
    private const string Forms = "use unix:PATH, tcp:HOST:PORT, tls:HOST:PORT or pipe:NAME";

    private QmpAddress(QmpAddressKind kind, string path, int port, bool usesTls = false)
    {
        Kind = kind;
        Path = path;
        Port = port;
        UsesTls = usesTls;
    }

    /// <summary>What kind of address it is.</summary>
    public QmpAddressKind Kind { get; }

    /// <summary>Path of the Unix socket, name of the host, or name of the pipe.</summary>
    public string Path { get; }

    /// <summary>TCP port, 0 to 65535; 0, when listening, lets the system choose. 0 for the other kinds.</summary>
    public int Port { get; }

    /// <summary>Whether it is TCP that must speak TLS. An address without may do so, too, if options say so.</summary>
    public bool UsesTls { get; }

    /// <summary>A Unix socket.</summary>
    public static QmpAddress Unix(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return new QmpAddress(QmpAddressKind.Unix, path, 0);
    }

    /// <summary>A TCP port.</summary>
    public static QmpAddress Tcp(string host, int port) => Tcp(host, port, usesTls: false);

    /// <summary>A TCP port where TLS is spoken.</summary>
    public static QmpAddress Tls(string host, int port) => Tcp(host, port, usesTls: true);

    /// <summary>A named pipe.</summary>
    public static QmpAddress Pipe(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return new QmpAddress(QmpAddressKind.Pipe, name, 0);
    }

    /// <summary>Reads an address.</summary>
    /// <exception cref="FormatException">The text has none of the forms.</exception>
    public static QmpAddress Parse(string text) => TryParse(text, out QmpAddress? address, out string? fault) ? address : throw new FormatException(fault);

    /// <summary>Reads an address, or says why it is none.</summary>
    /// <param name="text">The text.</param>
    /// <param name="address">The address.</param>
    /// <param name="fault">What is wrong with it, a sentence that begins with the text.</param>
    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out QmpAddress? address, [NotNullWhen(false)] out string? fault)
    {
        fault = TryParse(text, out address) ? null
            : FindUnknownOption(text) is { } option ? $"'{text}' is not an address: {AddressSuffix.Explain(option)}" : $"'{text}' is not an address; {Forms}";
        return fault is null;
    }

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
            address = ParseTcp(endPoint, usesTls: false);
        }
        else if (After(text, "tls:") is { } secureEndPoint)
        {
            address = ParseTcp(secureEndPoint, usesTls: true);
        }
        else if (After(text, "pipe:") is { } name)
        {
            address = name.Length == 0 ? null : Pipe(name);
        }
        else if (text.Contains('/', StringComparison.Ordinal) && !HasPrefix(text))
        {
            address = Unix(text);
        }

        return address is not null;
    }

    /// <inheritdoc/>
    public override string ToString() => Kind switch
    {
        QmpAddressKind.Unix => $"unix:{AddressSuffix.Escape(Path)}",
        QmpAddressKind.Pipe => $"pipe:{AddressSuffix.Escape(Path)}",
        _ when Path.Contains(':', StringComparison.Ordinal) => string.Create(CultureInfo.InvariantCulture, $"{Scheme}:[{Path}]:{Port}"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{Scheme}:{Path}:{Port}"),
    };

    private string Scheme => UsesTls ? "tls" : "tcp";

    private static QmpAddress Tcp(string host, int port, bool usesTls)
    {
        ArgumentException.ThrowIfNullOrEmpty(host);
        ArgumentOutOfRangeException.ThrowIfNegative(port);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(port, ushort.MaxValue);
        return new QmpAddress(QmpAddressKind.Tcp, host, port, usesTls);
    }

    // Two letters and more before the first colon: a mistyped prefix, another program's URL. One letter is a drive of Windows'.
    private static bool HasPrefix(string text)
    {
        int colon = text.IndexOf(':', StringComparison.Ordinal);
        return colon > 1 && !text.AsSpan(0, colon).ContainsAny("/\\.");
    }

    // Empty, which none of the forms allows, where something is asked for that isn't done here.
    private static string? After(string text, string prefix) =>
        !text.StartsWith(prefix, StringComparison.Ordinal) ? null
        : AddressSuffix.Split(text[prefix.Length..]) is { Unknown: null } whole ? whole.Place : "";

    private static string? FindUnknownOption(string? text) =>
        text is not null && (text.StartsWith("unix:", StringComparison.Ordinal) || text.StartsWith("tcp:", StringComparison.Ordinal) || text.StartsWith("tls:", StringComparison.Ordinal) || text.StartsWith("pipe:", StringComparison.Ordinal))
            ? AddressSuffix.Split(text).Unknown
            : null;

    private static QmpAddress? ParseTcp(string text, bool usesTls)
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

        return (host.Contains(':', StringComparison.Ordinal) && !isBracketed) || host.Contains('/', StringComparison.Ordinal) ? null : Tcp(host, port, usesTls);
    }
}

/// <summary>Kind of a <see cref="QmpAddress"/>.</summary>
public enum QmpAddressKind
{
    /// <summary>A Unix socket: <c>unix:PATH</c>.</summary>
    Unix,

    /// <summary>TCP: <c>tcp:HOST:PORT</c>.</summary>
    Tcp,

    /// <summary>A named pipe: <c>pipe:NAME</c>.</summary>
    Pipe,
}
