using System;
using System.Collections.Generic;
using System.Linq;

namespace QapiGen.Jobs.Stores.Tests.Disk;

/// <summary>A change of a file: bytes at an offset, or a new length where there are none.</summary>
internal readonly record struct DiskChange(long Offset, byte[]? Bytes);

/// <summary>What is asked of a disk.</summary>
internal enum DiskOperation
{
    Write,
    Truncate,
    Sync,
    Delete,
}

/// <summary>What a disk does.</summary>
/// <param name="Code">SQLite's result code; 0 for success.</param>
/// <param name="Torn">Of a write that fails: how many bytes were written all the same.</param>
/// <param name="IsLie">Of a sync that succeeds: it has done nothing.</param>
internal readonly record struct DiskAnswer(int Code, int Torn = 0, bool IsLie = false);

/// <summary>A file: what would be there after a loss of power for sure, and what may be.</summary>
internal sealed class DiskFile(FaultyDisk disk, string name, byte[] content)
{
    private const int Sector = 512;

    private readonly List<DiskChange> _pending = [];
    private byte[] _durable = content;

    public FaultyDisk Disk => disk;

    public string Name => name;

    public void Change(DiskChange change)
    {
        lock (_pending)
        {
            _pending.Add(change);
        }
    }

    /// <summary>Everything so far is there for sure; nothing is if the sync failed, and a system then forgets what it was about.</summary>
    public void Sync(DiskAnswer answer)
    {
        lock (_pending)
        {
            if (answer.IsLie)
            {
                return;
            }

            if (answer.Code == 0)
            {
                _durable = Apply(_durable, _pending);
            }

            _pending.Clear();
        }
    }

    /// <summary>What is found after the loss of power or the death of a process.</summary>
    /// <param name="loss">Which changes that weren't synced are there.</param>
    /// <param name="random">Chooses, where there is a choice.</param>
    /// <param name="last">A change that was just being made to this file.</param>
    /// <param name="torn">How much of it is there, if it is torn; any part without.</param>
    public byte[] After(DiskLoss loss, Random random, DiskChange? last, int? torn = null)
    {
        lock (_pending)
        {
            IEnumerable<DiskChange> made = loss switch
            {
                DiskLoss.None => _pending,
                DiskLoss.LastTorn => [.. _pending, .. last is { Bytes: { } bytes } change ? [change with { Bytes = bytes[..(torn ?? random.Next(bytes.Length + 1))] }] : Array.Empty<DiskChange>()],
                DiskLoss.All => [],
                _ => _pending.Where(_ => random.Next(2) == 0).Select(item => Tear(item, random)).ToArray(),
            };
            return Apply(_durable, made);
        }
    }

    private static DiskChange Tear(DiskChange change, Random random) => change.Bytes is { Length: > Sector } bytes && random.Next(3) == 0
        ? change with { Bytes = bytes[..(random.Next(bytes.Length / Sector) * Sector)] }
        : change;

    private static byte[] Apply(byte[] content, IEnumerable<DiskChange> changes)
    {
        byte[] now = [.. content];
        foreach (DiskChange change in changes)
        {
            long length = change.Bytes is null ? change.Offset : long.Max(now.Length, change.Offset + change.Bytes.Length);
            if (length != now.Length)
            {
                Array.Resize(ref now, (int)length);
            }

            change.Bytes?.CopyTo(now, change.Offset);
        }

        return now;
    }
}

/// <summary>What of the changes that weren't synced is lost.</summary>
internal enum DiskLoss
{
    /// <summary>Nothing: only the process died.</summary>
    None,

    /// <summary>Of the write that was being made only a part is there.</summary>
    LastTorn,

    /// <summary>All of them.</summary>
    All,

    /// <summary>Some, and of others a part.</summary>
    Some,
}
