using System.Globalization;
using System.Threading;
using QapiGen.Runtime.Transport;
using QapiGen.Testing;

namespace QapiGen.Cli.Commands.Proxy;

/// <summary>Records what the proxy and the server say to each other, one file for each connection.</summary>
internal sealed class ProxyRecorder(string path)
{
    private int _connections;

    /// <summary>Wraps a connection. The first one goes to the file as it is named, later ones to <c>FILE.2</c>, <c>FILE.3</c> …</summary>
    public IQmpTransport Wrap(IQmpTransport transport)
    {
        int number = Interlocked.Increment(ref _connections);
        return QmpRecorder.ToFile(transport, number == 1 ? path : string.Create(CultureInfo.InvariantCulture, $"{path}.{number}"));
    }
}
