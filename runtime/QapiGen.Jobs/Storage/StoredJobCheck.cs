using System;
using QapiGen.Jobs.Core;

namespace QapiGen.Jobs.Storage;

/// <summary>Whether what a store has kept can be: for all stores alike, since any medium can be damaged.</summary>
internal static class StoredJobCheck
{
    /// <summary>Why a job can't be understood; null if it can.</summary>
    public static string? DamageOf(StoredJob job)
    {
        if (job.Damage is not null)
        {
            return job.Damage;
        }

        (JobDefinition definition, StoredJobState state) = (job.Definition, job.State);
        if (job.Number is < 1 or > StoredNumber.Max || definition.Group < 1 || definition.Group > job.Number)
        {
            return Invariant($"its number is {job.Number}, and that of its group {definition.Group}");
        }

        if ((uint)definition.Member >= JobTransactionCore.MaxMembers)
        {
            return Invariant($"its index in its group is {definition.Member}, which is out of range");
        }

        if (state.Losses < 0)
        {
            return Invariant($"its number of losses is {state.Losses}, which is out of range");
        }

        if (state.SpeedBytesPerSecond < 0)
        {
            return Invariant($"its speed is {state.SpeedBytesPerSecond}, which is out of range");
        }

        return JobCore.CanBe(new JobState(state.Status, state.Flags, 0, state.ErrorNumber, state.Error, state.SpeedBytesPerSecond))
            ? null
            : $"its status is '{StoredNames.Of(state.Status)}' with the flags '{state.Flags}' and the error number {Invariant($"{state.ErrorNumber}")}, which can't be";
    }

    /// <summary>Why a group can't be understood; null if it can.</summary>
    /// <param name="group">The group.</param>
    /// <param name="count">How many members it has, by those that there are.</param>
    public static string? DamageOf(in StoredGroup group, int count)
    {
        if (group.Damage is not null)
        {
            return group.Damage;
        }

        JobTransactionState state = group.State;
        if (!JobTransactionCore.IsDecided(state.Phase))
        {
            return $"its group is {StoredNames.Of(state.Phase)}, which is nothing that is kept";
        }

        return state.Count >= count && JobTransactionCore.CanBe(state)
            ? null
            : Invariant($"its group has the numbers {state.Count}, {state.Live}, {state.Ended}, {state.Manual}, {state.Cursor} and {state.Initiator}, and at least {count} members, which can't be");
    }

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}
