using System;
using System.Linq;
using System.Net.Sockets;
using System.Text;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using QapiGen.Hosting.AspNetCore;
using Xunit;

namespace QapiGen.Hosting.Tests;

/// <summary>A client that doesn't read doesn't hold up the end of its host.</summary>
public sealed class UnreadingClientTests
{
    private const string Negotiation = "{\"execute\":\"qmp_capabilities\"}";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_client_that_does_not_read_does_not_hold_up_the_end(bool usesKestrel)
    {
        string path = TestPeer.NewPath();
        await using WebApplication application = await StartAsync(
            path,
            usesKestrel,
            static services => services.Configure<HostOptions>(static options => options.ShutdownTimeout = TimeSpan.FromHours(1)));
        using var lazy = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await lazy.ConnectAsync(new UnixDomainSocketEndPoint(path));
        byte[] flood = Encoding.ASCII.GetBytes(Negotiation + string.Concat(Enumerable.Repeat("{\"execute\":\"query-qmp-schema\"}", 2000)));
        await lazy.SendAsync(flood).WaitAsync(Patience);

        await application.StopAsync().WaitAsync(Patience);
    }

    private static async Task<WebApplication> StartAsync(string path, bool usesKestrel, Action<IServiceCollection> configure)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        QmpHostingBuilder qmp = builder.Services.AddQmp(GreeterDispatcher.Schema).AddDispatcher(static _ => new GreeterDispatcher("hello"));
        configure(builder.Services);
        if (usesKestrel)
        {
            builder.WebHost.ConfigureKestrel(kestrel => kestrel.ListenUnixSocket(path, endpoint => endpoint.UseQmp()));
        }
        else
        {
            qmp.ListenUnixSocket(path);
            builder.WebHost.UseUrls("http://127.0.0.1:0");
        }

        WebApplication application = builder.Build();
        await application.StartAsync();
        return application;
    }
}
