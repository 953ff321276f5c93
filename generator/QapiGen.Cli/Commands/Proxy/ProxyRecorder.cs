using System.Globalization;
using System.Threading;
using System.Threading.Tasks;
using QapiGen.Runtime.Transport;
using QapiGen.Testing;

namespace QapiGen.Cli.Commands.Proxy;

/// <summary>Records what the proxy and the server say to each other, one file for each connection.</summary>
internal sealed class ProxyRecorder(string path)
{
    private int _connections;

    /// <summary>Wraps a connection. The first one goes to the file as it is named, those after a reconnect to <c>FILE.2</c>, <c>FILE.3</c> …</summary>
    public async ValueTask<IQmpTransport> WrapAsync(ValueTask<IQmpTransport> connecting)
    {
        IQmpTransport transport = await connecting.ConfigureAwait(false);
        int number = Interlocked.Increment(ref _connections);
        return QmpRecorder.ToFile(transport, number == 1 ? path : string.Create(CultureInfo.InvariantCulture, $"{path}.{number}"));
    }
}
