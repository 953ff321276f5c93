using System;
using System.Threading;
using System.Threading.Tasks;
using QapiGen.Jobs;
using QapiGen.Jobs.Storage;
using QapiGen.Testing.Jobs;
using Xunit;

namespace QapiGen.Testing.Tests;

/// <summary>The store in memory passes the suite.</summary>
public sealed class MemoryJobStoreTests
{
    public static TheoryData<string> Names => [.. JobStoreConformance.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task It_keeps_the_contract(string name)
    {
        await using var fixture = new Fixture(new MemoryJobStoreData());
        await JobStoreConformance.RunAsync(name, fixture);
    }

    [Fact]
    public async Task Its_history_can_be_bounded()
    {
        await using var fixture = new Fixture(new MemoryJobStoreData { HistoryLimit = 100 });
        await JobStoreConformance.RunAsync("The history is bounded and says where it begins", fixture);
    }

    [Fact]
    public async Task Writes_that_fail_are_trouble_that_is_told_and_done_again()
    {
        var data = new MemoryJobStoreData { Fault = new JobStoreException(JobStoreFault.Full, "No room in memory") };
        await using var store = new MemoryJobStore(data);
        await store.OpenAsync("test");
        store.Append(Record(1));
        Task durable = store.WhenDurableAsync(1).AsTask();
        SpinWait.SpinUntil(() => store.Trouble is not null, TimeSpan.FromSeconds(30));
        Assert.Equal((JobStoreFault.Full, 1L), (store.Trouble!.Reason.Fault, store.Trouble.Waiting));
        Assert.False(durable.IsCompleted);

        data.Fault = null;
        await durable.WaitAsync(TimeSpan.FromMinutes(3));
        Assert.Null(store.Trouble);
    }

    [Fact]
    public async Task Writes_that_hang_keep_who_waits()
    {
        var data = new MemoryJobStoreData { IsHeld = true };
        await using var store = new MemoryJobStore(data);
        await store.OpenAsync("test");
        store.Append(Record(1));
        Task durable = store.WhenDurableAsync(1).AsTask();
        Assert.False(durable.IsCompleted);
        data.IsHeld = false;
        await durable.WaitAsync(TimeSpan.FromMinutes(3));
    }

    [Fact]
    public void Texts_are_made_such_that_every_store_can_keep_them()
    {
        // Not as data of a theory: attributes can't hold lone surrogates.
        Assert.Equal("as it is", StoredText.Clean("as it is"));
        Assert.Equal("a\uFFFDb", StoredText.Clean("a\0b"));
        Assert.Equal("a\uFFFD", StoredText.Clean("a\uD83D"));
        Assert.Equal("\uFFFDa", StoredText.Clean("\uDE00a"));
        Assert.Equal("😀", StoredText.Clean("😀"));
        Assert.Null(StoredText.Clean((string?)null));
    }

    [Fact]
    public void A_text_without_end_is_cut_between_characters()
    {
        string cut = StoredText.Clean("a" + string.Concat(System.Linq.Enumerable.Repeat("😀", 40_000)))!;
        Assert.Equal(StoredText.MaxLength - 1, cut.Length);
        Assert.EndsWith("😀", cut, StringComparison.Ordinal);
    }

    private static JobRecord Record(long sequence) => new(sequence, JobRecordKind.Created, sequence, DateTimeOffset.UnixEpoch)
    {
        Definition = new JobDefinition($"j{sequence}", "backup", null, default, sequence, 0, false),
        State = new StoredJobState(JobStatus.Created, default, 0, null, 0, false, 0),
        Transition = sequence,
    };

    private sealed class Fixture(MemoryJobStoreData data) : JobStoreFixture
    {
        public override int HistoryLimit => data.HistoryLimit;

        public override IJobStore Create() => new MemoryJobStore(data);

        public override ValueTask DisposeAsync() => default;
    }
}
