using System;
using System.Threading;
using System.Threading.Tasks;
using QapiGen.Jobs;
using QapiGen.Runtime.Client;
using QapiGen.Runtime.Metadata;
using QapiGen.Runtime.Server;
using QapiGen.Runtime.Transport;

namespace QapiGen.Dashboard;

/// <summary>A server that the dashboard shows.</summary>
/// <param name="Name">What the pages call it.</param>
/// <param name="Address">How it is reached, for people.</param>
/// <param name="Handshake">How a session begins.</param>
/// <param name="Connect">Makes a connection.</param>
/// <param name="Schema">Its schema with all names, where it is compiled in; null to ask the server.</param>
/// <param name="Jobs">The manager of its jobs, where it is at hand; null to ask the server.</param>
/// <param name="Service">The service itself, where it is of this process; else null.</param>
internal sealed record DashboardServerOptions(
    string Name,
    string Address,
    QmpHandshake Handshake,
    Func<CancellationToken, ValueTask<IQmpTransport>> Connect,
    QmpCompiledSchema? Schema,
    JobManager? Jobs = null,
    QmpService? Service = null)
{
    /// <summary>The command that asks for jobs.</summary>
    public const string AsksForJobs = "query-jobs";

    /// <summary>Whether it is a service of this process that has jobs, whoever may ask for them.</summary>
    public bool ServesJobs => Service?.FindDispatcher(AsksForJobs) is not null;

    /// <summary>A service of this process, over a connection in memory.</summary>
    /// <param name="name">What the pages call it.</param>
    /// <param name="service">The service.</param>
    /// <param name="schema">Its schema with all names; null to ask it.</param>
    /// <param name="jobs">The manager of its jobs; null for the one that runs its commands of jobs, if it says so.</param>
    public static DashboardServerOptions Of(string name, QmpService service, QmpCompiledSchema? schema, JobManager? jobs) =>
        new(name, "this process", HandshakeOf(service), _ => Serve(service), schema, jobs ?? service.FindDispatcher(AsksForJobs)?.Implementation as JobManager, service);

    /// <summary>How a session with a service begins.</summary>
    public static QmpHandshake HandshakeOf(QmpService service) => service.Options.Dialect == QmpServiceDialect.GuestAgent ? QmpHandshake.GuestAgent : QmpHandshake.Greeting;

    // The dashboard's own, which watches: viewers have others.
    private static ValueTask<IQmpTransport> Serve(QmpService service)
    {
        (IQmpTransport client, IQmpTransport server) = QmpTransports.CreateInMemoryPair();
        _ = service.ServeAsync(server);
        return new(client);
    }
}
