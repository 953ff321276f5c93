using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using QapiGen.Jobs.Stores.Tests.Support;
using Xunit;

namespace QapiGen.Jobs.Stores.Tests.JobHost;

/// <summary>Makes jobs and does to them what comes to its mind, as long as there is a host; and holds each host to what the ones before have told.</summary>
internal sealed class RememberingClient(string name, string[] sources, Func<string, string> target, Random random)
{
    private const int MaxJobs = 4;

    private readonly List<JobRecollection> _jobs = [];
    private readonly Dictionary<string, string> _moves = new(StringComparer.Ordinal);
    private int _made;

    /// <summary>How many commands were answered with success.</summary>
    public int Acknowledged { get; private set; }

    /// <summary>How many moves were told.</summary>
    public int Moves { get; private set; }

    /// <summary>How many jobs came to their end and were dismissed.</summary>
    public int Dismissed { get; private set; }

    /// <summary>Looks whether a new host knows everything, and works with it until it is gone.</summary>
    public async Task LiveAsync(string socket, HostProcess host)
    {
        try
        {
            using QmpLines qmp = await ConnectAsync(socket, host);
            while (true)
            {
                await DoSomethingAsync(qmp);
            }
        }
        catch (IOException)
        {
            // It was killed.
        }
    }

    /// <summary>Brings all jobs to their ends, and looks at what they have left.</summary>
    public async Task SettleAsync(string socket, HostProcess host)
    {
        using QmpLines qmp = await ConnectAsync(socket, host);
        for (int round = 0; _jobs.Count > 0; round++)
        {
            Assert.True(round < 12_000, $"Never ends: {string.Join(", ", _jobs.Select(static job => $"{job.Id} {job.Status}"))}");
            Dictionary<string, JobRow> rows = await qmp.QueryAsync();
            foreach (JobRecollection job in _jobs.ToArray())
            {
                if (rows.TryGetValue(job.Id, out JobRow? row))
                {
                    await EndAsync(qmp, job, row);
                }
            }

            await Task.Delay(10);
        }
    }

    private async Task<QmpLines> ConnectAsync(string socket, HostProcess host)
    {
        _moves.Clear();
        foreach (JobRecollection job in _jobs)
        {
            job.StatusBefore = job.Status;
        }

        QmpLines qmp = await QmpLines.ConnectAsync(socket, host);
        qmp.OnMove = Note;
        Compare(await qmp.QueryAsync());
        return qmp;
    }

    private void Compare(Dictionary<string, JobRow> rows)
    {
        foreach (JobRecollection job in _jobs.ToArray())
        {
            if (!rows.TryGetValue(job.Id, out JobRow? row))
            {
                // One that was cancelled before it began goes away by itself.
                Assert.True(job.Exists != true || (job.IsCancelled && !job.HasBegun), $"{job.Id} was acknowledged, {job.Status}, and is missing");
                _jobs.Remove(job);
                continue;
            }

            job.Exists = true;
            job.HasBegun |= row.Status is not ("created" or "aborting" or "concluded");
            // Events of this host may have come before the answer, and be newer than it.
            Assert.True(job.StatusBefore is null || StatusMoves.CanBe(job.StatusBefore, row.Status), $"{job.Id} was {job.StatusBefore} and is {row.Status}");
            Assert.True(!job.IsAtRest || row.Status is "paused" or "standby", $"{job.Id} was paused by its user and is {row.Status}");
            if (!_moves.ContainsKey(job.Id))
            {
                job.Status = row.Status;
            }
        }

        // Of those that it has dismissed nothing is back.
        Assert.All(rows.Keys.Where(id => id.StartsWith(name, StringComparison.Ordinal)), id => Assert.Contains(_jobs, job => job.Id == id));
    }

    private void Note(string id, string status)
    {
        Moves++;
        JobRecollection? job = _jobs.Find(job => job.Id == id);
        if (_moves.TryGetValue(id, out string? before))
        {
            Assert.True(StatusMoves.IsMove(before, status), $"{id} went from {before} to {status}");
        }
        else if (job?.Status is { } known)
        {
            Assert.True(StatusMoves.CanBe(known, status), $"{id} was {known} and went to {status}");
        }

        _moves[id] = status;
        if (job is not null)
        {
            job.Status = status;
            job.HasBegun |= status == "running";
            Assert.True(!job.IsAtRest || status is "paused" or "standby", $"{id} was paused by its user and went to {status}");
            LookForRest(job);
            if (status == "null")
            {
                // One that was cancelled before it began goes away by itself; no host may show it again.
                _jobs.Remove(job);
            }
        }
    }

    private void LookForRest(JobRecollection job) =>
        job.IsAtRest = job.IsPaused == true && _moves.GetValueOrDefault(job.Id) is "paused" or "standby";

    private async Task DoSomethingAsync(QmpLines qmp)
    {
        if (_jobs.Count == 0 || (_jobs.Count < MaxJobs && random.Next(3) == 0))
        {
            await CreateAsync(qmp);
            return;
        }

        JobRecollection job = _jobs[random.Next(_jobs.Count)];
        switch (random.Next(12))
        {
            case 0 or 1 or 2:
                await PauseAsync(qmp, job);
                break;
            case 3 or 4:
                await ResumeAsync(qmp, job);
                break;
            case 5:
                await DoAsync(qmp, "file-job-set-speed", ("id", job.Id), ("speed", Speed()));
                break;
            case 6 when random.Next(3) == 0:
                await CancelAsync(qmp, job);
                break;
            case 7:
                await DoAsync(qmp, "job-complete", ("id", job.Id));
                break;
            case 8:
                await DoAsync(qmp, "job-finalize", ("id", job.Id));
                break;
            case 9 when job.Status == "concluded":
                if ((await qmp.QueryAsync()).TryGetValue(job.Id, out JobRow? row))
                {
                    await DismissAsync(qmp, job, row);
                }

                break;
            default:
                await qmp.QueryAsync();
                break;
        }
    }

    private async Task CreateAsync(QmpLines qmp)
    {
        string id = $"{name}{_made++}";
        var job = new JobRecollection(id, random.Next(3) == 0, sources[random.Next(sources.Length)], target(id));
        _jobs.Add(job);
        Assert.True(await DoAsync(
            qmp, job.IsMirror ? "file-mirror" : "file-backup", ("job-id", id), ("source", job.Source), ("target", job.Target), ("speed", Speed()),
            ("auto-finalize", random.Next(3) != 0), ("auto-dismiss", false)));
        job.Exists = true;
    }

    private async Task PauseAsync(QmpLines qmp, JobRecollection job)
    {
        bool? before = job.IsPaused;

        // Behind such a standby a new driver may be at work to catch up with the one that was lost: it rests later, and is told to be ready before.
        bool mayCatchUp = _moves.GetValueOrDefault(job.Id, job.Status!) == "standby";
        job.IsPaused = null;
        job.IsPaused = await DoAsync(qmp, "job-pause", ("id", job.Id)) ? true : before;
        if (!mayCatchUp)
        {
            LookForRest(job);
        }
    }

    private async Task ResumeAsync(QmpLines qmp, JobRecollection job)
    {
        bool? before = job.IsPaused;
        (job.IsPaused, job.IsAtRest) = (null, false);
        job.IsPaused = await DoAsync(qmp, "job-resume", ("id", job.Id)) ? false : before;
        LookForRest(job);
    }

    private async Task CancelAsync(QmpLines qmp, JobRecollection job)
    {
        (job.IsPaused, job.IsAtRest, job.IsCancelled) = (null, false, true);
        await DoAsync(qmp, "job-cancel", ("id", job.Id));
    }

    private async Task DismissAsync(QmpLines qmp, JobRecollection job, JobRow row)
    {
        LookAtEnd(job, row);
        job.Exists = null;
        Assert.True(await DoAsync(qmp, "job-dismiss", ("id", job.Id)));
        _jobs.Remove(job);
        Dismissed++;
    }

    private async Task EndAsync(QmpLines qmp, JobRecollection job, JobRow row)
    {
        switch (row.Status)
        {
            case "paused" or "standby":
                await ResumeAsync(qmp, job);
                break;
            case "ready":
                await DoAsync(qmp, "job-complete", ("id", job.Id));
                break;
            case "pending":
                await DoAsync(qmp, "job-finalize", ("id", job.Id));
                break;
            case "concluded":
                await DismissAsync(qmp, job, row);
                break;
        }

        if (row.Status is "running" or "paused" or "ready" or "standby")
        {
            await DoAsync(qmp, "file-job-set-speed", ("id", job.Id), ("speed", 0));
        }
    }

    private static void LookAtEnd(JobRecollection job, JobRow row)
    {
        Assert.Equal("concluded", row.Status);
        if (job.IsCancelled)
        {
            // Too late, or in time; a mirror leaves what it has.
            Assert.True(job.IsMirror || !File.Exists(job.Target) || AreEqual(job.Source, job.Target), $"{job.Id} was cancelled, and its target is neither there nor not");
            return;
        }

        Assert.True(row.Error is null, $"{job.Id}: {row.Error}");
        Assert.True(AreEqual(job.Source, job.Target), $"{job.Id}: the copy differs");
    }

    private static bool AreEqual(string source, string copy) => File.ReadAllBytes(source).AsSpan().SequenceEqual(File.ReadAllBytes(copy));

    private int Speed() => random.Next(4) switch { 0 => 0, 1 => 256 * 1024, 2 => 2 * 1024 * 1024, _ => 16 * 1024 * 1024 };

    /// <returns>Whether it was done.</returns>
    private async Task<bool> DoAsync(QmpLines qmp, string command, params (string Name, JsonNode? Value)[] arguments)
    {
        JsonElement reply = await qmp.ExecuteAsync(command, arguments);
        bool isDone = reply.TryGetProperty("return", out _);
        Acknowledged += isDone ? 1 : 0;
        return isDone;
    }
}
