using System;
using System.IO;
using System.Net.Sockets;
using System.Threading.Tasks;
using QapiGen.Runtime.Client;
using QapiGen.Runtime.Server;
using QapiGen.Runtime.Tests.Server;
using QapiGen.Runtime.Transport;
using QapiGen.TestSupport;
using Xunit;

namespace QapiGen.Runtime.Tests.Transport;

/// <summary>A peer that is bound to a longer name than the socket it connects to is served: for .NET's own way of accepting it is an exception that ends the process.</summary>
public sealed class LongNameTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("q").FullName;

    [LinuxTheory]
    [InlineData(1)]
    [InlineData(40)]
    [InlineData(107)]
    public async Task A_client_is_served_whatever_it_is_called(int length)
    {
        QmpAddress address = QmpAddress.Unix(Path.Combine(_folder, "s"));
        await using QmpService service = LabDispatcher.Service(new LabDispatcher());
        await using var server = new QmpServer(service);
        server.Listen(address);

        await AssertServedAsync(address.Path, length);
        await AssertServedAsync(address.Path, length);
        await using QmpClient client = await QmpClient.ConnectAsync(address);
        await client.ExecuteAsync("ping");
    }

    private static async Task AssertServedAsync(string path, int length)
    {
        using var client = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        client.Bind(new UnixDomainSocketEndPoint("\0" + $"{Guid.NewGuid():N}".PadRight(length, 'x')[..length]));
        await client.ConnectAsync(new UnixDomainSocketEndPoint(path));
        using var reader = new StreamReader(new NetworkStream(client));
        Assert.Contains("QMP", await reader.ReadLineAsync(), StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
