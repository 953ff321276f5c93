using System;
using System.CommandLine;
using System.Globalization;
using System.Net.Sockets;
using System.Threading;

namespace QapiGen.Benchmarks.Load;

/// <summary>The verb <c>soak</c>: connects, floods and abrupt ends, round after round, while the server's threads, handles and memory are watched.</summary>
internal static class SoakCommand
{
    private static readonly TimeSpan Report = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(5);

    /// <summary>Makes the verb.</summary>
    public static Command Create()
    {
        var minutes = new Option<double>("--minutes") { Description = "How long.", DefaultValueFactory = static _ => 10 };
        var command = new Command("soak", "Keeps our server under connects, floods and kills; prints what it holds, at rest, at the start, on the way and at the end.") { minutes };
        command.SetAction(result => Run(TimeSpan.FromMinutes(result.GetRequiredValue(minutes))));
        return command;
    }

    private static int Run(TimeSpan length)
    {
        using ServerProcess server = ServerProcess.Start(Environment.ProcessPath!, static path => ["serve", "--socket", path]);
        var random = new Random(1);
        long connections = 0;
        long commands = 0;
        DateTime end = DateTime.UtcNow + length;
        DateTime next = DateTime.UtcNow;
        Console.WriteLine("time      connections    commands  threads  handles  resident MiB");
        while (DateTime.UtcNow < end)
        {
            if (DateTime.UtcNow >= next)
            {
                Print(server, connections, commands);
                next = DateTime.UtcNow + Report;
            }

            commands += OneRound(server.SocketPath, random);
            connections++;
        }

        Print(server, connections, commands);
        return 0;
    }

    private static long OneRound(string path, Random random) => random.Next(6) switch
    {
        0 => Flood(path, 2000),
        1 => Abandon(path, "{\"execute\": \"qmp_capabilities\"}{\"execute\": \"query-jobs\", \"id\": [1, {\"a\"", reset: true),
        2 => Abandon(path, "\u0001\u0002}]{[,:'\"", reset: true),
        3 => Abandon(path, new string('{', 5000), reset: false),
        4 => Abandon(path, string.Concat(System.Linq.Enumerable.Repeat("{\"execute\": \"query-qmp-schema\"}", 40)), reset: true),
        _ => Flood(path, 20),
    };

    private static long Flood(string path, int count)
    {
        using QmpLoad load = QmpLoad.Connect(path);
        return load.RunCount("{\"execute\": \"query-jobs\"}", inFlight: 64, count);
    }

    private static long Abandon(string path, string text, bool reset)
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Connect(new UnixDomainSocketEndPoint(path));
        try
        {
            socket.Send(System.Text.Encoding.UTF8.GetBytes(text));
            if (!reset)
            {
                socket.Shutdown(SocketShutdown.Send);
            }
        }
        catch (SocketException)
        {
            // The server may have had enough before everything was sent.
        }

        return 0;
    }

    // What is held is looked at when nothing is going on.
    private static void Print(ServerProcess server, long connections, long commands)
    {
        Thread.Sleep(Rest);
        (int threads, int handles, double residentMiB) = server.Observe();
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{DateTime.UtcNow:HH:mm:ss} {connections,12} {commands,11} {threads,8} {handles,8} {residentMiB,13:0.0}"));
    }
}
