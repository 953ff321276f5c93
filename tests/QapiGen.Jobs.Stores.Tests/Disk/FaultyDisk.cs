using System;
using System.Collections.Concurrent;
using System.IO;
using System.Threading;
using QapiGen.Jobs.Sqlite;
using QapiGen.Jobs.Storage;
using QapiGen.Jobs.Stores.Tests.Support;

namespace QapiGen.Jobs.Stores.Tests.Disk;

/// <summary>A folder on a disk that fails, tears, drops or ends at any operation.</summary>
internal sealed class FaultyDisk : IDisposable
{
    private static readonly ConcurrentDictionary<string, FaultyDisk> s_disks = [];

    private readonly TemporaryFolder _folder = new();
    private readonly ConcurrentDictionary<string, DiskFile> _files = [];
    private int _operations;

    public FaultyDisk() => s_disks[_folder.Path] = this;

    /// <summary>Is asked at each operation, in its thread and before it is done, with its number from 0; null has everything succeed.</summary>
    public Func<int, DiskOperation, DiskFile, DiskChange, DiskAnswer>? Plan { get; set; }

    /// <summary>How many operations there were.</summary>
    public int Operations => Volatile.Read(ref _operations);

    public string Database => _folder.File("jobs.db");

    /// <summary>A store on this disk, not opened yet.</summary>
    public SqliteJobStore NewStore(JobDurability durability = JobDurability.Machine) =>
        new(new SqliteJobStoreOptions { Path = Database, Durability = durability, FileSystem = FaultyFileSystem.Name, OwnerCheckInterval = Timeout.InfiniteTimeSpan });

    /// <summary>The file of a path; null if it is on no such disk.</summary>
    public static DiskFile? Find(string? path) => path is not null && s_disks.TryGetValue(Path.GetDirectoryName(path)!, out FaultyDisk? disk)
        ? disk._files.GetOrAdd(Path.GetFileName(path), static (name, on) => new DiskFile(on, name, []), disk)
        : null;

    public DiskAnswer Ask(DiskOperation operation, DiskFile file, DiskChange change) =>
        Plan is { } plan ? plan(Interlocked.Increment(ref _operations) - 1, operation, file, change) : default;

    public void Delete(DiskFile file) => _files.TryRemove(file.Name, out _);

    /// <summary>Another disk with what would be found on this one now.</summary>
    public FaultyDisk After(DiskLoss loss, Random random, DiskFile? at = null, DiskChange? last = null, int? torn = null)
    {
        var other = new FaultyDisk();
        foreach (DiskFile file in _files.Values)
        {
            if (file.After(loss, random, file == at ? last : null, torn) is { Length: > 0 } content)
            {
                other._files[file.Name] = new DiskFile(other, file.Name, content);
                File.WriteAllBytes(other._folder.File(file.Name), content);
            }
        }

        return other;
    }

    public void Dispose()
    {
        s_disks.TryRemove(_folder.Path, out _);
        _folder.Dispose();
    }
}
