using System;
using System.Globalization;
using System.Linq;
using QapiGen.Jobs.Storage;

namespace QapiGen.Jobs.Orleans.Shards;

/// <summary>What became of the owners before, as the store tells whoever opens a shard.</summary>
/// <param name="Losses">How many were lost in a row, each soon after it had opened the shard.</param>
/// <param name="SetAside">How long the shard's jobs are to wait, at least; null if they needn't.</param>
internal readonly record struct ShardPast(int Losses, TimeSpan? SetAside)
{
    private const string Key = "losses";

    private static readonly TimeSpan s_longest = TimeSpan.FromHours(1);

    /// <summary>Takes an owner's end back out of the count: it has lasted.</summary>
    public static StoredNote Forgiven { get; } = new(Key, null);

    /// <summary>What is kept before drivers are made by an owner whose loss counts.</summary>
    /// <param name="isInCompany">Whether it is tried with others: then its loss is proof of nothing, and is counted once for all such trials in a row.</param>
    public StoredNote NoteOf(bool isInCompany) => new(Key, (isInCompany ? Losses - 1 : Losses).ToString(CultureInfo.InvariantCulture));

    /// <summary>What is kept of an owner that sets the shard aside: it makes no drivers, so that its loss doesn't count.</summary>
    /// <param name="now">The time.</param>
    public StoredNote NoteOfWaiting(DateTimeOffset now) =>
        new(Key, string.Create(CultureInfo.InvariantCulture, $"{Losses} {(now + SetAside.GetValueOrDefault()).ToUnixTimeMilliseconds()}"));

    /// <summary>How long a shard waits after so many losses.</summary>
    public static TimeSpan TimeOf(int losses, JobClusterOptions options)
    {
        int more = losses - options.MaxShardLosses;
        return more <= 0 ? default : TimeSpan.FromTicks(long.Min(options.SetAsideTime.Ticks << int.Min(more - 1, 16), s_longest.Ticks));
    }

    /// <summary>Tells it.</summary>
    /// <param name="content">The store.</param>
    /// <param name="options">What is too often.</param>
    /// <param name="now">The time.</param>
    public static ShardPast Of(JobStoreContent content, JobClusterOptions options, DateTimeOffset now)
    {
        string[] noted = content.Notes.FirstOrDefault(static note => note.Key == Key)?.Value?.Split(' ') ?? [""];
        _ = int.TryParse(noted[0], NumberStyles.None, CultureInfo.InvariantCulture, out int losses);
        if (noted.Length > 1 && long.TryParse(noted[1], NumberStyles.None, CultureInfo.InvariantCulture, out long until))
        {
            // The clocks of two machines may differ.
            TimeSpan left = TimeSpan.FromMilliseconds(until - now.ToUnixTimeMilliseconds());
            TimeSpan longest = TimeOf(losses, options);
            return new ShardPast(losses, left < TimeSpan.Zero ? TimeSpan.Zero : left < longest ? left : longest);
        }

        if (content.WasClosed || content.Epoch == 1)
        {
            return new ShardPast(losses, null);
        }

        losses += losses < int.MaxValue ? 1 : 0;
        return new ShardPast(losses, losses > options.MaxShardLosses ? TimeOf(losses, options) : null);
    }
}
