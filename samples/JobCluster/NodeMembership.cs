using System;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans;
using Orleans.Hosting;
using StackExchange.Redis;

namespace JobClusterNode;

/// <summary>Where it is kept which nodes there are: beside the jobs, or by one of Orleans' own providers, <c>postgres:CONNECTION</c> or <c>redis:CONFIGURATION</c>.</summary>
internal sealed class NodeMembership
{
    private const string Redis = "redis:";

    private readonly Action<ISiloBuilder> _use;

    private NodeMembership(Action<ISiloBuilder> use) => _use = use;

    /// <summary>A table of the sample's in the database of the jobs.</summary>
    public static NodeMembership Beside(NodeStore store) =>
        new(silo => silo.Services.AddSingleton<IMembershipTable>(_ => new MembershipTable(store.Open())));

    /// <summary>Reads the value of <c>--membership</c>.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static NodeMembership Parse(string text)
    {
        if (text.StartsWith(NodeStore.Postgres, StringComparison.Ordinal))
        {
            string connection = text[NodeStore.Postgres.Length..];
            NodeStore.CheckConnection(connection);
            return new(silo => silo.UseAdoNetClustering(o => (o.Invariant, o.ConnectionString) = ("Npgsql", connection)));
        }

        if (!text.StartsWith(Redis, StringComparison.Ordinal))
        {
            throw new FormatException($"'{text}' is no membership: it is {NodeStore.Postgres}CONNECTION or {Redis}CONFIGURATION");
        }

        ConfigurationOptions configuration;
        try
        {
            configuration = ConfigurationOptions.Parse(text[Redis.Length..]);
        }
        catch (ArgumentException fault)
        {
            throw new FormatException($"'{text}' is no configuration of Redis: {fault.Message}", fault);
        }

        return configuration.EndPoints.Count > 0
            ? new(silo => silo.UseRedisClustering(o => o.ConfigurationOptions = configuration))
            : throw new FormatException($"'{text}' names no server");
    }

    /// <summary>Has a node use it.</summary>
    public void Use(ISiloBuilder silo) => _use(silo);
}
