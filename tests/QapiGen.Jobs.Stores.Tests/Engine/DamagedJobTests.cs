using System;
using System.Threading.Tasks;
using Microsoft.Data.Sqlite;
using QapiGen.Jobs.Sqlite;
using QapiGen.Jobs.Storage;
using QapiGen.Jobs.Stores.Tests.Support;
using QapiGen.Jobs.Tests.Durable;
using Xunit;

namespace QapiGen.Jobs.Stores.Tests.Engine;

/// <summary>A host finds in its store what it can't understand.</summary>
public sealed class DamagedJobTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Database => _folder.File("jobs.db");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Jobs_that_cannot_be_understood_say_why_and_stay_and_the_others_go_on()
    {
        World world = NewWorld();
        JobManager first = await world.OpenAsync();
        foreach (string id in (string[])["good", "unknown", "undecodable", "levitating"])
        {
            await first.StartAsync("steps", World.Steps(id, 1), World.Options(id));
        }

        await world.KillAsync(world.Store!);
        await SpoilAsync("""
            update qapi_job set driver = 'gone' where id = 'unknown';
            update qapi_arguments set body = cast('{"name": 5' as blob) where job = (select number from qapi_job where id = 'undecodable');
            update qapi_job set status = 'levitating' where id = 'levitating';
            """);

        JobManager second = await world.OpenAsync();
        JobResult unknown = await second.Find("unknown")!.Completion.WaitAsync(TimeSpan.FromMinutes(2));
        Assert.Equal((JobOutcome.Failed, "No driver is registered as 'gone'"), (unknown.Outcome, unknown.Error));
        JobResult undecodable = await second.Find("undecodable")!.Completion.WaitAsync(TimeSpan.FromMinutes(2));
        Assert.Equal(JobOutcome.Failed, undecodable.Outcome);
        Assert.StartsWith("The driver 'steps' can't be made again from what was kept: ", undecodable.Error, StringComparison.Ordinal);
        Assert.Contains(await second.QueryJobsAsync(), static job => job.Id == "levitating");
        world.Allow("good", 1);
        Assert.Equal(JobOutcome.Succeeded, (await second.Find("good")!.Completion.WaitAsync(TimeSpan.FromMinutes(2))).Outcome);
        await second.DisposeAsync();

        // What isn't understood is left as it is, for a version that does.
        Assert.Equal("levitating", await SpoilAsync("select status from qapi_job where id = 'levitating'"));
        Assert.Equal("gone", await SpoilAsync("select driver from qapi_job where id = 'unknown'"));
        JobManager third = await world.OpenAsync();
        Assert.Equal(4, third.Count);
        await third.DisposeAsync();
    }

    [Theory]
    [MemberData(nameof(DamageSql.Rows), MemberType = typeof(DamageSql))]
    public Task One_damaged_row_says_why_and_can_be_dismissed_and_the_other_jobs_go_on(string sql, string reason) =>
        DamageSql.RunAsync(NewWorld(), async () => await SpoilAsync(sql), reason);

    [Theory]
    [MemberData(nameof(DamageSql.Numbers), MemberType = typeof(DamageSql))]
    public Task A_store_that_is_wrong_about_its_last_numbers_gives_none_twice(string column, long number) =>
        DamageSql.RunAsync(NewWorld(), async () => await SpoilAsync($"update qapi_store set {column} = {number}"));

    [Theory]
    [InlineData("update qapi_checkpoint set sequence = 9223372036854775807")]
    [InlineData("update qapi_checkpoint set sequence = sequence + 1000000")]
    [InlineData("update qapi_job set sequence = 9223372036854775807")]
    [InlineData("update qapi_transition set number = 9223372036854775807 where number = 2")]
    [InlineData("update qapi_transition set number = -2 where number = 2")]
    public Task A_number_that_cannot_be_keeps_nothing_from_being_kept(string sql) =>
        DamageSql.RunAsync(NewWorld(), async () => await SpoilAsync(sql));

    [Theory]
    [InlineData(long.MaxValue)]
    [InlineData(-1)]
    public async Task A_store_whose_epoch_has_no_next_is_refused_with_a_sentence_and_left_as_it_is(long epoch)
    {
        World world = NewWorld();
        await (await world.OpenAsync()).DisposeAsync();
        await SpoilAsync($"update qapi_store set epoch = {epoch}");

        JobStoreException refused = await Assert.ThrowsAsync<JobStoreException>(() => world.OpenAsync());
        Assert.Equal((JobStoreFault.Corrupt, $"The store '{Database}' is damaged: its epoch is {epoch}, after which none can come."), (refused.Fault, refused.Message));
        Assert.Equal($"{epoch} 1", await SpoilAsync("select epoch || ' ' || is_closed from qapi_store"));
    }

    [Fact]
    public async Task A_store_of_a_newer_version_is_refused_with_a_sentence_and_left_as_it_is()
    {
        World world = NewWorld();
        JobManager first = await world.OpenAsync();
        await first.CreateAsync("steps", World.Steps("a", 1), World.Options("a"));
        await first.DisposeAsync();
        await SpoilAsync("update qapi_store set version = 99");
        string before = Convert.ToString(await SpoilAsync("select epoch || ' ' || is_closed || ' ' || sequence from qapi_store"), System.Globalization.CultureInfo.InvariantCulture)!;

        JobStoreException refused = await Assert.ThrowsAsync<JobStoreException>(() => world.OpenAsync());
        Assert.Equal(JobStoreFault.NewerVersion, refused.Fault);
        Assert.StartsWith($"The store '{Database}' has version 99, and this version of QapiGen.Jobs.Sqlite knows versions up to ", refused.Message, StringComparison.Ordinal);
        Assert.Equal(before, await SpoilAsync("select epoch || ' ' || is_closed || ' ' || sequence from qapi_store"));
    }

    private async Task<object?> SpoilAsync(string sql)
    {
        await using var other = new SqliteConnection($"Data Source={Database};Pooling=False");
        await other.OpenAsync();
        await using SqliteCommand command = other.CreateCommand();
        command.CommandText = sql;
        return await command.ExecuteScalarAsync();
    }

    private World NewWorld() => new()
    {
        Configure = static options => options.MaxLosses = 100,
        NewStore = () => new SqliteJobStore(new SqliteJobStoreOptions { Path = Database, Durability = JobDurability.Process }),
        KillAsync = static store => ((SqliteJobStore)store).AbandonAsync(),
    };
}
