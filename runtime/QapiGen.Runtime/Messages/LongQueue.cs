using System;

namespace QapiGen.Runtime.Messages;

/// <summary>The capability by which a server says that a client with <c>oob</c> may have more in-band commands under way than QEMU takes.</summary>
/// <remarks>
/// Offered and enabled as <c>oob</c> is; without <c>oob</c> it changes nothing. Its name is one of downstream extensions, which a client that doesn't know
/// it ignores (QMP spec 19.7), and nobody enables what wasn't offered.
/// </remarks>
internal static class LongQueue
{
    /// <summary>Its name.</summary>
    public const string Name = "__qapigen_queue-64";

    /// <summary>In-band commands under way, the running one included, with which out-of-band commands still get through.</summary>
    public const int Length = 64;

    /// <summary>Those without it (QMP spec 11.2).</summary>
    public const int ShortLength = 8;

    /// <summary>
    /// Bytes under way from which on a client keeps to <see cref="ShortLength"/>: a quarter of those that a server lets wait, so that they don't stop it from reading
    /// where the short queue wouldn't.
    /// </summary>
    public const int ClientBytes = 256 * 1024;

    /// <summary>Its name as bytes.</summary>
    public static ReadOnlySpan<byte> Utf8Name => "__qapigen_queue-64"u8;
}
