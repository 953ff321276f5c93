using System.Globalization;
using QapiGen.Jobs.Storage;

namespace QapiGen.Jobs.Sqlite;

/// <summary>The tables, and how those of older versions become those of today.</summary>
/// <remarks>
/// The version stands in a row and not in <c>user_version</c>, and every name begins with <c>qapi_</c>: an application may have tables of its own in the file.
/// Bodies have tables of their own, since an update writes its whole row anew.
/// </remarks>
internal static class SqliteSchema
{
    private const string Tables = """
        create table qapi_store(
            id integer primary key check (id = 1), version integer not null, identity text not null, epoch integer not null, owner text not null,
            opened integer not null, is_closed integer not null, sequence integer not null, transition integer not null, job integer not null) strict;
        create table qapi_job(
            number integer primary key, id text not null unique, type text not null, driver text, group_number integer not null, member integer not null,
            is_blocking integer not null, status text not null, flags integer not null, error_number integer not null, error text,
            speed integer not null, is_start_requested integer not null, losses integer not null, current integer not null, total integer not null,
            created integer not null, changed integer not null, sequence integer not null) strict;
        create table qapi_arguments(job integer primary key, body blob not null) strict;
        create table qapi_checkpoint(
            job integer primary key, sequence integer not null, current integer not null, total integer not null, changed integer not null, body blob not null) strict;
        create table qapi_group(
            number integer primary key, phase text not null, count integer not null, live integer not null, ended integer not null, manual integer not null,
            cursor integer not null, initiator integer not null) strict;
        create table qapi_transition(
            number integer primary key, job integer not null, id text not null, from_status text not null, to_status text not null, input text not null,
            time integer not null) strict;
        insert into qapi_store values(1, 1, lower(hex(randomblob(16))), 0, '', 0, 1, 0, 0, 0);
        """;

    /// <summary>For people: what the tables say, in words. Dropped and made again whenever the tables change.</summary>
    private const string Views = """
        create view qapi_jobs as
            select j.number, j.id, j.type, j.driver, j.status,
                (j.flags & 16) <> 0 as paused_by_user, (j.flags & 32) <> 0 as cancelled, j.losses,
                iif(c.sequence >= j.sequence, c.current, j.current) as current, iif(c.sequence >= j.sequence, c.total, j.total) as total,
                j.error, j.group_number as "group",
                strftime('%Y-%m-%d %H:%M:%f', j.created / 1000000.0, 'unixepoch') as created,
                strftime('%Y-%m-%d %H:%M:%f', max(j.changed, ifnull(c.changed, j.changed)) / 1000000.0, 'unixepoch') as changed,
                cast(a.body as text) as arguments, cast(c.body as text) as checkpoint
            from qapi_job j left join qapi_arguments a on a.job = j.number left join qapi_checkpoint c on c.job = j.number;
        create view qapi_history as
            select number, id, from_status as "from", to_status as "to", input,
                strftime('%Y-%m-%d %H:%M:%f', time / 1000000.0, 'unixepoch') as time, job
            from qapi_transition;
        """;

    /// <summary>What the host remembers beside the jobs.</summary>
    private const string Notes = "create table qapi_note(key text primary key, value text not null) strict, without rowid;";

    /// <summary>Whether the owner's flushes are synced, for who reads its log later on (<see cref="SqliteLog"/>).</summary>
    private const string Synced = "alter table qapi_store add column is_synced integer not null default 0;";

    /// <summary>What makes the next version of each.</summary>
    private static readonly string[] s_steps = [Tables, Views, Notes, Synced];

    /// <summary>The version that this one writes.</summary>
    public static int Current => s_steps.Length;

    /// <summary>The version of a file; 0 if there are no jobs in it.</summary>
    /// <exception cref="JobStoreException">It isn't a database, or the version isn't one that this version of the package knows.</exception>
    public static int Check(SqliteSession session, string path)
    {
        if (session.Read("select 1 from sqlite_schema where type = 'table' and name = 'qapi_store'") is null)
        {
            return 0;
        }

        string? text = session.Read("select version from qapi_store where id = 1");
        if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int version) || version == 0)
        {
            throw new JobStoreException(JobStoreFault.Corrupt, $"The store '{path}' is damaged: it doesn't say which version it has.");
        }

        return version <= Current
            ? version
            : throw new JobStoreException(
                JobStoreFault.NewerVersion,
                $"The store '{path}' has version {version}, and this version of QapiGen.Jobs.Sqlite knows versions up to {Current}. Nothing was changed.");
    }

    /// <summary>Makes today's tables, in the transaction at hand.</summary>
    /// <param name="session">The connection.</param>
    /// <param name="version">The version that there is.</param>
    /// <param name="target">The version that there is to be.</param>
    public static void Migrate(SqliteSession session, int version, int target)
    {
        for (int i = version; i < target; i++)
        {
            session.Execute(s_steps[i]);
        }

        if (version != target)
        {
            session.Execute($"update qapi_store set version = {target} where id = 1");
        }
    }
}
