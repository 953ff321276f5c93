using System;
using System.Buffers.Binary;
using System.IO;
using System.Threading.Tasks;
using Microsoft.Data.Sqlite;
using QapiGen.Jobs.Sqlite;
using QapiGen.Jobs.Stores.Tests.Support;

namespace QapiGen.Jobs.Stores.Tests.Sqlite;

/// <summary>Somebody else with a store's files: what <c>sqlite3</c>, a copy or a stray write does to them.</summary>
internal static class Intruder
{
    public const int PageSize = 4096;

    /// <summary>Makes a store with other jobs.</summary>
    /// <returns>Its file.</returns>
    public static async Task<byte[]> MakeOtherAsync(string path)
    {
        await using (var store = new SqliteJobStore(path))
        {
            Records records = await Records.OpenAsync(store);
            for (int job = 1; job < 100; job++)
            {
                records.Create(job);
            }

            await records.FlushAsync();
        }

        return await File.ReadAllBytesAsync(path);
    }

    /// <summary>The first page as the newest frame of a log has it.</summary>
    public static byte[] NewestFirstPage(byte[] log)
    {
        const int Header = 32;
        const int FrameHeader = 24;
        int newest = -1;
        for (int at = Header; at + FrameHeader + PageSize <= log.Length; at += FrameHeader + PageSize)
        {
            newest = BinaryPrimitives.ReadUInt32BigEndian(log.AsSpan(at)) == 1 ? at + FrameHeader : newest;
        }

        return log[newest..(newest + PageSize)];
    }

    /// <summary>As somebody with <c>sqlite3</c>.</summary>
    public static void Execute(string path, string statements)
    {
        using var mine = new SqliteConnection($"Data Source={path};Pooling=False");
        mine.Open();
        using SqliteCommand command = mine.CreateCommand();
        command.CommandText = statements;
        command.ExecuteNonQuery();
    }

    /// <summary>Moves the log into the database, as far as nobody is kept waiting.</summary>
    public static void MoveLog(string path) => Execute(path, "pragma wal_checkpoint(passive)");

    /// <summary>Writes the first page, and nothing else.</summary>
    public static void WriteFirstPage(string path, byte[] page)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
        file.Write(page);
    }

    /// <summary>Puts other bytes in place of all.</summary>
    public static void WriteOver(string path, byte[] bytes)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
        file.SetLength(0);
        file.Write(bytes);
    }
}
