using System;
using System.IO;
using System.Net.Sockets;
using System.Threading.Tasks;
using Microsoft.Win32.SafeHandles;
using QapiGen.Runtime.Client;
using QapiGen.Runtime.Messages;
using QapiGen.Runtime.Proxy;
using QapiGen.Runtime.Server;
using QapiGen.Runtime.Tests.Server;
using QapiGen.Runtime.Tests.Support;
using QapiGen.Runtime.Transport;
using QapiGen.Testing;
using QapiGen.TestSupport;
using Xunit;

namespace QapiGen.Runtime.Tests.Transport;

/// <summary>
/// Who never takes descriptors doesn't get any: one that leads to the connection itself would keep it open for ever, and closing one that lingers would hold up a thread.
/// </summary>
public sealed class DescriptorRefusalTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("qapigen-").FullName;
    private readonly SafeFileHandle _file = File.OpenHandle(typeof(DescriptorRefusalTests).Assembly.Location);

    private QmpAddress Address => QmpAddress.Unix(Path.Combine(_folder, "s"));

    [DescriptorRefusalFact]
    public async Task A_server_gets_none()
    {
        await using QmpService service = LabDispatcher.Service(new LabDispatcher());
        await using var server = new QmpServer(service);
        server.Listen(Address);
        using Socket client = Connect();

        Assert.Equal(DescriptorSender.Refused, DescriptorSender.Send(client, _file));

        using var reader = new StreamReader(new NetworkStream(client));
        Assert.Contains("QMP", await reader.ReadLineAsync(), StringComparison.Ordinal);
    }

    [DescriptorRefusalFact]
    public async Task A_client_gets_none()
    {
        using var server = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        server.Bind(new UnixDomainSocketEndPoint(Address.Path));
        server.Listen();
        await using IQmpTransport client = await QmpTransports.ConnectAsync(Address);
        using Socket accepted = await server.AcceptAsync();

        Assert.Equal(DescriptorSender.Refused, DescriptorSender.Send(accepted, _file));
    }

    [DescriptorRefusalFact]
    public async Task A_socket_that_is_handed_over_gets_none()
    {
        using var server = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        server.Bind(new UnixDomainSocketEndPoint(Address.Path));
        server.Listen();
        using Socket client = Connect();
        await using IQmpTransport transport = QmpTransports.FromSocket(await server.AcceptAsync());

        Assert.Equal(DescriptorSender.Refused, DescriptorSender.Send(client, _file));
    }

    // As before there were such servers: they drop the descriptors, and the connection may be a proxy's, with many clients.
    [LinuxFact]
    public async Task A_call_with_descriptors_to_a_server_that_takes_none_leaves_the_connection()
    {
        await using QmpService service = LabDispatcher.Service(new LabDispatcher());
        await using var server = new QmpServer(service);
        server.Listen(Address);
        await using QmpClient client = await QmpClient.ConnectAsync(Address);

        QmpErrorException refusal = await Assert.ThrowsAsync<QmpErrorException>(async () => await client.ExecuteAsync("getfd", null, new QmpCallOptions { FileDescriptors = [_file] }));

        Assert.Equal(QmpErrorClass.CommandNotFound, refusal.ErrorClass);
        await client.ExecuteAsync("ping");
    }

    [LinuxFact]
    public async Task A_proxy_takes_descriptors_if_its_policy_has_a_command_for_them()
    {
        await using var server = new FakeQmpServer();
        await using QmpProxy proxy = await QmpProxy.StartAsync(_ => new ValueTask<IQmpTransport>(server.Connect()));
        proxy.Listen(Address);
        using Socket client = Connect();

        Assert.Equal(0, DescriptorSender.Send(client, _file));
    }

    [DescriptorRefusalFact]
    public async Task A_proxy_whose_policy_has_no_command_for_them_gets_none()
    {
        await using var server = new FakeQmpServer();
        await using QmpProxy proxy = await QmpProxy.StartAsync(_ => new ValueTask<IQmpTransport>(server.Connect()), new QmpProxyOptions { Policy = QmpProxyPolicy.ReadOnly });
        proxy.Listen(Address);
        using Socket client = Connect();

        Assert.Equal(DescriptorSender.Refused, DescriptorSender.Send(client, _file));
    }

    public void Dispose()
    {
        _file.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private Socket Connect()
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Connect(new UnixDomainSocketEndPoint(Address.Path));
        return socket;
    }
}
