using System;
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
