using System;
using System.Text.Json;

namespace QapiGen.Runtime.Json;

/// <summary>What one message may take at most; the defaults are QEMU's (QMP spec 3.1).</summary>
public sealed record QmpJsonLimits
{
    /// <summary>QEMU's limits.</summary>
    public static QmpJsonLimits Default { get; } = new();

    /// <summary>Bytes of all tokens of a message together, white space aside: 64 MiB. 16 to 128 MiB.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public int MaxMessageBytes
    {
        get;
        init => field = Check(value, 16, 128 * 1024 * 1024);
    } = 64 * 1024 * 1024;

    /// <summary>Tokens of a message: 2097152. 1 to 16777216.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public int MaxTokens
    {
        get;
        init => field = Check(value, 1, 16 * 1024 * 1024);
    } = 2 * 1024 * 1024;

    /// <summary>Open braces and brackets together: 1024. 1 to 1024; parsing more would need a larger stack.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public int MaxDepth
    {
        get;
        init => field = Check(value, 1, JsonDepth.Most);
    } = JsonDepth.Most;

    private static int Check(int value, int least, int most)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(value, least);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(value, most);
        return value;
    }
}

/// <summary>How deep JSON may nest wherever it is read (QMP spec 3.1).</summary>
internal static class JsonDepth
{
    /// <summary>QEMU's limit on open braces and brackets together.</summary>
    public const int Most = 1024;

    /// <summary>Messages have been measured when they are read, and what is written of one was read: the limit speaks, not the reader or writer.</summary>
    public const int Readable = Most + 1;

    /// <summary>Reads tokens of a message that was cut.</summary>
    public static JsonReaderOptions Reader { get; } = new() { MaxDepth = Readable };

    /// <summary>Reads parts of a message that was cut into documents.</summary>
    public static JsonDocumentOptions Document { get; } = new() { MaxDepth = Readable };
}
