using System;

namespace QapiGen.LanguageServer;

/// <summary>How a language server behaves.</summary>
public sealed class LanguageServerOptions
{
    /// <summary>The version that it names itself by.</summary>
    public string Version { get; init; } = "0.0.0";

    /// <summary>How long a request may take, before it is answered as failed.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Longest message, in bytes; a longer one is skipped and answered as invalid.</summary>
    public int MaxMessageBytes { get; init; } = 128 * 1024 * 1024;

    /// <summary>Further requests, for tests: what hangs, what throws.</summary>
    internal Action<Dispatch.RequestTable>? AddRequests { get; init; }
}
