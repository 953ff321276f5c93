using System;
using System.Diagnostics;
using System.IO;
using System.Net.Sockets;
using System.Threading;

namespace QapiGen.Benchmarks.StartUp;

/// <summary>Milliseconds from a process's start to the first sign of it.</summary>
internal static class StartUpTimer
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Until it has written something to standard output; it ends by itself.</summary>
    public static double ToOutput(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true };
        long begin = Stopwatch.GetTimestamp();
        using Process process = Process.Start(start)!;
        bool hasWritten = process.StandardOutput.Read() >= 0;
        double elapsed = Stopwatch.GetElapsedTime(begin).TotalMilliseconds;
        process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return hasWritten ? elapsed : throw new InvalidOperationException($"{program} wrote nothing.");
    }

    /// <summary>Until it has listened on a Unix socket and greeted.</summary>
    public static double ToGreeting(string program, Func<string, string[]> arguments) => WithSocketPath(path =>
    {
        long begin = Stopwatch.GetTimestamp();
        using Process process = Process.Start(program, arguments(path));
        try
        {
            var buffer = new byte[1024];
            while (Stopwatch.GetElapsedTime(begin) < Patience)
            {
                if (File.Exists(path) && TryConnect(path) is { } socket)
                {
                    using (socket)
                    {
                        socket.Receive(buffer);
                        return Stopwatch.GetElapsedTime(begin).TotalMilliseconds;
                    }
                }

                Thread.Sleep(TimeSpan.FromMicroseconds(200));
            }
        }
        finally
        {
            process.Kill();
            process.WaitForExit();
        }

        throw new InvalidOperationException($"{program} does not greet.");
    });

    /// <summary>Until it has connected to a Unix socket.</summary>
    public static double ToConnection(string program, Func<string, string[]> arguments) => WithSocketPath(path =>
    {
        using var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(path));
        listener.Listen(1);
        long begin = Stopwatch.GetTimestamp();
        using Process process = Process.Start(program, arguments(path));
        try
        {
            bool hasConnected = listener.Poll(Patience, SelectMode.SelectRead);
            return hasConnected ? Stopwatch.GetElapsedTime(begin).TotalMilliseconds : throw new InvalidOperationException($"{program} does not connect.");
        }
        finally
        {
            process.Kill();
            process.WaitForExit();
        }
    });

    private static double WithSocketPath(Func<string, double> measure)
    {
        string folder = Directory.CreateTempSubdirectory("qapigen-start-").FullName;
        try
        {
            return measure(Path.Combine(folder, "s"));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static Socket? TryConnect(string path)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            socket.Connect(new UnixDomainSocketEndPoint(path));
            return socket;
        }
        catch (SocketException)
        {
            // Bound, but not listening yet.
            socket.Dispose();
            return null;
        }
    }
}
