using System;
using System.Runtime.CompilerServices;
using System.Threading.Tasks;
using QapiGen.Jobs.Storage;
using QapiGen.Testing.Jobs;
using Xunit;

namespace QapiGen.Testing.Tests;

/// <summary>The suite finds stores that don't keep the contract, each by the sentence that it breaks.</summary>
public sealed class BrokenStoreTests
{
    [Fact]
    public Task One_that_calls_durable_what_is_not() => IsFoundAsync(
        new MemoryJobStoreData { IsHeld = true }, static data => new LyingStore(data), "What is called durable is there when its owner is killed at any record");

    [Fact]
    public Task One_whose_older_owner_takes_the_epoch_back()
    {
        var epoch = new StrongBox<long>();
        return IsFoundAsync(new MemoryJobStoreData(), data => new EpochRestoringStore(data, epoch), "An older owner that ends takes nothing from the newer one");
    }

    [Fact]
    public Task One_that_forgets_notes_of_some_records() =>
        IsFoundAsync(new MemoryJobStoreData(), static data => new ForgetfulStore(data), "Notes come with records of every kind");

    [Fact]
    public Task One_that_forgets_the_progress_of_checkpoints() =>
        IsFoundAsync(new MemoryJobStoreData(), static data => new StandingStore(data), "The newest state and the newest checkpoint count");

    [Fact]
    public Task One_that_looks_at_ids_without_their_case() =>
        IsFoundAsync(new MemoryJobStoreData(), static data => new CaselessStore(data), "Ids are told apart by their case");

    [Fact]
    public Task One_whose_history_is_ahead_of_what_is_durable() =>
        IsFoundAsync(new MemoryJobStoreData(), static data => new HastyStore(data), "The history tells only what is durable");

    [Fact]
    public Task One_that_tells_the_known_transition_again() => IsFoundAsync(
        new MemoryJobStoreData(), static data => new RepeatingStore(data), "The history has every transition in its order and outlives jobs");

    [Fact]
    public Task One_that_is_closed_to_readers_too() =>
        IsFoundAsync(new MemoryJobStoreData(), static data => new ShutStore(data), "What is kept can be read after the closing until the disposal");

    private static async Task IsFoundAsync(MemoryJobStoreData data, Func<MemoryJobStoreData, IJobStore> make, string sentence)
    {
        await using var fixture = new Fixture(data, make);
        await Assert.ThrowsAsync<JobStoreConformanceException>(() => JobStoreConformance.RunAsync(sentence, fixture));
    }

    private sealed class Fixture(MemoryJobStoreData data, Func<MemoryJobStoreData, IJobStore> make) : JobStoreFixture
    {
        public override IJobStore Create() => make(data);

        public override ValueTask DisposeAsync() => default;
    }
}
