using System;
using System.IO;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;
using QapiGen.Hosting.AspNetCore;
using Xunit;

namespace QapiGen.Hosting.Tests;

/// <summary>An endpoint of Kestrel's is one service's: of what comes after it nothing would see a connection.</summary>
public sealed class KestrelEndpointTests
{
    [Fact]
    public void Two_services_on_one_endpoint_are_refused() => AssertRefused(
        static endpoint => endpoint.UseQmp("one").UseQmp("two"),
        "serves the QMP service 'one', so that no connection of it would reach 'two': give each service an endpoint of its own");

    [Fact]
    public void A_service_that_is_twice_on_an_endpoint_is_refused() => AssertRefused(
        static endpoint => endpoint.UseQmp("one").UseQmp("one"),
        "UseQmp(\"one\") is called twice for the endpoint ");

    [Fact]
    public async Task The_file_of_a_Unix_socket_goes_with_its_endpoint_and_is_the_owners_until_then()
    {
        string path = TestPeer.NewPath();
        await using WebApplication application = await StartAsync(path);

        Assert.True(OperatingSystem.IsWindows() || File.GetUnixFileMode(path) == (UnixFileMode.UserRead | UnixFileMode.UserWrite));
        Assert.Contains("return", await TestPeer.AskAsync(path, TestPeer.Negotiation), StringComparison.Ordinal);
        await application.StopAsync();

        Assert.False(File.Exists(path));
    }

    [Fact]
    public async Task What_took_the_place_of_a_Unix_sockets_file_stays()
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        string file = TestPeer.NewPath();
        string taken = TestPeer.NewPath();
        await using WebApplication first = await StartAsync(file);
        await using WebApplication second = await StartAsync(taken);
        File.Delete(file);
        await File.WriteAllTextAsync(file, "somebody's");
        File.Delete(taken);
        await using WebApplication third = await StartAsync(taken);

        await first.StopAsync();
        await second.StopAsync();

        Assert.Equal("somebody's", await File.ReadAllTextAsync(file));
        Assert.Contains("return", await TestPeer.AskAsync(taken, TestPeer.Negotiation), StringComparison.Ordinal);
        File.Delete(file);
    }

    private static async Task<WebApplication> StartAsync(string path)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddQmp(GreeterDispatcher.Schema).AddDispatcher(static _ => new GreeterDispatcher(""));
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.ListenUnixSocket(path, static endpoint => endpoint.UseQmp()));
        WebApplication application = builder.Build();
        await application.StartAsync();
        return application;
    }

    private static void AssertRefused(Action<ListenOptions> use, string message)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddQmp(GreeterDispatcher.Schema, "one").AddDispatcher(static _ => new GreeterDispatcher(""));
        builder.Services.AddQmp(GreeterDispatcher.Schema, "two").AddDispatcher(static _ => new GreeterDispatcher("")).Listen(Runtime.Transport.QmpAddress.Parse("tcp:127.0.0.1:0"));
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.ListenLocalhost(4444, use));

        InvalidOperationException refusal = Assert.Throws<InvalidOperationException>(() => builder.Build());

        Assert.Contains(message, refusal.Message, StringComparison.Ordinal);
    }
}
