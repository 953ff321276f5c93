using System;
using System.Globalization;
using System.Linq;
using System.Text;
using System.Threading.Tasks;
using Npgsql;
using QapiGen.Jobs.Drivers;
using QapiGen.Jobs.PostgreSql;
using QapiGen.Jobs.Storage;
using QapiGen.Jobs.Stores.Tests.Support;
using Xunit;
using Xunit.Abstractions;

namespace QapiGen.Jobs.Stores.Tests.PostgreSql;

/// <summary>Bad luck with the server while a host has a store open.</summary>
[Collection(PostgresTests.Name)]
public sealed class PostgresFaultTests(PostgresServer server, ITestOutputHelper output)
{
    [PostgresTheory]
    [InlineData("INT")]
    [InlineData("QUIT")]
    public async Task A_server_that_restarts_is_trouble_that_ends_when_it_is_back(string signal)
    {
        string where = await server.NewSchemaAsync();
        await using var store = new PostgreSqlJobStore(where);
        Records records = await Records.OpenAsync(store);
        records.Create(1);
        await records.FlushAsync();
        await server.StopAsync(signal);
        records.Create(2);
        Task flushed = records.FlushAsync();
        JobStoreTrouble trouble = await Wait.ForTroubleAsync(store);
        Assert.Equal(JobStoreFault.Unavailable, trouble.Reason.Fault);
        Assert.Contains("can't be reached or used", trouble.Reason.Message, StringComparison.Ordinal);
        Assert.False(flushed.IsCompleted);
        await Assert.ThrowsAsync<JobStoreException>(() => store.ReadBodiesAsync(1).AsTask());

        await server.StartAsync();
        await flushed;
        Assert.Null(store.Trouble);
        Assert.Equal(["j1", "j2"], (await records.JobsAsync()).Select(job => job.Definition.Id));
    }

    [PostgresFact]
    public async Task A_look_at_the_owner_while_the_server_is_down_is_no_trouble_and_costs_nothing()
    {
        string where = await server.NewSchemaAsync();
        var timers = new ManualTimers();
        await using var store = new PostgreSqlJobStore(new PostgreSqlJobStoreOptions { ConnectionString = where, Clock = timers });
        Records records = await Records.OpenAsync(store);
        records.Create(1);
        await records.FlushAsync();
        await server.StopAsync("INT");
        timers.Fire();
        Assert.Null(store.Trouble);
        await server.StartAsync();
        timers.Fire();
        records.Create(2);
        await records.FlushAsync();
        Assert.False(store.OwnershipLost.IsCancellationRequested);
        Assert.Null(store.Trouble);
    }

    [PostgresFact]
    public async Task A_quiet_owner_learns_of_another_when_it_looks()
    {
        string where = await server.NewSchemaAsync();
        var timers = new ManualTimers();
        await using var older = new PostgreSqlJobStore(new PostgreSqlJobStoreOptions { ConnectionString = where, Clock = timers });
        await Records.OpenAsync(older);
        await using var newer = new PostgreSqlJobStore(where);
        await newer.OpenAsync("newer");
        Assert.False(older.OwnershipLost.IsCancellationRequested);
        timers.Fire();
        await Wait.ForAsync(() => older.OwnershipLost.IsCancellationRequested);
        JobStoreException loss = await Assert.ThrowsAsync<JobStoreException>(() => older.WhenDurableAsync(long.MaxValue).AsTask());
        Assert.StartsWith("Another owner has opened the store ", loss.Message, StringComparison.Ordinal);
        Assert.Null(older.Trouble);
    }

    [PostgresFact]
    public async Task Stores_that_are_quiet_hold_no_connection()
    {
        string where = await server.NewSchemaAsync();
        await using var source = NpgsqlDataSource.Create(where + ";Maximum Pool Size=1;Timeout=180");
        foreach (int shard in Enumerable.Range(1, 5))
        {
            var store = new PostgreSqlJobStore(new PostgreSqlJobStoreOptions { DataSource = source, Shard = shard });
            Records records = await Records.OpenAsync(store);
            records.Create(1);
            await records.FlushAsync();
            Assert.Null(store.Trouble);
        }

        Assert.Equal(5L, await server.ExecuteAsync("select count(*) from qapi_jobs", where));
    }

    [PostgresFact]
    public async Task Connections_that_are_cut_at_any_time_lose_nothing_and_write_nothing_twice()
    {
        string where = await server.NewSchemaAsync();
        await using var store = new PostgreSqlJobStore(where + ";Application Name=cut me");
        Records records = await Records.OpenAsync(store);
        for (int job = 1; job <= 300; job++)
        {
            records.Create(job);
            if (job % 10 == 0)
            {
                await server.ExecuteAsync("select count(pg_terminate_backend(pid)) from pg_stat_activity where application_name = 'cut me'");
            }
        }

        await records.FlushAsync();
        Assert.False(store.OwnershipLost.IsCancellationRequested);
        Assert.Equal(Enumerable.Range(1, 300).Select(job => $"j{job}"), (await records.JobsAsync()).Select(job => job.Definition.Id));
        Assert.Equal(300, (await store.ReadSinceAsync(0, 1000)).Transitions.Count);
    }

    [PostgresFact]
    public async Task A_flush_that_was_carried_out_without_an_answer_is_not_done_again()
    {
        string where = await server.NewSchemaAsync();
        await using var source = NpgsqlDataSource.Create(where);
        var options = new PostgreSqlJobStoreOptions { DataSource = source };
        await using var store = new PostgreSqlJobStore(options);
        Records records = await Records.OpenAsync(store);
        JobRecord[] batch =
        [
            new JobRecord(1, JobRecordKind.Created, 1, DateTimeOffset.UnixEpoch)
            {
                Definition = new JobDefinition("j1", "backup", null, default, 1, 0, false),
                State = Records.State(JobStatus.Created),
                Transition = 1,
            },
        ];
        var flush = new PostgreSqlFlush("test", records.Content.Epoch, options);
        await using NpgsqlConnection connection = await source.OpenConnectionAsync();
        await flush.WriteAsync(connection, batch);
        await flush.WriteAsync(connection, batch);
        Assert.Single((await store.ReadSinceAsync(0, 10)).Transitions);
    }

    [PostgresFact]
    public async Task A_server_that_may_only_be_read_is_trouble()
    {
        string where = await server.NewSchemaAsync();
        await using var store = new PostgreSqlJobStore(where);
        Records records = await Records.OpenAsync(store);
        await server.ExecuteAsync("alter role qapi set default_transaction_read_only = on");
        try
        {
            // The connection that is open doesn't know yet.
            await server.ExecuteAsync("begin read write; select count(pg_terminate_backend(pid)) from pg_stat_activity where pid <> pg_backend_pid(); commit");
            records.Create(1);
            await Wait.ForAsync(() => store.Trouble?.Reason.Fault == JobStoreFault.ReadOnly);
        }
        finally
        {
            await server.ExecuteAsync("begin read write; alter role qapi reset default_transaction_read_only; commit");
        }

        // Connections that were made meanwhile go on failing, so that they have to be made anew.
        await records.FlushAsync();
    }

    [PostgresFact]
    public async Task A_store_of_a_newer_version_is_refused_and_left_as_it_is()
    {
        string where = await server.NewSchemaAsync();
        await using (var store = new PostgreSqlJobStore(where))
        {
            await store.OpenAsync("test");
        }

        await server.ExecuteAsync("update qapi_schema set version = 99", where);
        await using var older = new PostgreSqlJobStore(where);
        JobStoreException fault = await Assert.ThrowsAsync<JobStoreException>(() => older.OpenAsync("test").AsTask());
        Assert.Equal(JobStoreFault.NewerVersion, fault.Fault);
        Assert.Contains("has version 99", fault.Message, StringComparison.Ordinal);
        Assert.Equal(1L, await server.ExecuteAsync("select epoch from qapi_shard", where));
    }

    [PostgresFact]
    public async Task A_store_of_a_version_that_cannot_be_is_refused()
    {
        string where = await server.NewSchemaAsync();
        await using (var store = new PostgreSqlJobStore(where))
        {
            await store.OpenAsync("test");
        }

        await server.ExecuteAsync("update qapi_schema set version = -1", where);
        await using var next = new PostgreSqlJobStore(where);
        JobStoreException fault = await Assert.ThrowsAsync<JobStoreException>(() => next.OpenAsync("test").AsTask());
        Assert.Equal(JobStoreFault.Corrupt, fault.Fault);
        Assert.Contains("its version is -1", fault.Message, StringComparison.Ordinal);
    }

    [PostgresFact]
    public async Task A_store_of_every_older_version_is_migrated()
    {
        for (int version = 1; version < PostgreSqlSchema.Current; version++)
        {
            string where = await server.NewSchemaAsync();
            await using (var connection = new NpgsqlConnection(where))
            {
                await connection.OpenAsync();
                await PostgreSqlSchema.MigrateAsync(connection, "test", version, default);
            }

            await using var store = new PostgreSqlJobStore(where);
            Records records = await Records.OpenAsync(store);
            records.Create(1);
            await records.FlushAsync();
            Assert.Equal(PostgreSqlSchema.Current, await server.ExecuteAsync("select version from qapi_schema", where));
            Assert.Equal("j1|created", await server.ExecuteAsync("select id || '|' || status from qapi_jobs", where));
        }
    }

    [PostgresFact]
    public async Task A_database_that_does_not_have_every_text_is_refused_and_left_as_it_is()
    {
        string name = "latin" + Guid.NewGuid().ToString("N");
        await server.ExecuteAsync($"create database {name} encoding 'LATIN1' locale 'C' template template0");
        string where = $"{await server.NewSchemaAsync()};Database={name};Search Path=public";
        await using var store = new PostgreSqlJobStore(where);
        JobStoreException refused = await Assert.ThrowsAsync<JobStoreException>(() => store.OpenAsync("test").AsTask());
        Assert.EndsWith(" can't be used: its database has the encoding LATIN1, and jobs need UTF8. Nothing was changed.", refused.Message, StringComparison.Ordinal);
        Assert.Equal(0L, await server.ExecuteAsync("select count(*) from pg_tables where tablename like 'qapi%'", where));
    }

    [PostgresFact]
    public async Task Hosts_that_start_together_make_the_tables_once_and_shards_do_not_see_each_other()
    {
        string where = await server.NewSchemaAsync();
        PostgreSqlJobStore[] stores = [.. Enumerable.Range(0, 8).Select(shard => new PostgreSqlJobStore(new PostgreSqlJobStoreOptions { ConnectionString = where, Shard = shard }))];
        Records[] all = await Task.WhenAll(stores.Select(store => Task.Run(() => Records.OpenAsync(store))));
        foreach (Records records in all)
        {
            Assert.Equal(1, records.Content.Epoch);
            records.Create(1, "same");
        }

        await Task.WhenAll(all.Select(records => records.FlushAsync()));
        foreach (PostgreSqlJobStore store in stores)
        {
            Assert.Single((await store.ReadSinceAsync(0, 10)).Transitions);
            await store.DisposeAsync();
        }
    }

    [PostgresFact]
    public async Task A_server_that_is_not_there_is_refused_with_its_name()
    {
        await using var store = new PostgreSqlJobStore("Host=/nowhere;Username=nobody;Database=jobs");
        JobStoreException fault = await Assert.ThrowsAsync<JobStoreException>(() => store.OpenAsync("test").AsTask());
        Assert.Equal(JobStoreFault.Unavailable, fault.Fault);
        Assert.StartsWith("The store 'jobs' on /nowhere can't be reached or used: ", fault.Message, StringComparison.Ordinal);
    }

    [PostgresTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_checkpoint_in_the_applications_transaction_is_kept_with_the_effect_or_not_at_all(bool commits)
    {
        string where = await server.NewSchemaAsync();
        await server.ExecuteAsync("create table effect(x int)", where);
        await using var store = new PostgreSqlJobStore(where);
        Records records = await Records.OpenAsync(store);
        records.Create(1);
        records.Checkpoint(1, "old", new JobProgress(1, 9));
        await records.FlushAsync();
        await using var mine = new NpgsqlConnection(where);
        await mine.OpenAsync();
        await using (NpgsqlTransaction transaction = await mine.BeginTransactionAsync())
        {
            await using (var effect = new NpgsqlCommand("insert into effect values(1)", mine, transaction))
            {
                await effect.ExecuteNonQueryAsync();
            }

            await store.SaveCheckpointAsync(1, Encoding.UTF8.GetBytes("new"), new JobProgress(5, 9), transaction);

            // Flushes go on meanwhile.
            records.Create(2);
            await records.FlushAsync();
            if (commits)
            {
                await transaction.CommitAsync();
            }
        }

        await store.AbandonAsync();
        await using var next = new PostgreSqlJobStore(where);
        Records after = await Records.OpenAsync(next);
        Assert.Equal(commits ? "new" : "old", Encoding.UTF8.GetString((await next.ReadBodiesAsync(1))!.Checkpoint!.Value.Span));
        Assert.Equal(new JobProgress(commits ? 5 : 1, 9), (await after.JobsAsync())[0].Progress);
        Assert.Equal(commits ? 1L : 0L, await server.ExecuteAsync("select count(*) from effect", where));
    }

    [PostgresFact]
    public async Task Effects_of_a_driver_happen_once_though_its_host_is_lost_between()
    {
        string where = await server.NewSchemaAsync();
        await server.ExecuteAsync("create table effect(x int)", where);
        await EffectDriver.RunTwiceAsync(
            new QapiJobsOptions().UsePostgreSql(where, options => options.Shard = 5),
            async (job, number, at, commits) =>
            {
                await using var mine = new NpgsqlConnection(where);
                await mine.OpenAsync();
                await using NpgsqlTransaction transaction = await mine.BeginTransactionAsync();
                await using var effect = new NpgsqlCommand($"insert into effect values({number})", mine, transaction);
                await effect.ExecuteNonQueryAsync();
                await job.SaveCheckpointAsync(at, transaction, shard: 5);
                if (commits)
                {
                    await transaction.CommitAsync();
                }
            },
            static store => ((PostgreSqlJobStore)store).AbandonAsync());
        Assert.Equal("0,1,2,3", await server.ExecuteAsync("select string_agg(x::text, ',' order by x) from effect", where));
    }

    [PostgresFact]
    public async Task Effects_happen_once_however_often_the_process_is_killed()
    {
        string where = await server.NewSchemaAsync();
        await server.ExecuteAsync("create table effect(x bigint)", where);
        long effects = await EffectKills.RunAsync(["effects", "postgresql", where], async () =>
        {
            var row = (string)(await server.ExecuteAsync(
                """
                select count(x) || ' ' || count(distinct x) || ' ' || max(x) || ' '
                    || (select convert_from(body, 'UTF8')::json->>'current-progress' from qapi_checkpoint) from effect
                """,
                where))!;
            long[] numbers = [.. row.Split(' ').Select(static number => long.Parse(number, CultureInfo.InvariantCulture))];
            return (numbers[0], numbers[1], numbers[2], numbers[3]);
        });
        output.WriteLine($"{effects} effects");
    }

    [PostgresFact]
    public async Task A_checkpoint_of_the_next_owner_is_newer_though_records_before_it_were_lost_with_the_last()
    {
        string where = await server.NewSchemaAsync();
        await using var store = new PostgreSqlJobStore(where);
        Records records = await Records.OpenAsync(store);
        records.Create(1);
        records.Checkpoint(1, "with the effect");
        await records.FlushAsync();
        await store.AbandonAsync();

        // As a transaction leaves it that was committed while records before it waited.
        await server.ExecuteAsync("update qapi_checkpoint set sequence = sequence + 50", where);
        await using var next = new PostgreSqlJobStore(where);
        Records after = await Records.OpenAsync(next);
        after.Checkpoint(1, "later");
        await after.FlushAsync();
        await next.AbandonAsync();
        await using var last = new PostgreSqlJobStore(where);
        await last.OpenAsync("test");
        Assert.Equal("later", Encoding.UTF8.GetString((await last.ReadBodiesAsync(1))!.Checkpoint!.Value.Span));
    }

    [PostgresFact]
    public async Task The_next_owner_waits_for_such_a_transaction_and_an_older_one_cannot_begin_one()
    {
        string where = await server.NewSchemaAsync();
        await using var older = new PostgreSqlJobStore(where);
        Records records = await Records.OpenAsync(older);
        records.Create(1);
        await records.FlushAsync();
        await using var mine = new NpgsqlConnection(where);
        await mine.OpenAsync();
        await using var newer = new PostgreSqlJobStore(where);
        await using (NpgsqlTransaction transaction = await mine.BeginTransactionAsync())
        {
            await older.SaveCheckpointAsync(1, Encoding.UTF8.GetBytes("mine"), default, transaction);
            await using var hasty = new PostgreSqlJobStore(new PostgreSqlJobStoreOptions { ConnectionString = where, LockTimeout = TimeSpan.FromMilliseconds(50) });
            JobStoreException locked = await Assert.ThrowsAsync<JobStoreException>(() => hasty.OpenAsync("hasty").AsTask());
            Assert.Equal(JobStoreFault.Locked, locked.Fault);
            Task<JobStoreContent> opening = newer.OpenAsync("newer").AsTask();
            await transaction.CommitAsync();
            Assert.Equal(2, (await opening.WaitAsync(TimeSpan.FromMinutes(2))).Epoch);
        }

        Assert.Equal("mine", Encoding.UTF8.GetString((await newer.ReadBodiesAsync(1))!.Checkpoint!.Value.Span));
        await using NpgsqlTransaction late = await mine.BeginTransactionAsync();
        JobStoreException lost = await Assert.ThrowsAsync<JobStoreException>(
            () => older.SaveCheckpointAsync(1, Encoding.UTF8.GetBytes("late"), default, late).AsTask());
        Assert.Equal(JobStoreFault.OwnershipLost, lost.Fault);
        await Assert.ThrowsAsync<InvalidOperationException>(() => newer.SaveCheckpointAsync(9, default, default, late).AsTask());
    }
}
