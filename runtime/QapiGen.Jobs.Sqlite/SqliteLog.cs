using System;
using System.Buffers;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Threading;
using Microsoft.Win32.SafeHandles;

namespace QapiGen.Jobs.Sqlite;

/// <summary>
/// A write-ahead log as it lies on the disk (sqlite.org/fileformat2.html#walformat): a header, and frames with a page each. SQLite takes what comes before the first frame
/// whose sum is wrong, and drops the rest without a word: rightly after the loss of power in a write, of which nobody was told; wrongly if bytes were changed later.
/// </summary>
internal static class SqliteLog
{
    public const int HeaderSize = 32;
    public const int FrameHeaderSize = 24;
    public const int SaltAt = 16;
    public const int SumAt = 24;
    public const int FrameSaltAt = 8;
    public const int FrameSumAt = 16;
    private const uint Magic = 0x377f0682;
    private const uint MinPage = 512;
    private const uint MaxPage = 65536;
    private const int UsualPage = 4096;
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(50);

    /// <summary>Whether a log begins so.</summary>
    /// <param name="header">Its first bytes.</param>
    public static bool IsHeader(ReadOnlySpan<byte> header) =>
        header.Length == HeaderSize && IsMagic(header) && Sum(header[..SumAt], 0, IsBigEndian(header)) == Pair(header[SumAt..]);

    /// <summary>
    /// Tells of a log that has lost what was synced: its first bad frame is followed by a whole flush that was synced, and by another transaction. That was begun when the
    /// flush was on the disk, with all before it, so that the bad frame was, too, and has been changed. After the loss of power, what wasn't synced may lack any part:
    /// flushes at the other level, and transactions of the application's own; and of the header, if the log was just beginning anew, with all of it in the database.
    /// </summary>
    /// <param name="path">The log.</param>
    /// <param name="database">The file of the database.</param>
    /// <returns>Null, or what is wrong.</returns>
    public static string? FindDamage(string path, string database)
    {
        if (!File.Exists(path))
        {
            return null;
        }

        // Another host may be at work, and begin the log anew meanwhile: then it looks another way the next time.
        (string? damage, ulong salt) = Look(path, database);
        if (damage is null)
        {
            return null;
        }

        Thread.Sleep(s_pause);
        return Look(path, database) == (damage, salt) ? damage : null;
    }

    private static (string? Damage, ulong Salt) Look(string path, string database)
    {
        using SafeFileHandle file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        Span<byte> header = stackalloc byte[HeaderSize];
        if (RandomAccess.Read(file, header, 0) < HeaderSize)
        {
            return default;
        }

        // What is damaged can be the header, too; then the frames tell what stood there.
        uint page = BinaryPrimitives.ReadUInt32BigEndian(header[8..]);
        int size = FrameHeaderSize + (int)(page is >= MinPage and <= MaxPage && BitOperations.IsPow2(page) ? page : UsualPage);
        byte[] frame = ArrayPool<byte>.Shared.Rent(size);
        try
        {
            (ulong Salt, ulong Sum)? begin = SqliteOldLog.Find(file, database, header, size) ?? (IsHeader(header) ? (Pair(header[SaltAt..]), Pair(header[SumAt..])) : null);
            return (FindDamage(file, frame.AsSpan(0, size), header, begin), Pair(header[SaltAt..]));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(frame);
        }
    }

    private static string? FindDamage(SafeFileHandle file, Span<byte> frame, ReadOnlySpan<byte> header, (ulong Salt, ulong Sum)? begin)
    {
        bool isBigEndian = IsMagic(header) && IsBigEndian(header);
        (ulong saltBefore, ulong stored) = begin ?? default;
        ulong reckoned = stored;
        long bad = begin is null ? 0 : -1;
        var flushes = new Flushes();
        for (long i = 1; RandomAccess.Read(file, frame, HeaderSize + ((i - 1) * frame.Length)) == frame.Length; i++)
        {
            (ulong saltHere, ulong sum) = (Pair(frame[FrameSaltAt..]), Pair(frame[FrameSumAt..]));
            bool isOfLog = saltHere == (begin?.Salt ?? saltBefore) && saltHere != 0;
            ulong expected = SumOfFrame(frame, stored, isBigEndian);
            if (isOfLog && (expected == sum || (stored != reckoned && SumOfFrame(frame, reckoned, isBigEndian) == sum)))
            {
                if (flushes.IsAfterSync(frame[FrameHeaderSize..], isEnd: BinaryPrimitives.ReadUInt32BigEndian(frame[4..]) != 0) && bad >= 0)
                {
                    return string.Create(CultureInfo.InvariantCulture, $"{(bad == 0 ? "its header" : $"frame {bad}")} was changed after it was written, and transactions follow");
                }
            }
            else
            {
                bad = bad >= 0 ? bad : i;
                flushes.Break();
            }

            (stored, reckoned, saltBefore) = (sum, expected, saltHere);
        }

        return null;
    }

    /// <summary>Which of the transactions are flushes that were synced.</summary>
    private struct Flushes()
    {
        private readonly Dictionary<string, (long Epoch, long Sequence)> _last = [];
        private bool _isFlush;
        private bool _isAfterSync;

        /// <summary>Takes the next page.</summary>
        /// <param name="page">The page.</param>
        /// <param name="isEnd">Whether its transaction ends with it.</param>
        /// <returns>Whether that transaction was begun when a flush before had been synced.</returns>
        public bool IsAfterSync(ReadOnlySpan<byte> page, bool isEnd)
        {
            if (SqliteStoreRow.Of(page) is { } row)
            {
                // A checkpoint in a transaction of the application's writes the row as it is.
                (long, long) now = (row.Epoch, row.Sequence);
                bool isKnown = _last.TryGetValue(row.Identity, out (long, long) before);
                if (!isKnown || now.CompareTo(before) > 0)
                {
                    _isFlush |= isKnown && row.IsSynced;
                    _last[row.Identity] = now;
                }
            }

            if (!isEnd)
            {
                return false;
            }

            bool isAfterSync = _isAfterSync;
            _isAfterSync |= _isFlush;
            _isFlush = false;
            return isAfterSync;
        }

        /// <summary>What comes now doesn't follow what was before.</summary>
        public void Break() => _isFlush = _isAfterSync = false;
    }

    /// <summary>Whether bytes begin as each header does.</summary>
    public static bool IsMagic(ReadOnlySpan<byte> header) => (BinaryPrimitives.ReadUInt32BigEndian(header) & ~1u) == Magic;

    /// <summary>In which order a header says that the log's sums are reckoned.</summary>
    public static bool IsBigEndian(ReadOnlySpan<byte> header) => (header[3] & 1) != 0;

    /// <summary>Eight bytes: two salts, or the two halves of a sum.</summary>
    public static ulong Pair(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadUInt64BigEndian(bytes);

    /// <summary>The sum of a frame: of the first half of its header, and of its page.</summary>
    public static ulong SumOfFrame(ReadOnlySpan<byte> frame, ulong before, bool isBigEndian) =>
        Sum(frame[FrameHeaderSize..], Sum(frame[..FrameSaltAt], before, isBigEndian), isBigEndian);

    /// <summary>The sum after further bytes.</summary>
    public static ulong Sum(ReadOnlySpan<byte> bytes, ulong before, bool isBigEndian)
    {
        (uint first, uint second) = ((uint)(before >> 32), (uint)before);
        bool isOther = isBigEndian == BitConverter.IsLittleEndian;
        ReadOnlySpan<uint> words = MemoryMarshal.Cast<byte, uint>(bytes);
        for (int i = 0; i + 1 < words.Length; i += 2)
        {
            first += (isOther ? BinaryPrimitives.ReverseEndianness(words[i]) : words[i]) + second;
            second += (isOther ? BinaryPrimitives.ReverseEndianness(words[i + 1]) : words[i + 1]) + first;
        }

        return ((ulong)first << 32) | second;
    }

    /// <summary>The sum that was there before bytes: <see cref="Sum"/> backwards.</summary>
    public static ulong SumBefore(ReadOnlySpan<byte> bytes, ulong after, bool isBigEndian)
    {
        (uint first, uint second) = ((uint)(after >> 32), (uint)after);
        bool isOther = isBigEndian == BitConverter.IsLittleEndian;
        ReadOnlySpan<uint> words = MemoryMarshal.Cast<byte, uint>(bytes);
        for (int i = words.Length - 2; i >= 0; i -= 2)
        {
            second -= (isOther ? BinaryPrimitives.ReverseEndianness(words[i + 1]) : words[i + 1]) + first;
            first -= (isOther ? BinaryPrimitives.ReverseEndianness(words[i]) : words[i]) + second;
        }

        return ((ulong)first << 32) | second;
    }
}
