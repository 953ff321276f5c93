using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.Extensions.DependencyInjection;
using QapiGen.Runtime.Messages;
using QapiGen.Runtime.Metadata;

namespace QapiGen.Hosting;

/// <summary>Finds the hosted services of an application, and says which there are when the one that is asked for isn't.</summary>
public static class QmpHostedServices
{
    /// <summary>The service of a name, as its builder describes it.</summary>
    /// <exception cref="InvalidOperationException">There is none.</exception>
    public static QmpHostingBuilder GetQmpHosting(this IServiceProvider services, string name)
    {
        ArgumentNullException.ThrowIfNull(services);
        return services.GetServices<QmpHostingBuilder>().FirstOrDefault(builder => builder.Name == name) ?? throw new InvalidOperationException(services.DescribeMissingQmpHosting(name));
    }

    /// <summary>What to say of a service that isn't there; null if it is.</summary>
    internal static string? DescribeMissingQmpHosting(this IServiceProvider services, string name) =>
        services.GetServices<QmpHostingBuilder>() is var all && all.Any(builder => builder.Name == name) ? null
            : $"There is no QMP service '{name}'; AddQmp was called for {DescribeNames(all)}";

    /// <summary>
    /// Takes the addresses of all services, as the start of the host does, if that hasn't been done: for what opens, while the host starts, something that belongs to whoever opens it
    /// last, such as a store. Hosts may start their services side by side.
    /// </summary>
    /// <returns>False if one isn't to be had, which the start of the host fails with.</returns>
    public static bool TryReserveQmpAddresses(this IServiceProvider services)
    {
        ArgumentNullException.ThrowIfNull(services);
        try
        {
            foreach (QmpHostingBuilder builder in services.GetServices<QmpHostingBuilder>())
            {
                services.GetRequiredKeyedService<HostedAddresses>(builder.Name).Reserve();
            }

            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    /// <summary>
    /// Tells the services that the host has begun to end: for what does before they are told, in <c>StoppingAsync</c>, and takes its time. From now on the host's time counts
    /// (<c>HostOptions.ShutdownTimeout</c>), of which commands that go on are left a part.
    /// </summary>
    public static void BeginQmpEnd(this IServiceProvider services)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.GetService<HostedPatience>()?.Begin();
    }

    /// <summary>The sink of the only service.</summary>
    /// <exception cref="InvalidOperationException">There are several: which one is meant has to be said.</exception>
    internal static IQmpEventSink GetOnlySink(IServiceProvider services)
    {
        QmpHostingBuilder[] all = [.. services.GetServices<QmpHostingBuilder>()];
        return all.Length == 1
            ? services.GetRequiredKeyedService<IQmpEventSink>(all[0].Name)
            : throw new WrongSinkException(
                $"There are several QMP services, {DescribeNames(all)}, and an IQmpEventSink was asked for without saying whose: [FromKeyedServices(\"{all[0].Name}\")] IQmpEventSink");
    }

    /// <summary>Whose sink is to be taken for the events of a module.</summary>
    internal static string DescribeServicesWith(this IServiceProvider services, QmpModule module)
    {
        QmpHostingBuilder[] having = [.. services.GetServices<QmpHostingBuilder>().Where(builder => builder.Schema.Modules.Any(other => other.Name == module.Name))];
        return having.Length == 0
            ? $"no QMP service has the module '{module.Name}'"
            : $"take the sink of {DescribeNames(having)}, [FromKeyedServices(\"{having[0].Name}\")] IQmpEventSink";
    }

    /// <summary>What stands in for the sink of a service that isn't there.</summary>
    /// <exception cref="InvalidOperationException">Always.</exception>
    internal static IQmpEventSink RefuseSink(IServiceProvider services, object? key) => throw new WrongSinkException(
        $"There is no QMP service '{key}' whose sink could be taken; AddQmp was called for {DescribeNames(services.GetServices<QmpHostingBuilder>())}");

    private static string DescribeNames(IEnumerable<QmpHostingBuilder> builders) =>
        string.Join(", ", builders.Select(static builder => $"'{builder.Name}'").DefaultIfEmpty("none"));
}
