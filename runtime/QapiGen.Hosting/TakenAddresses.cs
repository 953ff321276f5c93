using System;
using System.Collections.Generic;
using System.IO;
using QapiGen.Runtime.Transport;

namespace QapiGen.Hosting;

/// <summary>Who of the application listens where: the system would speak of another server where it is this one.</summary>
internal sealed class TakenAddresses
{
    private readonly Dictionary<QmpAddress, string> _sources = [];

    /// <summary>Notes an address.</summary>
    /// <param name="address">The address.</param>
    /// <param name="source">Who asks for it, a key of the configuration or a service.</param>
    /// <exception cref="InvalidOperationException">Another has asked for it.</exception>
    public void Take(QmpAddress address, string source)
    {
        // Of port 0 each gets one of its own.
        if (address is { Kind: QmpAddressKind.Tcp, Port: 0 })
        {
            return;
        }

        QmpAddress place = address.Kind switch
        {
            QmpAddressKind.Unix when address.Path[0] != '@' => QmpAddress.Unix(Path.GetFullPath(address.Path)),
            QmpAddressKind.Tcp => QmpAddress.Tcp(address.Path.ToUpperInvariant(), address.Port),
            _ => address,
        };
        if (!_sources.TryAdd(place, source))
        {
            throw new InvalidOperationException($"{source}: {address} is an address of this application already ({_sources[place]}): give each of its services its own");
        }
    }
}
