using System.Collections.Concurrent;

namespace QapiGen.Emit.Text;

/// <summary>Pieces of text that nobody uses any more, for texts to come: fresh memory costs more than what is written into it.</summary>
internal static class ChunkPool
{
    /// <summary>Length of a pooled piece: 32 KiB, well below what goes to the large object heap.</summary>
    public const int ChunkLength = 16 * 1024;

    private const int MaxFree = 32;
    private static readonly ConcurrentBag<char[]> Free = [];

    /// <summary>A piece of <see cref="ChunkLength"/>; what it holds is left over.</summary>
    public static char[] Take() => Free.TryTake(out char[]? chunk) ? chunk : new char[ChunkLength];

    /// <summary>Takes a piece back; others than of <see cref="ChunkLength"/> are dropped.</summary>
    public static void Give(char[] chunk)
    {
        if (chunk.Length == ChunkLength && Free.Count < MaxFree)
        {
            Free.Add(chunk);
        }
    }
}
