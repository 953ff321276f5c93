using System;
using System.Collections.Generic;
using System.Data.Common;
using System.Globalization;
using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;
using Orleans;
using Orleans.Runtime;

namespace JobClusterNode;

/// <summary>Which nodes there are, in the database of the jobs: so that the sample needs nothing else. Orleans has packages for this, which a real cluster takes.</summary>
/// <remarks>A change counts only if nobody changed anything since it was read: the version of the whole table goes up by one with each.</remarks>
internal sealed class MembershipTable(DbDataSource database) : IMembershipTable, IAsyncDisposable
{
    public async Task InitializeMembershipTable(bool tryInitTableVersion)
    {
        // Nodes that start together may make the tables together.
        for (int attempt = 0; ; attempt++)
        {
            try
            {
                await ExecuteAsync("create table if not exists cluster_version(id int primary key, version int not null)");
                await ExecuteAsync("create table if not exists cluster_member(silo varchar(200) primary key, etag int not null, alive bigint not null, entry text not null)");
                await ExecuteAsync("insert into cluster_version values(1, 0) on conflict do nothing");
                return;
            }
            catch (DbException) when (attempt < 50)
            {
                await Task.Delay(100);
            }
        }
    }

    public Task DeleteMembershipTableEntries(string clusterId) => ExecuteAsync("delete from cluster_member");

    public async Task CleanupDefunctSiloEntries(DateTimeOffset beforeDate)
    {
        MembershipTableData all = await ReadAll();
        foreach ((MembershipEntry entry, string _) in all.Members.Where(row => row.Item1.Status == SiloStatus.Dead && row.Item1.IAmAliveTime < beforeDate))
        {
            await ExecuteAsync("delete from cluster_member where silo = @silo", ("@silo", entry.SiloAddress.ToParsableString()));
        }
    }

    public async Task<MembershipTableData> ReadRow(SiloAddress key)
    {
        MembershipTableData all = await ReadAll();
        return all.Members.FirstOrDefault(row => row.Item1.SiloAddress.Equals(key)) is { } row ? new MembershipTableData(row, all.Version) : new MembershipTableData(all.Version);
    }

    public async Task<MembershipTableData> ReadAll()
    {
        await using DbConnection connection = await database.OpenConnectionAsync();
        await using DbTransaction transaction = await connection.BeginTransactionAsync();
        int version;
        await using (DbCommand command = Command(transaction, "select version from cluster_version where id = 1"))
        {
            version = Convert.ToInt32(await command.ExecuteScalarAsync(), CultureInfo.InvariantCulture);
        }

        var members = new List<Tuple<MembershipEntry, string>>();
        await using (DbCommand command = Command(transaction, "select etag, alive, entry from cluster_member"))
        await using (DbDataReader row = await command.ExecuteReaderAsync())
        {
            while (await row.ReadAsync())
            {
                MembershipEntry entry = Member.Read(row.GetString(2));
                entry.IAmAliveTime = new DateTime(row.GetInt64(1), DateTimeKind.Utc);
                members.Add(Tuple.Create(entry, row.GetInt32(0).ToString(CultureInfo.InvariantCulture)));
            }
        }

        return new MembershipTableData(members, new TableVersion(version, version.ToString(CultureInfo.InvariantCulture)));
    }

    public Task<bool> InsertRow(MembershipEntry entry, TableVersion tableVersion) => ChangeAsync(
        tableVersion, "insert into cluster_member values(@silo, 0, @alive, @entry) on conflict do nothing",
        ("@silo", entry.SiloAddress.ToParsableString()), ("@alive", entry.IAmAliveTime.Ticks), ("@entry", Member.Write(entry)));

    public Task<bool> UpdateRow(MembershipEntry entry, string etag, TableVersion tableVersion) => ChangeAsync(
        tableVersion, "update cluster_member set etag = etag + 1, alive = @alive, entry = @entry where silo = @silo and etag = @etag",
        ("@silo", entry.SiloAddress.ToParsableString()), ("@alive", entry.IAmAliveTime.Ticks), ("@entry", Member.Write(entry)),
        ("@etag", int.Parse(etag, CultureInfo.InvariantCulture)));

    public Task UpdateIAmAlive(MembershipEntry entry) => ExecuteAsync(
        "update cluster_member set alive = @alive where silo = @silo", ("@silo", entry.SiloAddress.ToParsableString()), ("@alive", entry.IAmAliveTime.Ticks));

    public ValueTask DisposeAsync() => database.DisposeAsync();

    private async Task<bool> ChangeAsync(TableVersion next, string sql, params (string Name, object Value)[] values)
    {
        await using DbConnection connection = await database.OpenConnectionAsync();
        await using DbTransaction transaction = await connection.BeginTransactionAsync();
        await using DbCommand version = Command(
            transaction, "update cluster_version set version = @next where id = 1 and version = @next - 1", ("@next", next.Version));
        await using DbCommand row = Command(transaction, sql, values);
        if (await version.ExecuteNonQueryAsync() != 1 || await row.ExecuteNonQueryAsync() != 1)
        {
            return false;
        }

        await transaction.CommitAsync();
        return true;
    }

    private async Task ExecuteAsync(string sql, params (string Name, object Value)[] values)
    {
        await using DbConnection connection = await database.OpenConnectionAsync();
        await using DbTransaction transaction = await connection.BeginTransactionAsync();
        await using DbCommand command = Command(transaction, sql, values);
        await command.ExecuteNonQueryAsync();
        await transaction.CommitAsync();
    }

    private static DbCommand Command(DbTransaction transaction, string sql, params (string Name, object Value)[] values)
    {
        DbCommand command = transaction.Connection!.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = sql;
        foreach ((string name, object value) in values)
        {
            DbParameter parameter = command.CreateParameter();
            (parameter.ParameterName, parameter.Value) = (name, value);
            command.Parameters.Add(parameter);
        }

        return command;
    }

    private sealed record Suspicion(string Silo, DateTime Time);

    /// <summary>An entry as JSON.</summary>
    private sealed record Member(
        string Silo, string Name, string Host, SiloStatus Status, int ProxyPort, string? Role, int UpdateZone, int FaultZone, DateTime Started, DateTime Alive,
        Suspicion[] Suspicions)
    {
        public static string Write(MembershipEntry entry) => JsonSerializer.Serialize(new Member(
            entry.SiloAddress.ToParsableString(), entry.SiloName, entry.HostName, entry.Status, entry.ProxyPort, entry.RoleName, entry.UpdateZone, entry.FaultZone,
            entry.StartTime, entry.IAmAliveTime, [.. (entry.SuspectTimes ?? []).Select(static item => new Suspicion(item.Item1.ToParsableString(), item.Item2))]));

        public static MembershipEntry Read(string text)
        {
            Member member = JsonSerializer.Deserialize<Member>(text)!;
            return new MembershipEntry
            {
                SiloAddress = SiloAddress.FromParsableString(member.Silo),
                SiloName = member.Name,
                HostName = member.Host,
                Status = member.Status,
                ProxyPort = member.ProxyPort,
                RoleName = member.Role,
                UpdateZone = member.UpdateZone,
                FaultZone = member.FaultZone,
                StartTime = member.Started,
                IAmAliveTime = member.Alive,
                SuspectTimes = [.. member.Suspicions.Select(static item => Tuple.Create(SiloAddress.FromParsableString(item.Silo), item.Time))],
            };
        }
    }
}
