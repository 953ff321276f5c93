using System;
using System.IO;
using System.Linq;
using System.Net.Sockets;
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

    // What was killed leaves its socket.
    [Fact]
    public async Task An_application_starts_over_the_socket_of_one_that_was_killed()
    {
        string path = LeaveSocket();
        await using WebApplication application = await StartAsync(path);

        Assert.Contains("return", await TestPeer.AskAsync(path, TestPeer.Negotiation), StringComparison.Ordinal);
        Assert.False(File.Exists(path + ".lock"));
        await application.StopAsync();

        Assert.False(File.Exists(path));
    }

    [Fact]
    public async Task An_application_takes_no_socket_from_one_that_listens_and_no_file()
    {
        string path = TestPeer.NewPath();
        string file = TestPeer.NewPath();
        await File.WriteAllTextAsync(file, "somebody's");
        await using WebApplication first = await StartAsync(path);

        InvalidOperationException refusal = await Assert.ThrowsAsync<InvalidOperationException>(() => StartAsync(path));
        InvalidOperationException other = await Assert.ThrowsAsync<InvalidOperationException>(() => StartAsync(file));

        Assert.Equal($"The QMP service 'qmp': Listening on unix:{path} failed: another server listens there", refusal.Message);
        Assert.StartsWith($"The QMP service 'qmp': Listening on unix:{file} failed: ", other.Message, StringComparison.Ordinal);
        Assert.Contains("return", await TestPeer.AskAsync(path, TestPeer.Negotiation), StringComparison.Ordinal);
        Assert.Equal("somebody's", await File.ReadAllTextAsync(file));
        File.Delete(file);
    }

    // Of those that start at once one serves, and the others say why they don't.
    [Fact]
    public async Task Of_applications_that_start_at_once_over_a_left_socket_one_serves()
    {
        string path = LeaveSocket();

        Task<WebApplication>[] starts = [.. Enumerable.Range(0, 4).Select(_ => Task.Run(() => StartAsync(path)))];
        await Task.WhenAll(starts).ContinueWith(static _ => { }, TaskScheduler.Default);

        await using WebApplication served = await Assert.Single(starts, static start => start.IsCompletedSuccessfully);
        Assert.All(starts.Where(static start => start.IsFaulted), static start => Assert.EndsWith("another server listens there", start.Exception!.InnerException!.Message, StringComparison.Ordinal));
        Assert.Contains("return", await TestPeer.AskAsync(path, TestPeer.Negotiation), StringComparison.Ordinal);
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

    private static string LeaveSocket()
    {
        string path = TestPeer.NewPath();
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        string moved = path + ".moved";
        socket.Bind(new UnixDomainSocketEndPoint(path));

        // The socket's class removes it where it was bound.
        File.Move(path, moved);
        socket.Dispose();
        File.Move(moved, path);
        return path;
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
