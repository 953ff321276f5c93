using System;
using System.Collections.Concurrent;
using System.IO;
using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Runtime.Versioning;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using QapiGen.Runtime.Diagnostics;
using QapiGen.Runtime.Transport;

namespace QapiGen.Hosting.AspNetCore;

/// <summary>Changes how Kestrel's sockets are bound, once for an application that serves QMP.</summary>
/// <remarks>
/// TCP and the Unix sockets of services accept only while there are descriptors left, see <see cref="BrakedEndPoint"/>; the files of these Unix sockets are the owner's. Other Unix sockets stay as they are, and so does what the
/// application itself binds (<see cref="SocketTransportOptions.CreateBoundListenSocket"/>) but for its files, and sockets that are inherited. Whoever made it, a service's socket takes no descriptors from its clients.
/// </remarks>
internal sealed class ListeningSockets
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private static readonly ConditionalWeakTable<SocketTransportOptions, ListeningSockets> All = new();

    private readonly ConcurrentDictionary<string, bool> _served = new();
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
    /// <param name="served">Where a service is.</param>
    public static void Apply(IServiceProvider services, EndPoint served)
    {
        ListeningSockets sockets = All.GetValue(services.GetRequiredService<IOptions<SocketTransportOptions>>().Value, options => new ListeningSockets(options, LoggerOf(services)));
        if (KeyOf(served) is { } key)
        {
            sockets._served.TryAdd(key, true);
        }
    }

    // It logs where nothing may fail.
    private static ILogger LoggerOf(IServiceProvider services) =>
        SafeLogger.For(services.GetService<ILoggerFactory>()?.CreateLogger(EndpointLog.Category) ?? NullLogger.Instance);

    private Socket Bind(EndPoint endPoint)
    {
        if (endPoint is IPEndPoint ip && IsDefault && OperatingSystem.IsLinux())
        {
            return BindBraked(ip);
        }

        if (OperatingSystem.IsWindows() || KeyOf(endPoint) is not { } key || !_served.ContainsKey(key))
        {
            return _bind(endPoint);
        }

        Socket socket = endPoint is UnixDomainSocketEndPoint unix && key is [not ('\0' or '@'), ..] ? BindOwned(unix, key) : _bind(endPoint);

        // What it accepts has it from it.
        _ = DescriptorRefusal.Apply(socket.Handle);
        RoomyUnixEndPoint.Apply(socket);
        return socket;
    }

    private static string? KeyOf(EndPoint endPoint) => endPoint switch
    {
        UnixDomainSocketEndPoint unix => unix.ToString(),
        FileHandleEndPoint inherited => $"{inherited.FileHandle}",
        _ => null,
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
            : IsDefault ? OwnedUnixSocket.Bind(new BrakedEndPoint(new RoomyUnixEndPoint(endPoint), _logger), path)
            : OwnedUnixSocket.TakeOver(_bind(endPoint), path);
        File.SetUnixFileMode(path, OwnerOnly);
        return socket;
    }
}
