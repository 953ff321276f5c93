using System;
using System.Collections.Concurrent;
using System.IO;
using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Runtime.Versioning;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using QapiGen.Runtime.Diagnostics;

namespace QapiGen.Hosting.AspNetCore;

/// <summary>Changes how Kestrel's sockets are bound, once for an application that serves QMP.</summary>
/// <remarks>
/// TCP and the Unix sockets of services accept only while there are descriptors left, see <see cref="BrakedEndPoint"/>; the files of these Unix sockets are the owner's. Other Unix sockets stay as they are, and so does what the
/// application itself binds (<see cref="SocketTransportOptions.CreateBoundListenSocket"/>) but for its files, and sockets that are inherited.
/// </remarks>
internal sealed class ListeningSockets
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private static readonly ConditionalWeakTable<SocketTransportOptions, ListeningSockets> All = new();

    private readonly ConcurrentDictionary<string, bool> _owned = new();
    private readonly Func<EndPoint, Socket> _bind;

    private readonly ILogger _logger;

    private ListeningSockets(SocketTransportOptions options, ILogger logger)
    {
        _logger = logger;
        _bind = options.CreateBoundListenSocket;
        options.CreateBoundListenSocket = Bind;
    }

    private bool IsDefault => _bind == SocketTransportOptions.CreateDefaultBoundListenSocket;

    /// <summary>Changes it.</summary>
    /// <param name="services">The application's.</param>
    /// <param name="path">A service's Unix socket, if it has one.</param>
    public static void Apply(IServiceProvider services, string? path)
    {
        ListeningSockets sockets = All.GetValue(services.GetRequiredService<IOptions<SocketTransportOptions>>().Value, options => new ListeningSockets(options, LoggerOf(services)));
        if (path is { Length: > 0 })
        {
            sockets._owned.TryAdd(path, true);
        }
    }

    // It logs where nothing may fail.
    private static ILogger LoggerOf(IServiceProvider services) =>
        SafeLogger.For(services.GetService<ILoggerFactory>()?.CreateLogger(EndpointLog.Category) ?? NullLogger.Instance);

    private Socket Bind(EndPoint endPoint) => endPoint switch
    {
        IPEndPoint ip when IsDefault && OperatingSystem.IsLinux() => BindBraked(ip),
        UnixDomainSocketEndPoint unix when unix.ToString() is [not ('\0' or '@'), ..] path && _owned.ContainsKey(path) && !OperatingSystem.IsWindows() => BindOwned(unix, path),
        _ => _bind(endPoint),
    };

    // As Kestrel does by itself.
    private Socket BindBraked(IPEndPoint endPoint)
    {
        var socket = new Socket(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            if (endPoint.Address.Equals(IPAddress.IPv6Any))
            {
                socket.DualMode = true;
            }

            new BrakedEndPoint(endPoint, _logger).Bind(socket);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    // Nobody can connect before Kestrel listens, so nobody can before the mode is set.
    [UnsupportedOSPlatform("windows")]
    private Socket BindOwned(UnixDomainSocketEndPoint endPoint, string path)
    {
        Socket socket = !OperatingSystem.IsLinux() ? _bind(endPoint)
            : IsDefault ? OwnedUnixSocket.Bind(new BrakedEndPoint(endPoint, _logger), path)
            : OwnedUnixSocket.TakeOver(_bind(endPoint), path);
        File.SetUnixFileMode(path, OwnerOnly);
        return socket;
    }
}
