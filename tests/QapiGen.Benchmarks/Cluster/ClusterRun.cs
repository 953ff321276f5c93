using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading.Tasks;

namespace QapiGen.Benchmarks.Cluster;

/// <summary>The nodes of one run, over one database and one folder.</summary>
/// <param name="folder">Where sockets and files are.</param>
/// <param name="connection">The database.</param>
internal sealed class ClusterRun(string folder, string connection) : IAsyncDisposable
{
    // Far more than jobs at a low speed copy of it while their nodes come and go: each that stops ends a block early.
    private const int SourceBytes = 64 * 1024 * 1024;

    private readonly List<ClusterNode> _nodes = [];

    /// <summary>Those that have been started, in order.</summary>
    public IReadOnlyList<ClusterNode> Nodes => _nodes;

    /// <summary>A file to copy.</summary>
    public string Source
    {
        get
        {
            string path = File("source");
            if (!System.IO.File.Exists(path))
            {
                System.IO.File.WriteAllBytes(path, new byte[SourceBytes]);
            }

            return path;
        }
    }

    /// <summary>A path in the folder.</summary>
    public string File(string name) => Path.Combine(folder, name);

    /// <summary>The ids of some jobs.</summary>
    public static IEnumerable<string> NewIds(string prefix, int count) => Enumerable.Range(0, count).Select(i => $"{prefix}{i}");

    /// <summary>Starts a host by itself.</summary>
    public Task<ClusterNode> StartHostAsync() => ClusterNode.StartAsync("JobHost", "host", File("host.sock"), "--postgresql", connection);

    /// <summary>Starts a node, with the membership settings that Orleans has unless told otherwise.</summary>
    public async Task StartNodeAsync(string name) =>
        _nodes.Add(await ClusterNode.StartAsync("JobCluster", name, File(name + ".sock"), "--node", name, "--store", "postgres:" + connection, "--probe-timeout", "5"));

    /// <summary>Starts a node again that has ended, or does so.</summary>
    public async Task RestartAsync(ClusterNode node)
    {
        _nodes.Remove(node);
        await node.DisposeAsync();
        await StartNodeAsync(node.Name);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (ClusterNode node in _nodes)
        {
            await node.DisposeAsync();
        }
    }
}
