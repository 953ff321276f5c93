using System;

namespace QapiGen.LanguageServer.Features;

/// <summary>A request that can't be answered, and why.</summary>
internal sealed class RequestException(int code, string message) : Exception(message)
{
    /// <summary>One of <see cref="Protocol.ErrorCode"/>.</summary>
    public int Code { get; } = code;
}
