using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;
using System.Text.Json;
using QapiGen.Jobs.Core;

namespace QapiGen.Jobs.Storage;

/// <summary>Epochs as stores keep them: from 1, and each higher than all before.</summary>
public static class StoredEpoch
{
    /// <summary>The epoch after one.</summary>
    /// <param name="epoch">The last one; 0 before the first.</param>
    /// <param name="store">How the store is called in sentences for people.</param>
    /// <exception cref="JobStoreException">None can come after it: the store is damaged.</exception>
    public static long Next(long epoch, string store) => epoch is >= 0 and < long.MaxValue
        ? epoch + 1
        : throw new JobStoreException(
            JobStoreFault.Corrupt, string.Create(CultureInfo.InvariantCulture, $"The store {store} is damaged: its epoch is {epoch}, after which none can come."));
}

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

/// <summary>Times as stores keep them: whole microseconds since 1970 UTC.</summary>
public static class StoredTime
{
    /// <summary>The number of a time.</summary>
    public static long Write(DateTimeOffset time) => (time.UtcTicks - DateTimeOffset.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;

    /// <summary>The time of a number; false, and 1970, if .NET has no such time.</summary>
    public static bool TryRead(long microseconds, out DateTimeOffset time)
    {
        bool isKnown = microseconds >= Write(DateTimeOffset.MinValue) && microseconds <= Write(DateTimeOffset.MaxValue);
        time = isKnown ? DateTimeOffset.UnixEpoch.AddTicks(microseconds * TimeSpan.TicksPerMicrosecond) : DateTimeOffset.UnixEpoch;
        return isKnown;
    }
}

/// <summary>Texts that every store can keep.</summary>
public static class StoredText
{
    /// <summary>UTF-16 units of an error's text that are kept: a driver's exception may quote anything.</summary>
    public const int MaxLength = 65536;

    /// <summary>Characters that the id of a job that is kept has at most: databases have indexes over ids, whose entries have to fit into a page.</summary>
    public const int MaxIdLength = 1000;

    /// <summary>Bytes that the arguments of a job, or a checkpoint, have at most.</summary>
    public const int MaxBodyLength = 64 * 1024 * 1024;

    /// <summary>Replaces U+0000 and lone surrogates by U+FFFD, and cuts what is too long; gives the same text back if it has none of that.</summary>
    public static string? Clean(string? text)
    {
        if (text is null || (text.Length <= MaxLength && IsClean(text)))
        {
            return text;
        }

        var clean = new StringBuilder(int.Min(text.Length, MaxLength));
        foreach (Rune rune in text.EnumerateRunes())
        {
            if (clean.Length + rune.Utf16SequenceLength > MaxLength)
            {
                break;
            }

            clean.Append(rune.Value == 0 ? Rune.ReplacementChar : rune);
        }

        return clean.ToString();
    }

    /// <summary>The time in whole microseconds, which is what every store keeps.</summary>
    public static DateTimeOffset Clean(DateTimeOffset time) => new(time.UtcTicks / TimeSpan.TicksPerMicrosecond * TimeSpan.TicksPerMicrosecond, TimeSpan.Zero);

    private static bool IsClean(string text)
    {
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] == 0)
            {
                return false;
            }

            if (char.IsSurrogate(text[i]) && !Rune.TryGetRuneAt(text, i, out _) && (i == 0 || !char.IsSurrogatePair(text[i - 1], text[i])))
            {
                return false;
            }
        }

        return true;
    }
}

/// <summary>Names under which stores keep what are enums here: readable for people, and the same whatever numbers a version gives to the values.</summary>
/// <remarks>Statuses have the names of the wire; what happened, and phases of groups, those of their members in lower case: <c>cancel-by-group</c>.</remarks>
public static class StoredNames
{
    private static readonly string[] s_inputs = Names<JobInputKind>();
    private static readonly string[] s_phases = Names<JobTransactionPhase>();
    private static readonly Dictionary<string, JobInputKind> s_inputValues = Values<JobInputKind>(s_inputs);
    private static readonly Dictionary<string, JobTransactionPhase> s_phaseValues = Values<JobTransactionPhase>(s_phases);

    /// <summary>The name of a status.</summary>
    public static string Of(JobStatus status) => status.ToWire();

    /// <summary>The name of what happened.</summary>
    public static string Of(JobInputKind input) => s_inputs[(int)input];

    /// <summary>The name of a phase.</summary>
    public static string Of(JobTransactionPhase phase) => s_phases[(int)phase];

    /// <summary>The status of a name; false for one that this version doesn't know.</summary>
    public static bool TryParse(string? name, out JobStatus status) => JobStatusExtensions.TryParse(name, out status);

    /// <summary>What happened, by its name; false for one that this version doesn't know.</summary>
    public static bool TryParse(string? name, out JobInputKind input) => s_inputValues.TryGetValue(name ?? "", out input);

    /// <summary>The phase of a name; false for one that this version doesn't know.</summary>
    public static bool TryParse(string? name, out JobTransactionPhase phase) => s_phaseValues.TryGetValue(name ?? "", out phase);

    private static string[] Names<T>()
        where T : struct, Enum => [.. Enum.GetNames<T>().Select(JsonNamingPolicy.KebabCaseLower.ConvertName)];

    private static Dictionary<string, T> Values<T>(string[] names)
        where T : struct, Enum => names.Zip(Enum.GetValues<T>()).ToDictionary(static item => item.First, static item => item.Second, StringComparer.Ordinal);
}
