using System.Threading.Tasks;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using QapiGen.Runtime.Server;
using Xunit;

namespace QapiGen.Hosting.Tests;

/// <summary>Rules of the application, of a service's name and of a service itself: all of them have to allow a command.</summary>
public sealed class SharedRulesTests
{
    [Theory]
    [InlineData(true, false, false)]
    [InlineData(false, true, false)]
    [InlineData(false, false, true)]
    public async Task A_service_that_allows_everything_takes_nothing_back_of_what_others_refuse(bool isShared, bool isOneOfTwo, bool isKeyed)
    {
        string path = TestPeer.NewPath();
        HostApplicationBuilder builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        QmpAuthorization denying = new QmpAuthorization().Deny("greet").Allow("*");
        if (isKeyed)
        {
            builder.Services.AddKeyedSingleton("disk", denying);
        }

        if (isShared || isOneOfTwo)
        {
            builder.Services.AddSingleton(denying);
        }

        if (isOneOfTwo)
        {
            builder.Services.AddSingleton(new QmpAuthorization().Allow("*"));
        }

        builder.Services.AddQmp(GreeterDispatcher.Schema, "disk").AddDispatcher(static _ => new GreeterDispatcher("hello")).ListenUnixSocket(path).Allow("*");
        using IHost host = builder.Build();
        await host.StartAsync();

        string answers = await TestPeer.AskAsync(path, TestPeer.Negotiation + "{\"execute\":\"greet\"}{\"execute\":\"query-version\",\"id\":2}");

        Assert.Contains("Command greet has been disabled: this client may not run it", answers);
        Assert.Contains("\"id\": 2}", answers);
        await host.StopAsync();
    }

    [Fact]
    public async Task What_a_service_refuses_is_refused_though_the_application_allows_it()
    {
        string path = TestPeer.NewPath();
        HostApplicationBuilder builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton(new QmpAuthorization().Allow("*"));
        builder.Services.AddQmp(GreeterDispatcher.Schema, "disk").AddDispatcher(static _ => new GreeterDispatcher("hello")).ListenUnixSocket(path).Deny("greet").Allow("*");
        using IHost host = builder.Build();
        await host.StartAsync();

        Assert.Contains("Command greet has been disabled", await TestPeer.AskAsync(path, TestPeer.Negotiation + "{\"execute\":\"greet\"}"));
        await host.StopAsync();
    }
}
