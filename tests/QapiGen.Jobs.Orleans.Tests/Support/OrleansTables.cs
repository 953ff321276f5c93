namespace QapiGen.Jobs.Orleans.Tests.Support;

/// <summary>
/// What Orleans' ADO.NET membership needs of a PostgreSQL database: a table of the queries that it is to use, by its names for them, and what those ask. Orleans' own script
/// (<c>PostgreSQL-Clustering.sql</c>, which its packages don't have) is one such; this one has the same names of tables and columns.
/// </summary>
internal static class OrleansTables
{
    public const string Script = """
        create table OrleansQuery(QueryKey varchar(64) primary key, QueryText varchar(8000) not null);
        create table OrleansMembershipVersionTable(DeploymentId varchar(150) primary key, Timestamp timestamptz not null default now(), Version int not null default 0);
        create table OrleansMembershipTable(
            DeploymentId varchar(150) not null references OrleansMembershipVersionTable, Address varchar(45) not null, Port int not null, Generation int not null,
            SiloName varchar(150) not null, HostName varchar(150) not null, Status int not null, ProxyPort int, SuspectTimes varchar(8000),
            StartTime timestamptz not null, IAmAliveTime timestamptz not null, primary key(DeploymentId, Address, Port, Generation));
        insert into OrleansQuery values
        ('InsertMembershipVersionKey', '
            with made as (insert into OrleansMembershipVersionTable(DeploymentId) values(@DeploymentId) on conflict do nothing returning 1) select count(*)::int from made'),
        ('InsertMembershipKey', '
            with turn as (
                update OrleansMembershipVersionTable set Timestamp = now(), Version = Version + 1
                where DeploymentId = @DeploymentId and Version = @Version and not exists (
                    select 1 from OrleansMembershipTable where DeploymentId = @DeploymentId and Address = @Address and Port = @Port and Generation = @Generation)
                returning DeploymentId),
            made as (
                insert into OrleansMembershipTable(
                    DeploymentId, Address, Port, Generation, SiloName, HostName, Status, ProxyPort, StartTime, IAmAliveTime)
                select DeploymentId, @Address, @Port, @Generation, @SiloName, @HostName, @Status, @ProxyPort, @StartTime, @IAmAliveTime from turn returning 1)
            select count(*)::int from made'),
        ('UpdateMembershipKey', '
            with turn as (
                update OrleansMembershipVersionTable set Timestamp = now(), Version = Version + 1 where DeploymentId = @DeploymentId and Version = @Version returning DeploymentId),
            made as (
                update OrleansMembershipTable m set Status = @Status, SuspectTimes = @SuspectTimes, IAmAliveTime = @IAmAliveTime
                from turn where m.DeploymentId = turn.DeploymentId and Address = @Address and Port = @Port and Generation = @Generation returning 1)
            select count(*)::int from made'),
        ('UpdateIAmAlivetimeKey', '
            update OrleansMembershipTable set IAmAliveTime = @IAmAliveTime
            where DeploymentId = @DeploymentId and Address = @Address and Port = @Port and Generation = @Generation'),
        ('MembershipReadRowKey', '
            select v.DeploymentId, m.Address, m.Port, m.Generation, m.SiloName, m.HostName, m.Status, m.ProxyPort, m.SuspectTimes, m.StartTime, m.IAmAliveTime, v.Version
            from OrleansMembershipVersionTable v left join OrleansMembershipTable m
            on v.DeploymentId = m.DeploymentId and m.Address = @Address and m.Port = @Port and m.Generation = @Generation where v.DeploymentId = @DeploymentId'),
        ('MembershipReadAllKey', '
            select v.DeploymentId, m.Address, m.Port, m.Generation, m.SiloName, m.HostName, m.Status, m.ProxyPort, m.SuspectTimes, m.StartTime, m.IAmAliveTime, v.Version
            from OrleansMembershipVersionTable v left join OrleansMembershipTable m on v.DeploymentId = m.DeploymentId where v.DeploymentId = @DeploymentId'),
        ('DeleteMembershipTableEntriesKey', '
            delete from OrleansMembershipTable where DeploymentId = @DeploymentId; delete from OrleansMembershipVersionTable where DeploymentId = @DeploymentId'),
        ('GatewaysQueryKey', '
            select Address, ProxyPort, Generation from OrleansMembershipTable where DeploymentId = @DeploymentId and Status = @Status and ProxyPort > 0'),
        ('CleanupDefunctSiloEntriesKey', '
            delete from OrleansMembershipTable where DeploymentId = @DeploymentId and IAmAliveTime < @IAmAliveTime and Status <> 3');
        """;
}
