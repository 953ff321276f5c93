using System;
using System.CommandLine;
using System.Threading.Tasks;
using QapiGen.Benchmarks.Load;
using QapiGen.Runtime.Proxy;
using QapiGen.Runtime.Transport;

namespace QapiGen.Benchmarks.Proxy;

/// <summary>The verb <c>serve-proxy</c>: a proxy before a server of ours, in a process of its own.</summary>
internal static class ServeProxyCommand
{
    private const string Name = "serve-proxy";

    /// <summary>Makes the verb, which <c>proxy</c> calls.</summary>
    public static Command Create()
    {
        var server = new Option<string>("--server") { Required = true };
        var socket = new Option<string>("--socket") { Required = true };
        var command = new Command(Name) { server, socket };
        command.Hidden = true;
        command.SetAction((result, cancellationToken) => ServeAsync(result.GetRequiredValue(server), result.GetRequiredValue(socket), cancellationToken));
        return command;
    }

    /// <summary>Starts a proxy before a server.</summary>
    public static ServerProcess Start(string server) =>
        ServerProcess.Start(Environment.ProcessPath!, path => [Name, "--server", server, "--socket", path]);

    private static async Task ServeAsync(string server, string socket, System.Threading.CancellationToken cancellationToken)
    {
        await using QmpProxy proxy = await QmpProxy.StartAsync(QmpAddress.Unix(server), cancellationToken: cancellationToken);
        proxy.Listen(QmpAddress.Unix(socket), new QmpListenOptions { Backlog = 1024 });
        await proxy.Completion.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}
