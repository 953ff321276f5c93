using System;
using System.Collections.Generic;
using System.IO.Pipelines;
using System.Runtime.InteropServices;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.Logging;
using QapiGen.Runtime.Diagnostics;
using QapiGen.Runtime.Transport;

namespace QapiGen.Runtime.Tracing;

/// <summary>Logs every message of a connection at trace level, secrets masked.</summary>
/// <remarks>
/// Switched on and off by the level of the category <see cref="Category"/>, at any time: while trace is off a message costs nothing but the question. Masked
/// are the values of <see cref="SecretMembers"/>, the <c>data</c> of objects of the type <c>secret</c>, and command lines that speak of a password,
/// a secret or a cookie. A reply is masked by the names in it alone: what <c>qom-get</c> returns of a secret's <c>data</c> has none, and is shown.
/// </remarks>
public static class QmpWireLog
{
    /// <summary>The category of the logger.</summary>
    public const string Category = "QapiGen.Runtime.WireLog";

    /// <summary>Names of members whose values aren't logged, wherever they stand.</summary>
    public static IReadOnlyCollection<string> SecretMembers { get; } = ["password", "passphrase", "connected-password", "input-data", "new-password", "old-password", "cookie", "secret"];

    /// <summary>Logs what passes over a transport, which the result owns.</summary>
    /// <param name="transport">The transport.</param>
    /// <param name="loggerFactory">Makes the logger.</param>
    public static IQmpTransport Wrap(IQmpTransport transport, ILoggerFactory loggerFactory)
    {
        ArgumentNullException.ThrowIfNull(transport);
        ArgumentNullException.ThrowIfNull(loggerFactory);
        var logger = new QmpSafeLogger(loggerFactory.CreateLogger(Category));
        return transport is IQmpDescriptorTransport descriptors ? new LoggedDescriptorTransport(descriptors, logger) : new LoggedTransport(transport, logger);
    }

    private class LoggedTransport : IThreadPoolTransport
    {
        private readonly IQmpTransport _inner;

        public LoggedTransport(IQmpTransport inner, ILogger logger)
        {
            _inner = inner;
            Input = new TappedReader(inner.Input, new WireTap(logger, inner.Description, isReceived: true));
            Output = new TappedWriter(inner.Output, new WireTap(logger, inner.Description, isReceived: false));
        }

        public PipeReader Input { get; }

        public PipeWriter Output { get; }

        public string Description => _inner.Description;

        public bool ReadsOnThreadPool => _inner is IThreadPoolTransport { ReadsOnThreadPool: true };

        public ValueTask DisposeAsync() => _inner.DisposeAsync();
    }

    private sealed class LoggedDescriptorTransport(IQmpDescriptorTransport inner, ILogger logger) : LoggedTransport(inner, logger), IQmpDescriptorTransport
    {
        public ValueTask SendDescriptorsAsync(IReadOnlyList<SafeHandle> descriptors, CancellationToken cancellationToken) =>
            inner.SendDescriptorsAsync(descriptors, cancellationToken);
    }
}
