using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using QapiGen.Runtime.Metadata;
using QapiGen.Runtime.Server;

namespace QapiGen.Hosting;

/// <summary>Has a part in every hosted service of an application: register it as a singleton.</summary>
public interface IQmpHostingExtension
{
    /// <summary>Makes dispatchers for modules of a service's schema that the application itself has none for.</summary>
    /// <param name="service">Name of the service.</param>
    /// <param name="modules">Modules with commands and without a dispatcher.</param>
    IEnumerable<QmpDispatcher> CreateDispatchers(string service, IReadOnlyList<QmpModule> modules);

    /// <summary>Runs when a client has sent a <c>quit</c> that stops the host, before the reply; events that it sends reach the clients.</summary>
    /// <param name="service">Name of the service.</param>
    /// <param name="cancellationToken">Ends the patience.</param>
    ValueTask OnQuitAsync(string service, CancellationToken cancellationToken);

    /// <summary>
    /// Runs before the connections of a service close whose host is disposed of without having been stopped, since its start failed or was given up;
    /// events that it sends reach the clients. Services can't be asked for any more then. An ordinary stop is <c>IHostedLifecycleService.StoppingAsync</c>'s.
    /// </summary>
    /// <param name="service">Name of the service.</param>
    /// <param name="cancellationToken">Ends the patience.</param>
    ValueTask OnEndAsync(string service, CancellationToken cancellationToken) => default;
}
