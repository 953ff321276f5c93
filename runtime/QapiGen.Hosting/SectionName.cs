using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace QapiGen.Hosting;

/// <summary>A section of configuration that something in the application reads: <c>Qmp:disk</c>. All of them are singletons, so that mistyped ones are told from those of others.</summary>
/// <param name="Parent">Where names stand: <c>Qmp</c>.</param>
/// <param name="Name">The name.</param>
internal sealed record SectionName(string Parent, string Name)
{
    /// <summary>Sections beside those that are read whose name is nearly one of theirs. Those of other names may be other programs'.</summary>
    /// <param name="services">The application's services.</param>
    /// <param name="parent">Where names stand.</param>
    /// <returns>What is there, and what is meant, perhaps.</returns>
    public static IEnumerable<(IConfigurationSection Found, IConfigurationSection Meant)> FindMistyped(IServiceProvider services, string parent)
    {
        if (services.GetService<IConfiguration>()?.GetSection(parent) is not { } all)
        {
            yield break;
        }

        string[] names = [.. services.GetServices<SectionName>().Where(section => section.Parent == parent).Select(static section => section.Name)];
        foreach (IConfigurationSection child in all.GetChildren())
        {
            if (child.GetChildren().Any() && !names.Contains(child.Key, StringComparer.OrdinalIgnoreCase) && NearName.Find(child.Key, names) is { } name)
            {
                yield return (child, all.GetSection(name));
            }
        }
    }

    /// <summary>Those that keep a host from starting: what is meant isn't there.</summary>
    /// <param name="services">The application's services.</param>
    public IEnumerable<string> FindFaults(IServiceProvider services) =>
        from mistyped in FindMistyped(services, Parent)
        where string.Equals(mistyped.Meant.Key, Name, StringComparison.OrdinalIgnoreCase) && !mistyped.Meant.Exists()
        select $"{mistyped.Found.Path}: nothing in this application is called '{mistyped.Found.Key}'; {mistyped.Meant.Path} is meant, perhaps";
}
