using System;
using System.Collections.Generic;
using System.IO;
using System.Text;
using System.Threading.Tasks;
using Microsoft.Data.Sqlite;
using QapiGen.Jobs;
using QapiGen.Jobs.Core;
using QapiGen.Jobs.Drivers;
using QapiGen.Jobs.Sqlite;
using QapiGen.Jobs.Storage;

namespace QapiGen.Fuzz.Targets;

/// <summary>
/// A store of jobs that somebody has changed: by statements of SQL, or, after a NUL, by bytes at places of its file (two bytes of place, one of length, the
/// bytes). It is read as when a host starts: what it says is jobs, some of them damaged, or the one exception that says why not.
/// </summary>
internal static class StoreReading
{
    private static readonly Lazy<byte[]> Original = new(Make);

    public static void Read(byte[] input)
    {
        string folder = Directory.CreateTempSubdirectory("qapigen-fuzz-store-").FullName;
        try
        {
            string path = Path.Combine(folder, "jobs.db");
            File.WriteAllBytes(path, input is [0, .. byte[] places] ? Patch(places) : Original.Value);
            if (input is not [0, ..])
            {
                // ADO.NET's provider never comes to the end of a text with a NUL in it.
                Change(path, Encoding.UTF8.GetString(input).Replace('\0', ' '));
            }

            ReadAsync(path).GetAwaiter().GetResult();
        }
        catch (JobStoreException)
        {
            // Said with a reason.
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task ReadAsync(string path)
    {
        await using var store = new SqliteJobStore(path);
        JobStoreContent content = await store.OpenAsync("fuzz");
        var numbers = new List<long>();
        await foreach (StoredJob job in store.ReadJobsAsync())
        {
            numbers.Add(job.Number);
            if (job.Damage is null && !Enum.IsDefined(job.State.Status))
            {
                throw new InvalidOperationException("A job without a status isn't said to be damaged");
            }
        }

        foreach (long number in numbers)
        {
            _ = await store.ReadBodiesAsync(number);
        }

        _ = await store.ReadSinceAsync(0, 1000);
        _ = content.Groups.Count;
    }

    private static byte[] Patch(ReadOnlySpan<byte> places)
    {
        byte[] file = [.. Original.Value];
        while (places.Length > 3)
        {
            int length = Math.Min(places[2], places.Length - 3);
            int place = (((places[0] << 8) | places[1]) * 7) % (file.Length - byte.MaxValue);
            places.Slice(3, length).CopyTo(file.AsSpan(place));
            places = places[(3 + length)..];
        }

        return file;
    }

    private static void Change(string path, string statements)
    {
        using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString());
        try
        {
            connection.Open();
            using SqliteCommand command = connection.CreateCommand();
            command.CommandText = statements;
            command.CommandTimeout = 5;
            command.ExecuteNonQuery();
        }
        catch (Exception e) when (e is SqliteException or InvalidOperationException)
        {
            // No statement; what came before it has been done.
        }
    }

    /// <summary>A store with jobs in several states, arguments, a checkpoint, a group and a history.</summary>
    private static byte[] Make()
    {
        string folder = Directory.CreateTempSubdirectory("qapigen-fuzz-store-").FullName;
        try
        {
            string path = Path.Combine(folder, "jobs.db");
            FillAsync(path).GetAwaiter().GetResult();
            return File.ReadAllBytes(path);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task FillAsync(string path)
    {
        await using var store = new SqliteJobStore(path);
        await store.OpenAsync("fuzz");
        long sequence = 0;
        foreach ((long job, JobStatus status) in ((long, JobStatus)[])[(1, JobStatus.Created), (2, JobStatus.Running), (3, JobStatus.Concluded)])
        {
            store.Append(new JobRecord(++sequence, JobRecordKind.Created, job, DateTimeOffset.UnixEpoch)
            {
                Definition = new JobDefinition($"job{job}", "backup", "copy", """{"device": "drive0"}"""u8.ToArray(), job, 0, IsBlocking: false),
                State = new StoredJobState(status, default, 0, null, 0, IsStartRequested: true, 0),
                Input = JobInputKind.Create,
                Transition = job,
            });
            store.Append(new JobRecord(++sequence, JobRecordKind.Checkpoint, job, DateTimeOffset.UnixEpoch) { Body = """{"offset": 65536}"""u8.ToArray(), Progress = new JobProgress(1, 2) });
        }

        store.Append(new JobRecord(++sequence, JobRecordKind.Group, 0, DateTimeOffset.UnixEpoch)
        {
            Group = new StoredGroup(1, new JobTransactionState(default, 2, 2, 1, 0, 0, 0)),
        });
        await store.WhenDurableAsync(sequence);
    }
}
