using System;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using QapiGen.LanguageServer.Dispatch;
using QapiGen.LanguageServer.Programs;
using QapiGen.Schema.Diagnostics;

namespace QapiGen.LanguageServer;

/// <summary>A language server for QAPI schemas: the Language Server Protocol 3.17 on a pair of streams.</summary>
public static class SchemaLanguageServer
{
    /// <summary>Serves one client until it says <c>exit</c>, the input ends, or its process has.</summary>
    /// <param name="input">What the client writes.</param>
    /// <param name="output">What it reads; nobody else may write to it.</param>
    /// <param name="options">How; null for the usual way.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The exit code that the protocol asks for: 0 after <c>shutdown</c> and <c>exit</c>, else 1.</returns>
    public static async Task<int> RunAsync(Stream input, Stream output, LanguageServerOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new LanguageServerOptions();
        var settings = new SessionSettings(options.Version, options.Patience, options.MaxMessageBytes, options.MaxWaitingBytes, options.Site, options.Programs, options.AddRequests, options.ClientProcessId);
        using var session = new Session(input, output, settings);
        return await session.RunAsync(cancellationToken).ConfigureAwait(false);
    }
}

/// <summary>How a language server behaves.</summary>
public sealed class LanguageServerOptions
{
    /// <summary>The version that it names itself by.</summary>
    public string Version { get; init; } = "0.0.0";

    /// <summary>How long a request may take, before it is answered as failed.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Longest message, in bytes; a longer one is skipped and answered as invalid.</summary>
    public int MaxMessageBytes { get; init; } = 128 * 1024 * 1024;

    /// <summary>The site that explains rules, where findings link to; null for none.</summary>
    public string? Site { get; init; } = RulePages.Site;

    /// <summary>What other programs know of commits and projects; null if none may be asked: then baselines in commits and modules of packages can't be had.</summary>
    public IWorkspacePrograms? Programs { get; init; }

    /// <summary>The process that the server ends with, as with the one that <c>initialize</c> names; null for none.</summary>
    public int? ClientProcessId { get; init; }

    /// <summary>From how many bytes on that a client hasn't read nothing more is read from it: some of the longest answers.</summary>
    internal long MaxWaitingBytes { get; init; } = 64 * 1024 * 1024;

    /// <summary>Further requests, for tests: what hangs, what throws.</summary>
    internal Action<Dispatch.HandlerTable>? AddRequests { get; init; }
}
