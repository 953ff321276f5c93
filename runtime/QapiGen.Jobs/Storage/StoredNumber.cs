namespace QapiGen.Jobs.Storage;

/// <summary>Numbers of records, transitions and jobs as stores keep them: from 1, and each higher than all before.</summary>
public static class StoredNumber
{
    /// <summary>The highest that any store comes to: what is above is damage, and counts for nothing.</summary>
    public const long Max = 1L << 62;

    /// <summary>The last number that was given, from which the next owner goes on.</summary>
    /// <param name="kept">What the store says.</param>
    /// <param name="found">The highest up to <see cref="Max"/> that something in the store has; 0 if nothing has one.</param>
    /// <returns>What is found if that is more, or if what the store says can't be: a number that was given once more would take the place of what has it.</returns>
    public static long Last(long kept, long found) => kept is >= 0 and <= Max ? long.Max(kept, found) : long.Max(found, 0);
}
