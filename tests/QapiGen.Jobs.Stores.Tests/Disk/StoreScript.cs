using System;
using System.Collections.Generic;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using QapiGen.Jobs.Core;
using QapiGen.Jobs.Drivers;
using QapiGen.Jobs.Storage;
using QapiGen.Jobs.Stores.Tests.Support;
using QapiGen.Testing.Jobs;

namespace QapiGen.Jobs.Stores.Tests.Disk;

/// <summary>Two owners one after the other, who write records of all kinds; and what has to be there after each of them.</summary>
internal sealed class StoreScript(Func<IJobStore> newStore)
{
    private readonly Dictionary<int, string> _expected = [];
    private List<JobRecord> _earlier = [];
    private Records? _records;
    private long _epoch;

    /// <summary>The last record that was called durable.</summary>
    public long Acknowledged => Volatile.Read(ref _records)?.Store.DurableSequence ?? 0;

    /// <summary>The last epoch that was handed out.</summary>
    public long Epoch => Volatile.Read(ref _epoch);

    /// <summary>How many openings have failed.</summary>
    public int FailedOpenings { get; private set; }

    /// <summary>All records that were appended by now.</summary>
    public List<JobRecord> Appended
    {
        get
        {
            if (Volatile.Read(ref _records) is not { } records)
            {
                return [];
            }

            lock (records.All!)
            {
                return [.. _earlier, .. records.All];
            }
        }
    }

    public async Task RunAsync()
    {
        await LiveAsync(async records =>
        {
            records.Create(1, argumentBytes: 5000);
            records.Change(1, JobStatus.Created, JobStatus.Running);
            await records.FlushAsync();
            records.Checkpoint(1, """{"at": 1}""", new JobProgress(1, 9));
            await records.FlushAsync();
            records.Create(2);
            records.Create(3, argumentBytes: 20);
            records.Group(2, JobTransactionPhase.Committing);
            records.Checkpoint(1, """{"at": 2}""", new JobProgress(2, 9));
            await records.FlushAsync();
            records.Change(2, JobStatus.Created, JobStatus.Running, new JobProgress(4, 5));
            records.Remove(3);
            await records.FlushAsync();
        });
        await LiveAsync(async records =>
        {
            records.Create(4, id: "j3", argumentBytes: 10_000);
            records.Change(1, JobStatus.Running, JobStatus.Concluded, new JobProgress(9, 9));
            await records.FlushAsync();
            records.Group(2, JobTransactionPhase.Closed);
            records.Remove(1);
            await records.FlushAsync();
            records.Checkpoint(4, new string('x', 6000));
            await records.FlushAsync();
        });
    }

    /// <summary>Opens what was found, and compares it with what has to be there: a beginning of the records, with all of the acknowledged ones, and nothing by half.</summary>
    public async Task CheckAsync(IJobStore found, long acknowledged, long epoch, IReadOnlyList<JobRecord> appended)
    {
        JobStoreContent content = await found.OpenAsync("look");
        if (content.LastSequence < acknowledged || content.LastSequence > appended.Count)
        {
            throw new InvalidOperationException($"{content.LastSequence} records are there, of {appended.Count}; {acknowledged} were durable.");
        }

        if (content.Epoch <= epoch)
        {
            throw new InvalidOperationException($"Epoch {content.Epoch} comes again after {epoch}.");
        }

        string is_ = await DescribeAsync(found, content);
        string expected = await ExpectedAsync(appended, (int)content.LastSequence);
        if (is_ != expected)
        {
            throw new InvalidOperationException($"After {content.LastSequence} records there is{Environment.NewLine}{is_}instead of{Environment.NewLine}{expected}");
        }
    }

    private async Task LiveAsync(Func<Records, Task> live)
    {
        List<JobRecord> earlier = Appended;
        IJobStore store;
        Records records;
        while (true)
        {
            store = newStore();
            try
            {
                records = await Records.OpenAsync(store);
                break;
            }
            catch (JobStoreException) when (FailedOpenings++ < 100)
            {
                await store.DisposeAsync();
            }
        }

        records.All = [];
        _earlier = earlier;
        Volatile.Write(ref _records, records);
        Volatile.Write(ref _epoch, records.Content.Epoch);
        await live(records);
        await store.DisposeAsync();
    }

    private async Task<string> ExpectedAsync(IReadOnlyList<JobRecord> records, int count)
    {
        if (!_expected.TryGetValue(count, out string? text))
        {
            var data = new MemoryJobStoreData();
            await using (var store = new MemoryJobStore(data))
            {
                await store.OpenAsync("expected");
                for (int i = 0; i < count; i++)
                {
                    store.Append(records[i]);
                }

                await store.WhenDurableAsync(count);
            }

            await using var next = new MemoryJobStore(data);
            _expected[count] = text = await DescribeAsync(next, await next.OpenAsync("expected"));
        }

        return text;
    }

    private static async Task<string> DescribeAsync(IJobStore store, JobStoreContent content)
    {
        var text = new StringBuilder();
        text.AppendLine($"last {content.LastSequence} {content.LastTransition} {content.LastJob}, {content.JobCount} jobs");
        text.AppendJoin(Environment.NewLine, content.Groups).AppendLine();
        await foreach (StoredJob job in store.ReadJobsAsync())
        {
            JobBodies bodies = (await store.ReadBodiesAsync(job.Number))!;
            text.AppendLine($"{job} {Hash(bodies.Arguments)} {(bodies.Checkpoint is { } body ? Hash(body) : null)}");
        }

        text.AppendJoin(Environment.NewLine, (await store.ReadSinceAsync(0, 1000)).Transitions).AppendLine();
        return text.ToString();
    }

    private static string Hash(ReadOnlyMemory<byte> body) => body.Length + ":" + Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(body.Span).AsSpan(0, 6));
}
