using System;
using System.IO;
using System.Threading.Tasks;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using QapiGen.Runtime.Transport;
using Xunit;

namespace QapiGen.Hosting.Tests;

/// <summary>What a host is refused for that is put together wrongly: parts that aren't made, addresses that are there twice or ask for what isn't done.</summary>
public sealed class RefusedPartTests : IDisposable
{
    private readonly string _path = TestPeer.NewPath();

    public void Dispose() => Assert.False(File.Exists(_path));

    [Fact]
    public Task A_dispatcher_that_is_not_made_is_refused() => AssertRefusedAsync(
        builder => builder.Services.AddQmp(GreeterDispatcher.Schema).AddDispatcher(static _ => null!).ListenUnixSocket(_path),
        "The function that AddDispatcher(...) of the QMP service 'qmp' was given returned null, and no QmpDispatcher");

    [Fact]
    public Task An_interceptor_that_is_not_made_is_refused() => AssertRefusedAsync(
        builder => Add(builder, "disk").ListenUnixSocket(_path).AddInterceptor(static _ => null!),
        "The function that AddInterceptor(...) of the QMP service 'disk' was given returned null, and no IQmpInterceptor");

    [Fact]
    public Task Options_that_are_not_given_back_are_refused() => AssertRefusedAsync(
        builder => Add(builder, "disk").ListenUnixSocket(_path).ConfigureService(static (_, _) => null!),
        "The function that ConfigureService(...) of the QMP service 'disk' was given returned null, and no QmpServiceOptions");

    [Fact]
    public Task An_address_of_two_services_is_refused() => AssertRefusedAsync(
        builder =>
        {
            Add(builder, "one").ListenUnixSocket(_path);
            Add(builder, "two").Listen(QmpAddress.Unix(Path.Combine(Path.GetDirectoryName(_path)!, ".", Path.GetFileName(_path))));
        },
        "is an address of this application already (The QMP service 'two'): give each of its services its own");

    [Fact]
    public Task An_address_that_code_and_configuration_have_is_refused_by_its_key() => AssertRefusedAsync(
        builder =>
        {
            Add(builder, "disk").ListenUnixSocket(_path);
            builder.Configuration.AddInMemoryCollection([new("Qmp:disk:Listen:0", $"unix:{_path}")]);
        },
        $"The QMP service 'disk': unix:{_path} is an address of this application already (Qmp:disk:Listen:0)");

    [Fact]
    public Task An_address_that_asks_for_TLS_as_QEMUs_do_is_refused() => AssertRefusedAsync(
        static builder =>
        {
            Add(builder, "disk");
            builder.Configuration.AddInMemoryCollection([new("Qmp:disk:Listen:0", "tcp:127.0.0.1:0,server=on,tls-creds=tls0")]);
        },
        "Qmp:disk:Listen:0: 'tcp:127.0.0.1:0,server=on,tls-creds=tls0' is not an address: 'tls-creds=tls0' has no effect here, where tls:HOST:PORT asks for TLS");

    [Fact]
    public Task An_address_is_named_by_the_key_that_it_has_in_configuration() => AssertRefusedAsync(
        builder =>
        {
            Add(builder, "disk");
            builder.Configuration.AddInMemoryCollection([new("Qmp:disk:Listen:5", $"unix:{_path}"), new("Qmp:disk:Listen:more", "unx:/run/x.sock")]);
        },
        "Qmp:disk:Listen:more: 'unx:/run/x.sock' is not an address");

    [Fact]
    public Task An_address_that_is_not_to_be_had_is_named_by_the_key_that_it_has_in_configuration() => AssertRefusedAsync(
        builder =>
        {
            Add(builder, "disk");
            builder.Configuration.AddInMemoryCollection([new("Qmp:disk:Listen:5", $"unix:{_path}"), new("Qmp:disk:Listen:7", "unix:/nowhere/x.sock")]);
        },
        "Qmp:disk:Listen:7: Listening on unix:/nowhere/x.sock failed: there is no folder '/nowhere'");

    [Fact]
    public Task Several_values_where_one_is_meant_are_refused() => AssertRefusedAsync(
        builder =>
        {
            Add(builder, "disk").ListenUnixSocket(_path);
            builder.Configuration.AddInMemoryCollection([new("Qmp:disk:QuitFrom", "Local,Anyone")]);
        },
        "Qmp:disk:QuitFrom: 'Local,Anyone' is none of Anyone, Local, Nobody");

    private static QmpHostingBuilder Add(HostApplicationBuilder builder, string name) =>
        builder.Services.AddQmp(GreeterDispatcher.Schema, name).AddDispatcher(static _ => new GreeterDispatcher(""));

    private static async Task AssertRefusedAsync(Action<HostApplicationBuilder> make, string message)
    {
        HostApplicationBuilder builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        make(builder);
        using IHost host = builder.Build();

        Exception refusal = await Assert.ThrowsAnyAsync<Exception>(() => host.StartAsync());

        Assert.Contains(message, refusal.Message, StringComparison.Ordinal);
    }
}
