using System;
using System.Net;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;
using QapiGen.Hosting.AspNetCore;
using QapiGen.TestSupport;

namespace QapiGen.Hosting.Tests;

/// <summary>A greeter on Kestrel's endpoints as a process of its own, for <see cref="KestrelDescriptorTests"/>.</summary>
internal static class Program
{
    /// <summary>Listens on a Unix socket, a port, and a port with TLS; ends with its input.</summary>
    public static async Task Main(string[] arguments)
    {
        using var certificate = new TestCertificate();
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddQmp(GreeterDispatcher.Schema).AddDispatcher(static _ => new GreeterDispatcher("hello"));
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.ListenUnixSocket(arguments[0], static endpoint => endpoint.UseQmp());
            kestrel.Listen(IPAddress.Loopback, int.Parse(arguments[1], null), static endpoint => endpoint.UseQmp());
            kestrel.Listen(IPAddress.Loopback, int.Parse(arguments[2], null), endpoint => endpoint.UseHttps(certificate.Certificate, static tls => tls.HandshakeTimeout = TimeSpan.FromSeconds(1)).UseQmp());
        });
        await using WebApplication application = builder.Build();
        await application.StartAsync();
        Console.WriteLine("ready");
        await Console.In.ReadToEndAsync();
        await application.StopAsync();
    }
}
