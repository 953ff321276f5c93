using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using QapiGen.Dashboard.Servers;
using QapiGen.Runtime.Messages;
using QapiGen.Runtime.Server;
using QapiGen.Runtime.Transport;

namespace QapiGen.Dashboard.Web;

/// <summary>Which commands a viewer has, where a service of this process tells one client from another: the dashboard's own may be fewer, or none.</summary>
/// <remarks>Each service is asked once, by the viewer; whoever signs in or out meanwhile has another stream soon.</remarks>
internal sealed class ViewerCommands(DashboardHub hub, QmpPeer viewer)
{
    private static readonly HashSet<string> s_none = [];
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(2);

    private readonly Dictionary<string, Task<HashSet<string>?>> _asked = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (ServerState Own, ServerState Seen)> _states = new(StringComparer.Ordinal);

    /// <summary>Asks the services, and waits a moment for their answers: a page that goes on shall not lose for an instant what its viewer may do.</summary>
    public async Task AskAsync(CancellationToken cancellationToken)
    {
        foreach (WatchedServer server in hub.Servers)
        {
            StateOf(server);
        }

        await ((Task)Task.WhenAll(_asked.Values)).WaitAsync(s_patience, hub.Time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellationToken.ThrowIfCancellationRequested();
    }

    /// <summary>How a server is doing, with the viewer's commands; the same object as long as nothing has changed.</summary>
    public ServerState StateOf(WatchedServer server)
    {
        ServerState own = server.State;
        if (!own.IsConnected || server.Options.Service is not { } service || (service.Options.Authorization is null && !own.KeepsCommands))
        {
            return own;
        }

        IReadOnlySet<string> commands = CommandsOf(server.Name, service) ?? own.Commands;
        if (!_states.TryGetValue(server.Name, out (ServerState Own, ServerState Seen) known) || !ReferenceEquals(known.Own, own) || !ReferenceEquals(known.Seen.Commands, commands))
        {
            _states[server.Name] = known = (own, own with { Commands = commands });
        }

        return known.Seen;
    }

    // Null if that could not be asked.
    private HashSet<string>? CommandsOf(string name, QmpService service)
    {
        if (!_asked.TryGetValue(name, out Task<HashSet<string>?>? asked))
        {
            _asked[name] = asked = AskAsync(service);
        }

        return asked.IsCompletedSuccessfully ? asked.Result : s_none;
    }

    // Whoever looks is told when the answer has come: the service may be busy.
    private async Task<HashSet<string>?> AskAsync(QmpService service)
    {
        try
        {
            return ServerProbe.ReadNames(await ViewerCall.RunAsync(service, viewer, "query-commands", null, hub.Time).ConfigureAwait(false));
        }
        catch (QmpErrorException)
        {
            // Nor does the viewer have any.
            return s_none;
        }
        catch (Exception e) when (e is QmpConnectionException or QmpTimeoutException or QmpProtocolException)
        {
            return null;
        }
        finally
        {
            hub.Pulse.Beat();
        }
    }
}
