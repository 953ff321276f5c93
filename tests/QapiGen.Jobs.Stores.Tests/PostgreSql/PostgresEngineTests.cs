using System;
using System.Linq;
using System.Threading.Tasks;
using Npgsql;
using QapiGen.Jobs.Drivers;
using QapiGen.Jobs.PostgreSql;
using QapiGen.Jobs.Storage;
using QapiGen.Jobs.Stores.Tests.Engine;
using QapiGen.Jobs.Stores.Tests.Support;
using QapiGen.Jobs.Tests.Durable;
using QapiGen.TestSupport;
using Xunit;
using Xunit.Abstractions;

namespace QapiGen.Jobs.Stores.Tests.PostgreSql;

/// <summary>The engine over PostgreSQL: the scenario, and a death after each of its records.</summary>
[Collection(PostgresTests.Name)]
public sealed class PostgresEngineTests(PostgresServer server, ITestOutputHelper output)
{
    [PostgresFact]
    public async Task A_transaction_of_another_store_is_refused_though_it_has_a_job_of_that_number_and_epoch()
    {
        string other = await server.NewSchemaAsync();
        (string? refusal, bool isTouched) = await EffectDriver.MistakeAsync(
            new QapiJobsOptions().UsePostgreSql(await server.NewSchemaAsync()),
            new QapiJobsOptions().UsePostgreSql(other),
            async (job, at) =>
            {
                await using var theirs = new NpgsqlConnection(other);
                await theirs.OpenAsync();
                await using NpgsqlTransaction transaction = await theirs.BeginTransactionAsync();
                await job.SaveCheckpointAsync(at, transaction);
                await transaction.CommitAsync();
            });
        Assert.Contains("isn't in the store of this job, but in another one", refusal, StringComparison.Ordinal);
        Assert.False(isTouched);
    }

    [PostgresFact]
    public async Task A_transaction_of_another_server_is_refused_though_that_was_set_up_alike()
    {
        string connectionString = await server.NewSchemaAsync();
        await using var store = new PostgreSqlJobStore(connectionString);
        Records records = await Records.OpenAsync(store);
        records.Create(1);
        await records.FlushAsync();

        // Servers that were set up in the same way give the same numbers to databases and tables.
        object? number = await server.ExecuteAsync("select system_identifier from pg_control_system()");
        string identity = Assert.IsType<string>(records.Content.Identity);
        Assert.EndsWith($"/{number}", identity, StringComparison.Ordinal);
        string other = identity[..identity.LastIndexOf('/')] + "/1";
        await using var mine = new NpgsqlConnection(connectionString);
        await mine.OpenAsync();
        await using NpgsqlTransaction transaction = await mine.BeginTransactionAsync();
        JobStoreException refusal = await Assert.ThrowsAsync<JobStoreException>(
            () => PostgreSqlCheckpoint.SaveAsync(transaction, "'x'", 0, other, records.Content.Epoch, 1, 9, "{}"u8.ToArray(), default, default));
        Assert.Contains("isn't in the store of this job, but in another one", refusal.Message, StringComparison.Ordinal);
        await PostgreSqlCheckpoint.SaveAsync(transaction, "'x'", 0, identity, records.Content.Epoch, 1, 9, "{}"u8.ToArray(), default, default);
    }

    // It would wait for the transaction, and the whole store with it.
    [PostgresTheory]
    [InlineData("commit")]
    [InlineData("commit and dispose")]
    [InlineData("rollback")]
    [InlineData("dispose")]
    [InlineData("close")]
    public async Task A_checkpoint_outside_of_an_open_transaction_that_has_saved_one_is_refused_until_it_ends(string how)
    {
        string where = await server.NewSchemaAsync();
        var options = new QapiJobsOptions().UsePostgreSql(where);
        string[] refused = [];
        await using JobManager jobs = await JobManager.OpenAsync(new JobManagerOptions { Store = options.CreateStore() });
        Job job = await jobs.StartAsync(new CheckpointDriver(async job =>
        {
            await using var mine = new NpgsqlConnection(where);
            await mine.OpenAsync();
            await job.SaveCheckpointAsync(EffectDriver.At(1));
            NpgsqlTransaction transaction = await mine.BeginTransactionAsync();
            await job.SaveCheckpointAsync(EffectDriver.At(2), transaction);
            await job.SaveCheckpointAsync(EffectDriver.At(3), transaction);
            InvalidOperationException refusal = await Assert.ThrowsAsync<InvalidOperationException>(() => job.SaveCheckpointAsync(EffectDriver.At(4)).AsTask());
            refused = [refusal.Message];
            await (how switch
            {
                "commit" or "commit and dispose" => transaction.CommitAsync(),
                "rollback" => transaction.RollbackAsync(),
                "dispose" => transaction.DisposeAsync().AsTask(),
                _ => mine.CloseAsync(),
            });
            if (how == "commit and dispose")
            {
                await transaction.DisposeAsync();
            }
            else
            {
                await job.SaveCheckpointAsync(EffectDriver.At(5));
            }

            if (how == "close")
            {
                await mine.OpenAsync();
            }

            // One that has nothing to do with it, though Npgsql uses the object of the other.
            await using NpgsqlTransaction other = await mine.BeginTransactionAsync();
            await job.SaveCheckpointAsync(EffectDriver.At(6));
        }), World.Options("a"));

        JobResult result = await job.Completion.WaitAsync(TimeSpan.FromMinutes(2));

        Assert.Equal((JobOutcome.Succeeded, null), (result.Outcome, result.Error));
        Assert.StartsWith("A transaction of the application's that is still open has saved a checkpoint of this job: ", Assert.Single(refused), StringComparison.Ordinal);
        Assert.Equal(6, (await job.ReadCheckpointAsync<JobInfo>())!.CurrentProgress);
    }

    [PostgresTheory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public async Task A_role_that_may_not_ask_which_server_it_is_opens_the_store_and_saves_in_transactions_all_the_same(bool isStoreLow, bool isTransactionLow)
    {
        string connectionString = await server.NewSchemaAsync();
        string schema = new NpgsqlConnectionStringBuilder(connectionString).SearchPath!;
        await server.ExecuteAsync($"create role low_{schema} login; grant all on schema {schema} to low_{schema}; revoke execute on function pg_control_system() from public");
        try
        {
            string low = $"{connectionString};Username=low_{schema}";
            await using var store = new PostgreSqlJobStore(isStoreLow ? low : connectionString);
            Records records = await Records.OpenAsync(store);
            records.Create(1);
            await records.FlushAsync();
            Assert.Equal(isStoreLow ? 1 : 2, records.Content.Identity!.Count('/'));
            await server.ExecuteAsync($"grant all on all tables in schema {schema} to low_{schema}");
            await using var mine = new NpgsqlConnection(isTransactionLow ? low : connectionString);
            await mine.OpenAsync();
            await using NpgsqlTransaction transaction = await mine.BeginTransactionAsync();
            await store.SaveCheckpointAsync(1, "{}"u8.ToArray(), default, transaction);
            await transaction.CommitAsync();
            Assert.NotNull((await store.ReadBodiesAsync(1))!.Checkpoint);
        }
        finally
        {
            await server.ExecuteAsync("grant execute on function pg_control_system() to public");
        }
    }

    [PostgresFact]
    public async Task After_a_death_at_any_record_nothing_told_is_missing_and_every_job_comes_to_its_end()
    {
        int deaths = 0;
        string connectionString = await server.NewSchemaAsync();
        while (await EveryPoint.DieAfterAsync(NewWorld(connectionString, deaths), deaths))
        {
            deaths++;
        }

        output.WriteLine($"{deaths} deaths");
        Assert.InRange(deaths, 40, 1000);
    }

    [PostgresFact]
    [Trait("Draws", "examples")]
    public async Task What_was_acknowledged_is_so_after_every_random_step_and_every_death()
    {
        string connectionString = await server.NewSchemaAsync();
        int lives = 0;
        int hosts = 0;
        await Examples.CheckSeedsAsync([.. Enumerable.Range(0, 8)], async seed => hosts += await StoredModel.RunAsync(seed, NewWorld(connectionString, lives++)));
        output.WriteLine($"{hosts} hosts");
    }

    [PostgresFact]
    public async Task Drivers_of_an_older_host_do_nothing_after_its_flush_was_refused() =>
        await Takeover.RunAsync(NewWorld(await server.NewSchemaAsync(), 1));

    [PostgresFact]
    public async Task A_clock_that_jumps_back_and_forth_all_the_time_does_no_harm()
    {
        string connectionString = await server.NewSchemaAsync();
        Assert.True(await EveryPoint.DieAfterAsync(NewWorld(connectionString, 1, new JumpingClock()), 35));
    }

    [PostgresTheory]
    [MemberData(nameof(DamageSql.Rows), MemberType = typeof(DamageSql))]
    public async Task One_damaged_row_says_why_and_can_be_dismissed_and_the_other_jobs_go_on(string sql, string reason)
    {
        string connectionString = await server.NewSchemaAsync();
        string statement = sql.Replace("qapi_group (number", "qapi_group (shard, number", StringComparison.Ordinal).Replace("values (", "values (0, ", StringComparison.Ordinal);
        await DamageSql.RunAsync(NewWorld(connectionString, 0), () => server.ExecuteAsync(statement, connectionString), reason);
    }

    [PostgresTheory]
    [MemberData(nameof(DamageSql.Numbers), MemberType = typeof(DamageSql))]
    public async Task A_store_that_is_wrong_about_its_last_numbers_gives_none_twice(string column, long number)
    {
        string connectionString = await server.NewSchemaAsync();
        await DamageSql.RunAsync(NewWorld(connectionString, 0), () => server.ExecuteAsync($"update qapi_shard set {column} = {number}", connectionString));
    }

    [PostgresTheory]
    [InlineData("update qapi_checkpoint set sequence = 9223372036854775807")]
    [InlineData("update qapi_job set sequence = 9223372036854775807")]
    [InlineData("update qapi_transition set number = 9223372036854775807 where number = 2")]
    public async Task A_number_that_cannot_be_keeps_nothing_from_being_kept(string sql)
    {
        string connectionString = await server.NewSchemaAsync();
        await DamageSql.RunAsync(NewWorld(connectionString, 0), () => server.ExecuteAsync(sql, connectionString));
    }

    [PostgresFact]
    public async Task A_store_whose_epoch_has_no_next_is_refused_with_a_sentence_and_left_as_it_is()
    {
        string connectionString = await server.NewSchemaAsync();
        World world = NewWorld(connectionString, 0);
        await (await world.OpenAsync()).DisposeAsync();
        await server.ExecuteAsync($"update qapi_shard set epoch = {long.MaxValue}", connectionString);

        JobStoreException refused = await Assert.ThrowsAsync<JobStoreException>(() => world.OpenAsync());
        Assert.Equal(JobStoreFault.Corrupt, refused.Fault);
        Assert.EndsWith(" is damaged: its epoch is 9223372036854775807, after which none can come.", refused.Message, StringComparison.Ordinal);
        Assert.Equal("9223372036854775807 true", await server.ExecuteAsync("select epoch || ' ' || is_closed from qapi_shard", connectionString));
    }

    // A shard for each life: they have nothing in common but the tables.
    private static World NewWorld(string connectionString, int shard, TimeProvider? clock = null) => new()
    {
        Clock = clock ?? TimeProvider.System,
        Configure = static options => options.MaxLosses = 100,
        NewStore = () => new PostgreSqlJobStore(new PostgreSqlJobStoreOptions { ConnectionString = connectionString, Shard = shard }),
        KillAsync = static store => ((PostgreSqlJobStore)store).AbandonAsync(),
    };

    private sealed class CheckpointDriver(Func<JobContext, Task> run) : JobDriver
    {
        public override Task RunAsync(JobContext job) => run(job);
    }
}
