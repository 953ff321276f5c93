using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.Extensions.DependencyInjection;
using QapiGen.Runtime.Messages;

namespace QapiGen.Hosting;

/// <summary>Finds the hosted services of an application, and says which there are when the one that is asked for isn't.</summary>
public static class QmpHostedServices
{
    /// <summary>The service of a name, as its builder describes it.</summary>
    /// <exception cref="InvalidOperationException">There is none.</exception>
    public static QmpHostingBuilder GetQmpHosting(this IServiceProvider services, string name)
    {
        ArgumentNullException.ThrowIfNull(services);
        IEnumerable<QmpHostingBuilder> all = services.GetServices<QmpHostingBuilder>();
        return all.FirstOrDefault(builder => builder.Name == name)
            ?? throw new InvalidOperationException($"There is no QMP service '{name}'; AddQmp was called for {DescribeNames(all)}");
    }

    /// <summary>The sink of the only service.</summary>
    /// <exception cref="InvalidOperationException">There are several: which one is meant has to be said.</exception>
    internal static IQmpEventSink GetOnlySink(IServiceProvider services)
    {
        QmpHostingBuilder[] all = [.. services.GetServices<QmpHostingBuilder>()];
        return all.Length == 1
            ? services.GetRequiredKeyedService<IQmpEventSink>(all[0].Name)
            : throw new InvalidOperationException(
                $"There are several QMP services, {DescribeNames(all)}, and an IQmpEventSink was asked for without saying whose: [FromKeyedServices(\"{all[0].Name}\")] IQmpEventSink");
    }

    private static string DescribeNames(IEnumerable<QmpHostingBuilder> builders) =>
        string.Join(", ", builders.Select(static builder => $"'{builder.Name}'").DefaultIfEmpty("none"));
}
