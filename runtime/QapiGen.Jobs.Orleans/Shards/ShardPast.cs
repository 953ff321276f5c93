using System;
using System.Globalization;
using System.Linq;
using QapiGen.Jobs.Storage;

namespace QapiGen.Jobs.Orleans.Shards;

/// <summary>What became of the owners before, as the store tells whoever opens a shard.</summary>
/// <param name="Losses">How many were lost in a row, each soon after it had opened the shard.</param>
/// <param name="SetAside">How long the shard's jobs are to wait; zero if they needn't.</param>
internal readonly record struct ShardPast(int Losses, TimeSpan SetAside)
{
    private const string Key = "losses";

    private static readonly TimeSpan s_longest = TimeSpan.FromHours(1);

    /// <summary>Takes an owner's end back out of the count: it has lasted.</summary>
    public static StoredNote Forgiven { get; } = new(Key, null);

    /// <summary>What is kept.</summary>
    public StoredNote Note => new(Key, Losses.ToString(CultureInfo.InvariantCulture));

    public static ShardPast Of(JobStoreContent content, JobClusterOptions options)
    {
        string? noted = content.Notes.FirstOrDefault(static note => note.Key == Key)?.Value;
        _ = int.TryParse(noted, NumberStyles.None, CultureInfo.InvariantCulture, out int losses);
        if (content.WasClosed || content.Epoch == 1)
        {
            return new ShardPast(losses, default);
        }

        losses += losses < int.MaxValue ? 1 : 0;
        int more = losses - options.MaxShardLosses;
        return new ShardPast(losses, more <= 0 ? default : TimeSpan.FromTicks(long.Min(options.SetAsideTime.Ticks << int.Min(more - 1, 16), s_longest.Ticks)));
    }
}
