using System;
using System.IO;
using System.Threading.Tasks;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using QapiGen.Runtime.Server;
using Xunit;

namespace QapiGen.Hosting.Tests;

/// <summary>What a service is told in code that configuration doesn't have.</summary>
public sealed class ServiceOptionsTests : IDisposable
{
    private readonly string _path = TestPeer.NewPath();

    public void Dispose() => File.Delete(_path);

    [Fact]
    public async Task Options_that_are_changed_twice_keep_everything_else_and_rules_above_all()
    {
        HostApplicationBuilder builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddQmp(GreeterDispatcher.Schema).AddDispatcher(static _ => new GreeterDispatcher("hello")).ListenUnixSocket(_path)
            .Deny("wait").Allow("*")
            .Configure(static options => options.QuitFrom = QmpQuitSource.Nobody)
            .ConfigureService(static (_, options) => options with { EventRateLimits = [] })
            .ConfigureService(static (_, options) => options with { OffersLongQueue = false });
        using IHost host = builder.Build();
        await host.StartAsync();

        string answers = await TestPeer.AskAsync(_path, TestPeer.Negotiation + "{\"execute\":\"wait\"}{\"execute\":\"quit\"}{\"execute\":\"greet\"}");

        QmpServiceOptions used = host.Services.GetRequiredService<QmpService>().Options;
        Assert.Empty(used.EventRateLimits);
        Assert.False(used.OffersLongQueue);
        Assert.Equal(QmpQuitSource.Nobody, used.QuitFrom);
        Assert.Contains("Command wait has been disabled: this client may not run it", answers);
        Assert.Contains("{\"return\": \"hello\"}", answers);
        await host.StopAsync();
    }
}
