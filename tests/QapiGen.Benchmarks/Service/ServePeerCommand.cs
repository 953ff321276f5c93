using System.CommandLine;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;
using QapiGen.Benchmarks.Load;
using QapiGen.Runtime.Server;
using QapiGen.Runtime.Transport;
using StreamJsonRpc;

namespace QapiGen.Benchmarks.Service;

/// <summary>The verb <c>serve-peer</c>: the commands and events of <c>bench.json</c>, by us or by StreamJsonRpc.</summary>
internal static class ServePeerCommand
{
    public const string QapiGen = "QapiGen";

    /// <summary>Ours, that takes eight commands of a client with <c>oob</c>, as QEMU does.</summary>
    public const string QapiGenOfEight = "QapiGenOfEight";
    private const string Name = "serve-peer";

    /// <summary>Makes the verb, which other verbs call.</summary>
    public static Command Create()
    {
        var make = new Option<string>("--make") { Required = true };
        var socket = new Option<string>("--socket") { Required = true };
        var command = new Command(Name) { make, socket };
        command.Hidden = true;
        command.SetAction((result, cancellationToken) =>
        {
            string path = result.GetRequiredValue(socket);
            string name = result.GetRequiredValue(make);
            return name is QapiGen or QapiGenOfEight ? ServeAsync(path, new QmpServiceOptions { OffersLongQueue = name == QapiGen }, cancellationToken) : ServeJsonRpcAsync(name, path, cancellationToken);
        });
        return command;
    }

    /// <summary>Starts a process that serves.</summary>
    /// <param name="make"><see cref="QapiGen"/>, <see cref="QapiGenOfEight"/>, or one of <see cref="JsonRpcMake"/>.</param>
    public static ServerProcess Start(string make) =>
        ServerProcess.Start(System.Environment.ProcessPath!, path => [Name, "--make", make, "--socket", path]);

    private static async Task ServeAsync(string path, QmpServiceOptions options, CancellationToken cancellationToken)
    {
        var commands = new BenchCommands();
        await using var service = new QmpService(BenchSchema.Instance, [new BenchDispatcher(commands)], options);
        commands.Events = new BenchEventEmitter(service);
        await using var server = new QmpServer(service);
        server.Listen(QmpAddress.Unix(path));
        await service.QuitRequested.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private static async Task ServeJsonRpcAsync(string make, string path, CancellationToken cancellationToken)
    {
        var commands = new JsonRpcCommands();
        using var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(path));
        listener.Listen(128);
        while (!cancellationToken.IsCancellationRequested)
        {
            Socket socket = await listener.AcceptAsync(cancellationToken).ConfigureAwait(false);
            var connection = new JsonRpc(JsonRpcMake.Open(make, new NetworkStream(socket, ownsSocket: true)), commands);
            commands.Add(connection);
            connection.StartListening();
        }
    }
}
