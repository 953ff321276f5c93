using System;
using System.Globalization;
using System.IO;
using System.Text;
using System.Threading.Tasks;
using QapiGen.Jobs.Sqlite;
using QapiGen.Jobs.Storage;
using QapiGen.Jobs.Stores.Tests.Support;
using Xunit;

namespace QapiGen.Jobs.Stores.Tests.Sqlite;

/// <summary>Databases into which somebody has moved half of the log: who stands still there, on a machine that is busy or frozen, or was killed.</summary>
public sealed class SqliteTornMoveTests : IDisposable
{
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
        Intruder.MoveLog(Database);
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
        byte[] other = how == "another store's row" ? await Intruder.MakeOtherAsync(_folder.File("other.db")) : [];
        Intruder.WriteOver(Database, how switch
        {
            "emptied" => [],
            "other bytes" => [.. first, .. new byte[older.Length]],
            "its row is older" => [.. first, .. older[Intruder.PageSize..]],
            _ => [.. first, .. other[Intruder.PageSize..]],
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
        Intruder.MoveLog(Database);
        records.Create(2);
        await records.FlushAsync();
        var tables = new StringBuilder("pragma wal_autocheckpoint = 0; begin;");
        for (int i = 0; i < Tables; i++)
        {
            tables.Append(CultureInfo.InvariantCulture, $"create table mine{i}(a text not null, b text not null, c text not null);");
        }

        Intruder.Execute(Database, tables.Append("commit").ToString());
        byte[] page = Intruder.NewestFirstPage(await File.ReadAllBytesAsync(Database + "-wal"));
        Intruder.WriteFirstPage(Database, page);
        return page;
    }

    private SqliteJobStore StoreOf(int shard) =>
        new(new SqliteJobStoreOptions { Path = Database, Shard = shard, OwnerCheckInterval = System.Threading.Timeout.InfiniteTimeSpan });
}
