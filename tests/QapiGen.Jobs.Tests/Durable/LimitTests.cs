using System;
using System.Text.Json;
using System.Threading.Tasks;
using Durable;
using QapiGen.Jobs.Drivers;
using QapiGen.Jobs.Storage;
using QapiGen.Runtime.Messages;
using QapiGen.Runtime.Wire;
using Xunit;

namespace QapiGen.Jobs.Tests.Durable;

/// <summary>What no store keeps is refused to who wants it kept: a record that can't be written keeps those behind it from being written, whosever they are.</summary>
public sealed class LimitTests
{
    private static readonly byte[] s_large = CreateLarge();

    [Fact]
    public async Task An_id_that_is_too_long_to_be_kept_is_refused()
    {
        var world = new World();
        await using JobManager host = await world.OpenAsync();
        string longest = new('a', StoredText.MaxIdLength);
        await host.CreateAsync("steps", World.Steps("a", 1), World.Options(longest));
        QmpErrorException refused = await Assert.ThrowsAsync<QmpErrorException>(
            () => host.CreateAsync("steps", World.Steps("a", 1), World.Options(longest + "a")).AsTask());
        Assert.Equal("A job ID that is kept has at most 1000 characters", refused.Message);
        Assert.Equal(1, host.Count);
        await using var inMemory = new JobManager();
        await inMemory.CreateAsync(new StepsDriver(world, World.Steps("a", 1)), World.Options(longest + "a"));
    }

    [Fact]
    public void A_name_of_a_driver_that_not_every_store_can_keep_is_refused() => Assert.All(
        ["a\0b", "a\ud800", "\udc00a", new string('a', StoredText.MaxLength + 1)],
        static name => Assert.Throws<ArgumentException>(
            () => new JobManager(new JobManagerOptions { Drivers = new JobDriverRegistry().Add<StepsArguments>(name, static _ => throw new NotSupportedException()) })));

    [Fact]
    public async Task A_note_that_not_every_store_can_keep_is_refused()
    {
        await using JobManager host = await new World().OpenAsync();
        StoredNote[] refused =
        [
            new("", "v"), new("a\0b", "v"), new("a\ud800b", "v"), new(new string('é', (StoredText.MaxIdLength / 2) + 1), "v"),
            new("k", "a\0b"), new("k", "\udc00"), new("k", new string('v', StoredText.MaxLength + 1)),
        ];
        foreach (StoredNote note in refused)
        {
            await Assert.ThrowsAsync<ArgumentException>(() => host.NoteAsync(note).AsTask());
            Assert.Throws<ArgumentException>(() => host.Noting(note));
        }

        await host.NoteAsync(new StoredNote(new string('é', StoredText.MaxIdLength / 2), new string('v', StoredText.MaxLength)));
        await host.NoteAsync(new StoredNote("k", null));
    }

    [Fact]
    public async Task A_checkpoint_that_is_too_large_to_be_kept_fails_its_job_and_no_other()
    {
        var world = new World();
        await using JobManager host = await world.OpenAsync(static options => options with
        {
            Drivers = options.Drivers.Add<StepsArguments>("large", static _ => new LargeDriver()),
        });
        Job other = await host.StartAsync("steps", World.Steps("other", 1), World.Options("other"));
        Job job = await host.StartAsync("large", World.Steps("large", 1), World.Options("large"));
        JobResult result = await job.Completion.WaitAsync(TimeSpan.FromMinutes(2));
        Assert.Equal((JobOutcome.Failed, $"A checkpoint of {s_large.Length} bytes can't be kept; 67108864 can."), (result.Outcome, result.Error));
        world.Allow("other", 1);
        Assert.Equal(JobOutcome.Succeeded, (await other.Completion.WaitAsync(TimeSpan.FromMinutes(2))).Outcome);
    }

    [Fact]
    public async Task Arguments_that_are_too_large_to_be_kept_are_refused()
    {
        var world = new World();
        await using JobManager host = await world.OpenAsync(static options => options with
        {
            Drivers = options.Drivers.Add<Large>("large", static _ => new LargeDriver()),
        });
        await Assert.ThrowsAsync<ArgumentException>(() => host.StartAsync("large", default(Large), World.Options("a")).AsTask());
        await Assert.ThrowsAsync<ArgumentException>(() => host.CreateFromJsonAsync("large", s_large, World.Options("a"), starts: true).AsTask());
        Assert.Equal(0, host.Count);
    }

    private static byte[] CreateLarge()
    {
        byte[] json = new byte[StoredText.MaxBodyLength + 1];
        json.AsSpan().Fill((byte)'a');
        (json[0], json[^1]) = ((byte)'"', (byte)'"');
        return json;
    }

    private readonly struct Large : IWireCodec<Large>
    {
        public static Large Read(ref Utf8JsonReader reader, WireMode mode)
        {
            reader.Skip();
            return default;
        }

        public static void Write(ref WireWriter writer, Large value) => writer.Raw(s_large);
    }

    private sealed class LargeDriver : JobDriver
    {
        public override async Task RunAsync(JobContext job) => await job.SaveCheckpointAsync(default(Large));
    }
}
