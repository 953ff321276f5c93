using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Threading;

namespace QapiGen.Hosting;

/// <summary>Where a hosted service can be reached; there is one for each service, under its name as the key.</summary>
/// <remarks>
/// The service's own listeners are here from the start of the host. What serves it otherwise adds itself, as the endpoints of
/// <c>QapiGen.Hosting.AspNetCore</c> do, so that the service counts as listening and health checks know where to knock.
/// </remarks>
public sealed class QmpHostedEndpoints
{
    private readonly Lock _lock = new();
    private readonly List<HostedEndpoint> _all = [];

    /// <summary>Whether there has been an endpoint.</summary>
    internal bool HasBeenUsed
    {
        get
        {
            lock (_lock)
            {
                return _all.Count != 0;
            }
        }
    }

    /// <summary>The endpoints that there are now.</summary>
    internal HostedEndpoint[] All
    {
        get
        {
            lock (_lock)
            {
                return [.. _all.Where(static endpoint => endpoint.IsThere())];
            }
        }
    }

    /// <summary>Adds an endpoint.</summary>
    /// <param name="description">The endpoint in messages: <c>unix:/run/disk.sock</c>.</param>
    /// <param name="endPoint">Where it is now; null where that can't be said, which health checks then leave out.</param>
    /// <param name="usesTls">Whether TLS is spoken there.</param>
    public void Add(string description, Func<EndPoint?> endPoint, bool usesTls = false) => AddWhile(static () => true, description, endPoint, usesTls);

    /// <summary>Adds an endpoint that may be given up while the host runs, as Kestrel gives up those that a change of configuration takes away.</summary>
    /// <param name="isThere">Whether clients are still meant to connect there.</param>
    /// <param name="description">The endpoint in messages.</param>
    /// <param name="endPoint">Where it is now; null where that can't be said, which health checks then leave out.</param>
    /// <param name="usesTls">Whether TLS is spoken there.</param>
    public void AddWhile(Func<bool> isThere, string description, Func<EndPoint?> endPoint, bool usesTls)
    {
        ArgumentNullException.ThrowIfNull(isThere);
        ArgumentException.ThrowIfNullOrEmpty(description);
        ArgumentNullException.ThrowIfNull(endPoint);
        lock (_lock)
        {
            _all.Add(new HostedEndpoint(description, endPoint, usesTls, isThere));
        }
    }
}
