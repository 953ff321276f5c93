using System;
using System.Buffers.Binary;
using System.Globalization;
using System.IO;
using System.Text;
using System.Threading.Tasks;
using Microsoft.Data.Sqlite;
using QapiGen.Jobs.Sqlite;
using QapiGen.Jobs.Storage;
using QapiGen.Jobs.Stores.Tests.Support;
using Xunit;

namespace QapiGen.Jobs.Stores.Tests.Sqlite;

/// <summary>Databases into which somebody has moved half of the log: who stands still there, on a machine that is busy or frozen, or was killed.</summary>
public sealed class SqliteTornMoveTests : IDisposable
{
    private const int PageSize = 4096;

    private readonly TemporaryFolder _folder = new();

    private string Database => _folder.File("jobs.db");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    public async Task Who_stands_still_while_tables_are_moved_has_written_over_nothing(int shard)
    {
        await using SqliteJobStore store = StoreOf(shard);
        Records records = await Records.OpenAsync(store);
        await StandStillAsync(records);

        records.Create(3);
        await records.FlushAsync();
        Assert.Null(store.Trouble);
        MoveLog();
        records.Create(4);
        await records.FlushAsync();
        Assert.Null(store.Trouble);
    }

    // The first page stays as it was moved, so that the tables can't be found.
    [Theory]
    [InlineData("emptied")]
    [InlineData("other bytes")]
    [InlineData("its row is older")]
    [InlineData("another store's row")]
    public async Task What_is_written_over_then_is_noticed(string how)
    {
        if (OperatingSystem.IsWindows())
        {
            return; // Such a file can't be written by others there.
        }

        await using SqliteJobStore store = StoreOf(0);
        Records records = await Records.OpenAsync(store);
        byte[] older = await File.ReadAllBytesAsync(Database);
        byte[] first = await StandStillAsync(records);
        byte[] other = how == "another store's row" ? await MakeOtherAsync() : [];
        WriteOver(how switch
        {
            "emptied" => [],
            "other bytes" => [.. first, .. new byte[older.Length]],
            "its row is older" => [.. first, .. older[PageSize..]],
            _ => [.. first, .. other[PageSize..]],
        });
        records.Create(3);
        Assert.Equal(JobStoreFault.Corrupt, (await Wait.ForTroubleAsync(store)).Reason.Fault);
        Assert.Equal(2, store.DurableSequence);
    }

    /// <summary>Moves the first page of a log that has so many tables that the first page only says where they are.</summary>
    /// <returns>That page.</returns>
    private async Task<byte[]> StandStillAsync(Records records)
    {
        const int Tables = 100;
        records.Create(1);
        await records.FlushAsync();
        MoveLog();
        records.Create(2);
        await records.FlushAsync();
        var tables = new StringBuilder("pragma wal_autocheckpoint = 0; begin;");
        for (int i = 0; i < Tables; i++)
        {
            tables.Append(CultureInfo.InvariantCulture, $"create table mine{i}(a text not null, b text not null, c text not null);");
        }

        Execute(tables.Append("commit").ToString());
        byte[] page = NewestFirstPage(await File.ReadAllBytesAsync(Database + "-wal"));
        await using var file = new FileStream(Database, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
        await file.WriteAsync(page);
        return page;
    }

    private SqliteJobStore StoreOf(int shard) =>
        new(new SqliteJobStoreOptions { Path = Database, Shard = shard, OwnerCheckInterval = System.Threading.Timeout.InfiniteTimeSpan });

    private async Task<byte[]> MakeOtherAsync()
    {
        string path = _folder.File("other.db");
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

    private static byte[] NewestFirstPage(byte[] log)
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

    private void MoveLog() => Execute("pragma wal_checkpoint(passive)");

    /// <summary>As somebody with <c>sqlite3</c>.</summary>
    private void Execute(string statements)
    {
        using var mine = new SqliteConnection($"Data Source={Database};Pooling=False");
        mine.Open();
        using SqliteCommand command = mine.CreateCommand();
        command.CommandText = statements;
        command.ExecuteNonQuery();
    }

    private void WriteOver(byte[] bytes)
    {
        using var file = new FileStream(Database, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
        file.SetLength(0);
        file.Write(bytes);
    }
}
