using System;
using System.Collections.Generic;
using System.CommandLine;
using QapiGen.Benchmarks.Load;
using QapiGen.Benchmarks.Support;

namespace QapiGen.Benchmarks.Calls;

/// <summary>The verb <c>load</c>.</summary>
internal static class LoadCommand
{
    private const string Command = "{\"execute\": \"query-jobs\"}";

    /// <summary>Makes the verb.</summary>
    public static Command Create()
    {
        var inFlight = new Option<int[]>("--in-flight") { Description = "Commands under way at any time.", DefaultValueFactory = static _ => [1, 8, 64], AllowMultipleArgumentsPerToken = true };
        var rounds = new Option<int>("--rounds") { Description = "Counted rounds; one more is run first.", DefaultValueFactory = static _ => 5 };
        var seconds = new Option<double>("--seconds") { Description = "Length of a round.", DefaultValueFactory = static _ => 1 };
        var host = new Option<string?>("--host") { Description = "The server of ours to measure, started with --socket PATH; default: the one built in." };
        var text = new Option<int>("--text") { Description = "Characters that go there and back with each call end to end.", DefaultValueFactory = static _ => 16 };
        var part = new Option<string>("--part") { Description = "'servers': under one raw load program; 'calls': client and server end to end, beside StreamJsonRpc.", DefaultValueFactory = static _ => "both" };
        part.AcceptOnlyFromAmong("servers", "calls", "both");
        var command = new Command("load", "Commands per second and latency on a Unix socket: servers beside a C program that echoes a fixed reply, and clients with servers beside StreamJsonRpc.")
        {
            inFlight, rounds, seconds, host, text, part,
        };
        command.SetAction(async (result, _) =>
        {
            int[] depths = result.GetRequiredValue(inFlight);
            int counted = result.GetRequiredValue(rounds);
            TimeSpan length = TimeSpan.FromSeconds(result.GetRequiredValue(seconds));
            if (result.GetValue(part) != "calls")
            {
                LoadComparison.Run(Servers(result.GetValue(host)), Command, depths, counted, length);
            }

            if (result.GetValue(part) != "servers")
            {
                await CallComparison.RunAsync(depths, counted, length, result.GetRequiredValue(text));
            }
        });
        return command;
    }

    private static List<(string Name, Func<ServerProcess> Start)> Servers(string? host)
    {
        string self = host ?? Environment.ProcessPath!;
        var servers = new List<(string, Func<ServerProcess>)>
        {
            ("echo", static () => ServerProcess.Start(CProgram.Build("echo"), static path => [path])),
            ("QapiGen", () => ServerProcess.Start(self, path => host is null ? ["serve", "--socket", path] : ["--socket", path])),
        };
        if (SearchPath.Has("qemu-storage-daemon"))
        {
            servers.Add(("qemu-storage-daemon", static () => ServerProcess.Start(
                "qemu-storage-daemon",
                static path => ["--chardev", $"socket,path={path},server=on,wait=off,id=c", "--monitor", "chardev=c"])));
        }

        return servers;
    }
}
