using System;
using System.Collections.Concurrent;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using Microsoft.Extensions.DependencyInjection;
using Orleans;
using Orleans.Runtime;

namespace QapiGen.Jobs.Orleans.Tests.Support;

/// <summary>The ways of nodes to the membership table, each of which can be cut.</summary>
internal sealed class TestMembership
{
    private readonly ConcurrentDictionary<string, bool> _cut = new();
    private IMembershipTable? _table;

    public void Cut(string node) => _cut[node] = true;

    public void Mend() => _cut.Clear();

    /// <summary>What those do who don't hear of a node any more: from now on it is dead to all who can read that.</summary>
    public async Task DeclareDeadAsync(SiloAddress node)
    {
        bool isDone = false;
        while (!isDone)
        {
            MembershipTableData all = await _table!.ReadAllAsync();
            (MembershipEntry entry, string etag) = all.Members.Single(row => row.Item1.SiloAddress.Equals(node));
            entry.Status = SiloStatus.Dead;
            isDone = await _table.UpdateRowAsync(entry, etag, all.Version.Next());
        }
    }

    /// <summary>Makes a container in which the table that is there is reached by a node's way.</summary>
    public IServiceProviderFactory<IServiceCollection> ContainerOf(string node) => new Factory(this, node);

    private sealed class Factory(TestMembership ways, string node) : IServiceProviderFactory<IServiceCollection>
    {
        public IServiceCollection CreateBuilder(IServiceCollection services)
        {
            ways._table = (IMembershipTable)services.Last(static service => service.ServiceType == typeof(IMembershipTable)).ImplementationInstance!;
            return services.AddSingleton<IMembershipTable>(new Way(ways._table, ways._cut, node));
        }

        public IServiceProvider CreateServiceProvider(IServiceCollection containerBuilder) => containerBuilder.BuildServiceProvider();
    }

    private sealed class Way(IMembershipTable table, ConcurrentDictionary<string, bool> cut, string node) : IMembershipTable
    {
        private IMembershipTable Table => cut.ContainsKey(node) ? throw new IOException($"Node {node} can't reach membership.") : table;

        public async Task InitializeMembershipTable(bool tryInitTableVersion) => await Table.InitializeMembershipTableAsync(tryInitTableVersion);

        public async Task DeleteMembershipTableEntries(string clusterId) => await Table.DeleteMembershipTableEntriesAsync(clusterId);

        public async Task CleanupDefunctSiloEntries(DateTimeOffset beforeDate) => await Table.CleanupDefunctSiloEntriesAsync(beforeDate);

        public async Task<MembershipTableData> ReadRow(SiloAddress key) => await Table.ReadRowAsync(key);

        public async Task<MembershipTableData> ReadAll() => await Table.ReadAllAsync();

        public async Task<bool> InsertRow(MembershipEntry entry, TableVersion tableVersion) => await Table.InsertRowAsync(entry, tableVersion);

        public async Task<bool> UpdateRow(MembershipEntry entry, string etag, TableVersion tableVersion) => await Table.UpdateRowAsync(entry, etag, tableVersion);

        public async Task UpdateIAmAlive(MembershipEntry entry) => await Table.UpdateIAmAliveAsync(entry);
    }
}
