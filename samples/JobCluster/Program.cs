using System;
using System.CommandLine;
using System.CommandLine.Invocation;
using System.Data.Common;
using System.IO;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Connections;
using QapiGen.Runtime.Messages;
using StackExchange.Redis;

const int WrongOptions = 2;

// Before anything else, so that a signal in the first moments finds nothing that is done in part.
using var end = new CancellationTokenSource();
using PosixSignalRegistration terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, End);
using PosixSignalRegistration interrupted = PosixSignalRegistration.Create(PosixSignal.SIGINT, End);

var name = new Option<string?>("--node") { Description = "Name of the node; a node that comes back has the same." };
var socket = new Option<string?>("--socket") { Description = "Serves the cluster's jobs on this Unix socket." };
var store = new Option<string?>("--store") { Description = "The database that all nodes share: sqlite:FILE on one machine, or postgres:CONNECTION." };
var membership = new Option<string?>("--membership")
{
    Description = "Where Orleans' own membership is: postgres:CONNECTION, with the tables that its script makes, or redis:CONFIGURATION. Otherwise nodes are in a table of the sample's, beside the jobs.",
};
var fence = new Option<bool>("--fence") { Description = "Backups note their epoch in a table of the database, which refuses older ones." };

// Sooner than Orleans' own five seconds, which are for networks: a node that is killed is found out after ten seconds.
var probe = new Option<double>("--probe-timeout") { Description = "Seconds in which a node has to answer another one; it is given up after three times.", DefaultValueFactory = static _ => 3 };
probe.Validators.Add(static given =>
{
    if (given.Tokens.Count > 0 && given.GetValueOrDefault<double>() is not (> 0 and <= 60))
    {
        given.AddError("--probe-timeout is more than 0 and at most 60 seconds.");
    }
});
var web = new Option<ushort?>("--web") { Description = "Shows the cluster at this port of the loopback interface: its jobs, and below /orleans Orleans' own dashboard. 0 takes a free one." };
var address = new Option<IPAddress>("--address")
{
    Description = "Where the other nodes reach this one, an address of this machine; anybody who reaches it, too, is a node to it. Loopback unless set: all nodes are on one machine.",
    DefaultValueFactory = static _ => IPAddress.Loopback,
    CustomParser = static given =>
    {
        if (IPAddress.TryParse(given.Tokens[0].Value, out IPAddress? parsed) && !parsed.Equals(IPAddress.Any) && !parsed.Equals(IPAddress.IPv6Any))
        {
            return parsed;
        }

        given.AddError($"--address is an address by which others reach this machine, not '{given.Tokens[0].Value}'.");
        return null;
    },
};
var root = new RootCommand("A node of a cluster that copies files as background jobs, driven over QMP. Without options three nodes show themselves.") { name, socket, store, membership, address, fence, probe, web };
root.SetAction(async (given, _) =>
{
    CancellationToken cancellationToken = end.Token;
    (string? node, string? path, string? database) = (given.GetValue(name), given.GetValue(socket), given.GetValue(store));
    try
    {
        if (args.Length == 0)
        {
            await ShowAsync(cancellationToken);
        }
        else if (string.IsNullOrWhiteSpace(node) || path is null || database is null)
        {
            throw new FormatException("A node needs --node, --socket and --store");
        }
        else
        {
            NodeStore jobs = NodeStore.Parse(database);
            NodeMembership nodes = given.GetValue(membership) is { } text ? NodeMembership.Parse(text) : NodeMembership.Beside(jobs);
            var settings = new NodeSettings(node, path, jobs, nodes, given.GetRequiredValue(address), TimeSpan.FromSeconds(given.GetValue(probe)), given.GetValue(fence), given.GetValue(web));
            return await Node.RunAsync(settings, cancellationToken);
        }

        return 0;
    }
    catch (Exception fault) when (fault is OperationCanceledException or InvalidOperationException or QmpConnectionException && cancellationToken.IsCancellationRequested)
    {
        // A signal at a terminal ends the nodes that are shown, too, before this program has ended them.
        return 1;
    }
    catch (Exception fault) when (fault is QmpConnectionException or SocketException or IOException { InnerException: AddressInUseException } or DbException or RedisException)
    {
        // The address is in use, no place for a socket, or not for everybody; or a database can't be reached.
        await Console.Error.WriteLineAsync(fault.Message);
        return 1;
    }
    catch (FormatException fault)
    {
        await Console.Error.WriteLineAsync(fault.Message);
        return WrongOptions;
    }
});

// A node that is told to end takes its time: jobs stop at their checkpoints, and others take them up.
ParseResult call = root.Parse(args);
int code = await call.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null });
return call.Action is ParseErrorAction ? WrongOptions : code;

void End(PosixSignalContext signal)
{
    signal.Cancel = true;
    end.Cancel();
}

static async Task ShowAsync(CancellationToken cancellationToken)
{
    string folder = Directory.CreateTempSubdirectory("job-cluster-").FullName;
    try
    {
        await using var demo = new Demo(folder);
        await demo.RunAsync(cancellationToken);
    }
    finally
    {
        Directory.Delete(folder, recursive: true);
    }
}
