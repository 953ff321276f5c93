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

/// <summary>Unix sockets of services at Kestrel: no descriptors from clients, which nobody would take, and which keep connections open and hold up threads; clients with names of any length.</summary>
public sealed class KestrelUnixClientTests
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

    // The client's name is longer than the socket's: for .NET's own way of accepting that is an exception that ends the process.
    [LinuxTheory]
    [InlineData("path")]
    [InlineData("name")]
    [InlineData("inherited")]
    public async Task A_client_with_a_long_name_is_served(string kind)
    {
        string folder = Directory.CreateTempSubdirectory("q").FullName;
        string path = kind == "name" ? $"\0q{Guid.NewGuid():N}"[..12] : Path.Combine(folder, "s");
        var inherited = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        if (kind == "inherited")
        {
            inherited.Bind(new UnixDomainSocketEndPoint(path));
            inherited.Listen();
        }

        await using WebApplication application = await ServeAsync(kestrel =>
        {
            switch (kind)
            {
                case "path": kestrel.ListenUnixSocket(path, static endpoint => endpoint.UseQmp()); break;
                case "name": kestrel.Listen(new UnixDomainSocketEndPoint(path), static endpoint => endpoint.UseQmp()); break;
                default: kestrel.ListenHandle((ulong)inherited.Handle, static endpoint => endpoint.UseQmp()); break;
            }
        });
        for (int i = 0; i < 2; i++)
        {
            using var client = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            client.Bind(new UnixDomainSocketEndPoint("\0" + $"{Guid.NewGuid():N}".PadRight(107, 'x')));
            await client.ConnectAsync(new UnixDomainSocketEndPoint(path));
            await AssertGreetedAsync(client);
        }

        Directory.Delete(folder, recursive: true);
    }

    private static async Task AssertRefusedAsync(Action<KestrelServerOptions> listen, string path)
    {
        await using WebApplication application = await ServeAsync(listen);
        using var client = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await client.ConnectAsync(new UnixDomainSocketEndPoint(path));

        Assert.Equal(DescriptorSender.Refused, DescriptorSender.Send(client, client.SafeHandle));

        await AssertGreetedAsync(client);
    }

    private static async Task AssertGreetedAsync(Socket client)
    {
        using var reader = new StreamReader(new NetworkStream(client));
        Assert.Contains("QMP", await reader.ReadLineAsync(), StringComparison.Ordinal);
    }

    private static async Task<WebApplication> ServeAsync(Action<KestrelServerOptions> listen)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddQmp(GreeterDispatcher.Schema).AddDispatcher(static _ => new GreeterDispatcher(""));
        builder.WebHost.ConfigureKestrel(listen);
        WebApplication application = builder.Build();
        await application.StartAsync();
        return application;
    }
}
