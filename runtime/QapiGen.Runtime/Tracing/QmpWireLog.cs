using System;
using System.Collections.Generic;
using System.IO.Pipelines;
using System.Runtime.InteropServices;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using QapiGen.Runtime.Diagnostics;
using QapiGen.Runtime.Transport;

namespace QapiGen.Runtime.Tracing;

/// <summary>Logs every message of a connection at trace level, secrets masked. A client does so by itself where <see cref="Client.QmpClientOptions.LoggerFactory"/> is set.</summary>
/// <remarks>
/// Switched on and off by the level of the category <see cref="Category"/>, at any time: while trace is off a message costs nothing but the question. Masked
/// are the values of <see cref="SecretMembers"/>, the <c>data</c> of objects of the type <c>secret</c>, and command lines that speak of a password,
/// a secret or a cookie; the <c>value</c> of a property of such a name or called <c>data</c>, and what the question for one (<c>qom-get</c>) returns. A text that
/// is returned to a question which the log hasn't seen is masked, too.
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
        var logger = SafeLogger.For(loggerFactory.CreateLogger(Category));
        return transport is IQmpDescriptorTransport descriptors ? new LoggedDescriptorTransport(descriptors, logger) : new LoggedTransport(transport, logger);
    }

    /// <summary>The same for a client that has a place to log, unless its transport logs already.</summary>
    internal static IQmpTransport WrapOnce(IQmpTransport transport, ILoggerFactory loggerFactory) =>
        transport is LoggedTransport || loggerFactory is NullLoggerFactory ? transport : Wrap(transport, loggerFactory);

    private class LoggedTransport : IThreadPoolTransport
    {
        private readonly IQmpTransport _inner;

        public LoggedTransport(IQmpTransport inner, ILogger logger)
        {
            _inner = inner;
            string peer = TransportText.Describe(inner);
            var replies = new SecretReplies();
            Input = new TappedReader(inner.Input, new WireTap(logger, peer, isReceived: true, replies));
            Output = new TappedWriter(inner.Output, new WireTap(logger, peer, isReceived: false, replies));
        }

        public PipeReader Input { get; }

        public PipeWriter Output { get; }

        public string Description => _inner.Description;

        public bool ReadsOnThreadPool => _inner is IThreadPoolTransport { ReadsOnThreadPool: true };

        public bool MayLinger
        {
            set
            {
                if (_inner is IThreadPoolTransport inner)
                {
                    inner.MayLinger = value;
                }
            }
        }

        public ValueTask DisposeAsync() => _inner.DisposeAsync();
    }

    private sealed class LoggedDescriptorTransport(IQmpDescriptorTransport inner, ILogger logger) : LoggedTransport(inner, logger), IQmpDescriptorTransport
    {
        public ValueTask SendDescriptorsAsync(IReadOnlyList<SafeHandle> descriptors, CancellationToken cancellationToken) =>
            inner.SendDescriptorsAsync(descriptors, cancellationToken);
    }
}
