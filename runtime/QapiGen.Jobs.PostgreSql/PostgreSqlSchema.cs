using System.Threading;
using System.Threading.Tasks;
using Npgsql;
using QapiGen.Jobs.Storage;

namespace QapiGen.Jobs.PostgreSql;

/// <summary>The tables, and how those of older versions become those of today.</summary>
/// <remarks>No index is on a column that changes, and pages have room, so that updates stay in their page. Bodies have tables of their own.</remarks>
internal static class PostgreSqlSchema
{
    private const string Tables = """
        create table qapi_schema(id int primary key check (id = 1), version int not null);
        insert into qapi_schema values(1, 0);
        create table qapi_shard(
            shard int primary key, epoch bigint not null, attempt bigint not null, owner text not null, opened bigint not null, is_closed boolean not null,
            sequence bigint not null, transition bigint not null, job bigint not null) with (fillfactor = 20);
        create table qapi_job(
            shard int not null, number bigint not null, id text not null, type text not null, driver text, group_number bigint not null, member int not null,
            is_blocking boolean not null, status text not null, flags bigint not null, error_number int not null, error text, speed bigint not null,
            is_start_requested boolean not null, losses int not null, current bigint not null, total bigint not null, created bigint not null,
            changed bigint not null, sequence bigint not null, primary key (shard, number), unique (shard, id)) with (fillfactor = 70);
        create table qapi_arguments(shard int not null, job bigint not null, body bytea not null, primary key (shard, job));
        create table qapi_checkpoint(
            shard int not null, job bigint not null, sequence bigint not null, current bigint not null, total bigint not null, changed bigint not null,
            body bytea not null, primary key (shard, job)) with (fillfactor = 70);
        create table qapi_group(
            shard int not null, number bigint not null, phase text not null, count int not null, live int not null, ended int not null, manual int not null,
            cursor int not null, initiator int not null, primary key (shard, number)) with (fillfactor = 70);
        create table qapi_transition(
            shard int not null, number bigint not null, job bigint not null, id text not null, from_status text not null, to_status text not null,
            input text not null, time bigint not null, primary key (shard, number));
        """;

    /// <summary>For people: what the tables say, in words.</summary>
    private const string Views = """
        create view qapi_jobs as
            select j.shard, j.number, j.id, j.type, j.driver, j.status,
                (j.flags & 16) <> 0 as paused_by_user, (j.flags & 32) <> 0 as cancelled, j.losses,
                case when c.sequence >= j.sequence then c.current else j.current end as current,
                case when c.sequence >= j.sequence then c.total else j.total end as total,
                j.error, j.group_number as "group", to_timestamp(j.created / 1000000.0) as created,
                to_timestamp(greatest(j.changed, c.changed) / 1000000.0) as changed,
                convert_from(a.body, 'UTF8') as arguments, convert_from(c.body, 'UTF8') as checkpoint
            from qapi_job j left join qapi_arguments a on a.shard = j.shard and a.job = j.number
                left join qapi_checkpoint c on c.shard = j.shard and c.job = j.number;
        create view qapi_history as
            select shard, number, id, from_status as "from", to_status as "to", input, to_timestamp(time / 1000000.0) as time, job from qapi_transition;
        """;

    /// <summary>What the host remembers beside the jobs.</summary>
    private const string Notes =
        "create table qapi_note(shard int not null, key text not null, value text not null, primary key (shard, key)) with (fillfactor = 70)";

    /// <summary>So that hosts that start together don't make the tables together.</summary>
    private const long MigrationLock = 0x51_41_50_49_4A_4F_42_53;

    /// <summary>What makes the next version of each.</summary>
    private static readonly string[] s_steps = [Tables, Views, Notes];

    /// <summary>The version that this one writes.</summary>
    public static int Current => s_steps.Length;

    /// <summary>Makes today's tables, in the transaction at hand.</summary>
    /// <exception cref="JobStoreException">They are of a newer version, or of none that can be.</exception>
    public static async Task MigrateAsync(NpgsqlConnection connection, string name, int target, CancellationToken cancellationToken)
    {
        await ExecuteAsync(connection, $"select pg_advisory_xact_lock({MigrationLock})", cancellationToken).ConfigureAwait(false);
        int version = await ExecuteAsync(connection, "select to_regclass('qapi_schema')::text", cancellationToken).ConfigureAwait(false) is string
            ? await ExecuteAsync(connection, "select version from qapi_schema", cancellationToken).ConfigureAwait(false) as int? ?? 0
            : 0;
        if (version > target)
        {
            throw new JobStoreException(
                JobStoreFault.NewerVersion,
                $"The store {name} has version {version}, and this version of QapiGen.Jobs.PostgreSql knows versions up to {target}. Nothing was changed.");
        }

        if (version < 0)
        {
            throw new JobStoreException(JobStoreFault.Corrupt, $"The store {name} is damaged: its version is {version}. Nothing was changed.");
        }

        for (int i = version; i < target; i++)
        {
            await ExecuteAsync(connection, s_steps[i], cancellationToken).ConfigureAwait(false);
        }

        if (version != target)
        {
            await ExecuteAsync(connection, $"update qapi_schema set version = {target}", cancellationToken).ConfigureAwait(false);
        }
    }

    private static async Task<object?> ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false);
    }
}
