using System;
using System.Collections.Generic;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using QapiGen.Cli.Files;
using QapiGen.Runtime.Transport;

namespace QapiGen.Cli.Hosting;

/// <summary>Everything outside of the process that a command touches, so that tests can stand in for it.</summary>
internal sealed record CliEnvironment
{
    /// <summary>The variable with the seconds of <see cref="CompletionWait"/>, for servers that are far away.</summary>
    public const string CompletionWaitVariable = "QAPIGEN_COMPLETION_WAIT";

    /// <summary>Somebody waits with a finger on the key.</summary>
    public static readonly TimeSpan DefaultCompletionWait = TimeSpan.FromSeconds(2);

    /// <summary>Results.</summary>
    public required TextWriter Output { get; init; }

    /// <summary>Diagnostics and progress.</summary>
    public required TextWriter Error { get; init; }

    /// <summary>Lines from a script or a pipe; not used when there is a <see cref="OpenTerminal"/>.</summary>
    public required TextReader Input { get; init; }

    /// <summary>Files and folders.</summary>
    public required IFileSystem Files { get; init; }

    /// <summary>Value of an environment variable, or null.</summary>
    public required Func<string, string?> GetVariable { get; init; }

    /// <summary>Whether results may be coloured.</summary>
    public bool ColorsOutput { get; init; }

    /// <summary>Whether diagnostics may be coloured.</summary>
    public bool ColorsError { get; init; }

    /// <summary>Whether results go to a terminal, where people read them.</summary>
    public bool OutputIsTerminal { get; init; }

    /// <summary>Opens a connection to a server, which has half a minute to take it and, where it is asked for, to agree on TLS.</summary>
    public Func<QmpAddress, CancellationToken, ValueTask<IQmpTransport>> Connect { get; init; } =
        (address, cancellationToken) => QmpTransports.ConnectAsync(address, null, TimeSpan.FromSeconds(30), null, cancellationToken);

    /// <summary>Runs <c>dotnet</c> with some arguments.</summary>
    public Func<IReadOnlyList<string>, CancellationToken, Task<ProcessResult>> RunDotnet { get; init; } = DotnetProcess.RunAsync;

    /// <summary>How long a server that doesn't greet is waited for, before it is taken for a guest agent.</summary>
    public TimeSpan GreetingWait { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long a server is asked for names to complete.</summary>
    public TimeSpan CompletionWait { get; init; } = DefaultCompletionWait;

    /// <summary>Takes over the terminal for line editing; null when input or output is none.</summary>
    public Func<ITerminal>? OpenTerminal { get; init; }
}
