using System;
using System.IO;
using System.Net.Sockets;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;
using QapiGen.Hosting.AspNetCore;
using QapiGen.TestSupport;
using Xunit;

namespace QapiGen.Hosting.Tests;

/// <summary>Kestrel's endpoints of services get no descriptors from their clients: nobody would take them, and they keep connections open and hold up threads.</summary>
public sealed class KestrelRefusalTests
{
    [DescriptorRefusalFact]
    public async Task A_Unix_socket_gets_none()
    {
        string path = TestPeer.NewPath();

        await AssertRefusedAsync(kestrel => kestrel.ListenUnixSocket(path, static endpoint => endpoint.UseQmp()), path);
    }

    [DescriptorRefusalFact]
    public async Task A_Unix_socket_without_a_file_gets_none()
    {
        string path = $"\0qapigen-{Guid.NewGuid():N}";

        await AssertRefusedAsync(kestrel => kestrel.Listen(new UnixDomainSocketEndPoint(path), static endpoint => endpoint.UseQmp()), path);
    }

    [DescriptorRefusalFact]
    public async Task A_socket_that_is_inherited_gets_none()
    {
        string path = TestPeer.NewPath();
        var inherited = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        inherited.Bind(new UnixDomainSocketEndPoint(path));
        inherited.Listen();

        await AssertRefusedAsync(kestrel => kestrel.ListenHandle((ulong)inherited.Handle, static endpoint => endpoint.UseQmp()), path);
    }

    private static async Task AssertRefusedAsync(Action<KestrelServerOptions> listen, string path)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddQmp(GreeterDispatcher.Schema).AddDispatcher(static _ => new GreeterDispatcher(""));
        builder.WebHost.ConfigureKestrel(listen);
        await using WebApplication application = builder.Build();
        await application.StartAsync();
        using var client = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await client.ConnectAsync(new UnixDomainSocketEndPoint(path));

        Assert.Equal(DescriptorSender.Refused, DescriptorSender.Send(client, client.SafeHandle));

        using var reader = new StreamReader(new NetworkStream(client));
        Assert.Contains("QMP", await reader.ReadLineAsync(), StringComparison.Ordinal);
    }
}
