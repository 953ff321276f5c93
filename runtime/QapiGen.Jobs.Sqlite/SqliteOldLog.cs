using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.IO;
using Microsoft.Win32.SafeHandles;

namespace QapiGen.Jobs.Sqlite;

/// <summary>
/// A log whose frames aren't of its header. When a log begins anew, all of it is in the database, and a loss of power may tear the write of the header: SQLite takes such a log
/// as empty, and rightly, and writes a header with what it reads as the salts there. The frames still tell which header stood before them, and so what that log held; only
/// what isn't in the database would be dropped.
/// </summary>
internal static class SqliteOldLog
{
    /// <summary>Finds the log that has ended, with nothing in it that isn't in the database.</summary>
    /// <param name="file">The log.</param>
    /// <param name="database">The file of the database.</param>
    /// <param name="header">The header.</param>
    /// <param name="frameSize">Size of a frame.</param>
    /// <returns>Its salts, and the sum of the header that it had; null if it can't be told, the database lacks some of it, or the frames are those of the header.</returns>
    public static (ulong Salt, ulong Sum)? Find(SafeFileHandle file, string database, ReadOnlySpan<byte> header, int frameSize)
    {
        byte[] frame = new byte[frameSize];
        if (!File.Exists(database) || RandomAccess.Read(file, frame, SqliteLog.HeaderSize) != frameSize || SumOfHeader(header, frame) is not { } sum
            || (SqliteLog.IsHeader(header) && sum == SqliteLog.Pair(header[SqliteLog.SumAt..])))
        {
            return null;
        }

        ulong salt = SqliteLog.Pair(frame.AsSpan(SqliteLog.FrameSaltAt));
        return IsInDatabase(Pages(file, frame, salt, sum, SqliteLog.IsBigEndian(header)), file, database, frameSize - SqliteLog.FrameHeaderSize) ? (salt, sum) : null;
    }

    /// <summary>
    /// The sum of the header that a first frame follows; null if none can be. A sum can be reckoned backwards, as far as where the counter stood, which isn't known: half of
    /// the sum there has to be right.
    /// </summary>
    private static ulong? SumOfHeader(ReadOnlySpan<byte> header, ReadOnlySpan<byte> frame)
    {
        if (!SqliteLog.IsMagic(header))
        {
            return null;
        }

        bool isBigEndian = SqliteLog.IsBigEndian(header);
        ulong sum = SqliteLog.SumBefore(frame[SqliteLog.FrameHeaderSize..], SqliteLog.Pair(frame[SqliteLog.FrameSumAt..]), isBigEndian);
        sum = SqliteLog.SumBefore(frame[..SqliteLog.FrameSaltAt], sum, isBigEndian);
        ulong afterCounter = SqliteLog.SumBefore(frame[SqliteLog.FrameSaltAt..SqliteLog.FrameSumAt], sum, isBigEndian);

        // What stands before the counter is the same in each header, and any counter gives the same first half.
        ulong expected = SqliteLog.Sum(header[..SqliteLog.SaltAt], 0, isBigEndian);
        return expected >> 32 == afterCounter >> 32 ? sum : null;
    }

    /// <summary>The pages that the log's transactions hold, each where it is newest.</summary>
    private static Dictionary<uint, long> Pages(SafeFileHandle file, byte[] frame, ulong salt, ulong sum, bool isBigEndian)
    {
        var pages = new Dictionary<uint, long>();
        var transaction = new Dictionary<uint, long>();
        long at = SqliteLog.HeaderSize;
        while (RandomAccess.Read(file, frame, at) == frame.Length && SqliteLog.Pair(frame.AsSpan(SqliteLog.FrameSaltAt)) == salt)
        {
            sum = SqliteLog.SumOfFrame(frame, sum, isBigEndian);
            if (sum != SqliteLog.Pair(frame.AsSpan(SqliteLog.FrameSumAt)))
            {
                break;
            }

            transaction[BinaryPrimitives.ReadUInt32BigEndian(frame)] = at + SqliteLog.FrameHeaderSize;
            uint size = BinaryPrimitives.ReadUInt32BigEndian(frame.AsSpan(4));
            if (size != 0)
            {
                foreach ((uint page, long place) in transaction)
                {
                    pages[page] = place;
                }

                // With the end of a transaction the database has so many pages.
                foreach (uint page in pages.Keys)
                {
                    if (page > size)
                    {
                        pages.Remove(page);
                    }
                }

                transaction.Clear();
            }

            at += frame.Length;
        }

        return pages;
    }

    private static bool IsInDatabase(Dictionary<uint, long> pages, SafeFileHandle file, string database, int size)
    {
        using SafeFileHandle content = File.OpenHandle(database, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        (byte[] mine, byte[] theirs) = (new byte[size], new byte[size]);
        foreach ((uint page, long place) in pages)
        {
            if (RandomAccess.Read(file, mine, place) != size || RandomAccess.Read(content, theirs, (page - 1L) * size) != size || !mine.AsSpan().SequenceEqual(theirs))
            {
                return false;
            }
        }

        return true;
    }
}
