using System.Globalization;
using QapiGen.Jobs.Core;

namespace QapiGen.Jobs.Storage;

/// <summary>A group as a store has read it, before anybody has asked whether it makes sense.</summary>
public readonly ref struct StoredGroupColumns
{
    /// <summary>Its number.</summary>
    public required long Number { get; init; }

    /// <summary>Name of its phase (<see cref="StoredNames"/>).</summary>
    public string? Phase { get; init; }

    /// <summary>How many members were ever made; this and the others are ints.</summary>
    public long Count { get; init; }

    /// <summary>How many haven't left.</summary>
    public long Live { get; init; }

    /// <summary>How many ended well and wait.</summary>
    public long Ended { get; init; }

    /// <summary>How many of the live members don't finalize by themselves.</summary>
    public long Manual { get; init; }

    /// <summary>Index of the member whose turn it is.</summary>
    public long Cursor { get; init; }

    /// <summary>Index of the member that aborted the group.</summary>
    public long Initiator { get; init; }

    /// <summary>The group; with <see cref="StoredGroup.Damage"/> where a column says what can't be.</summary>
    public StoredGroup ToGroup()
    {
        string? damage = null;
        if (!StoredNames.TryParse(Phase, out JobTransactionPhase phase))
        {
            damage = $"its group is in phase '{Phase}', which this version doesn't know";
        }

        var state = new JobTransactionState(
            phase,
            Small(Count, "number of members", ref damage),
            Small(Live, "number of live members", ref damage),
            Small(Ended, "number of ended members", ref damage),
            Small(Manual, "number of members to finalize", ref damage),
            Small(Cursor, "turn", ref damage),
            Small(Initiator, "initiator", ref damage));
        return new StoredGroup(Number, state) { Damage = damage };
    }

    private static int Small(long value, string what, ref string? damage)
    {
        if (value != (int)value)
        {
            damage ??= string.Create(CultureInfo.InvariantCulture, $"the {what} of its group is {value}, which is out of range");
        }

        return (int)long.Clamp(value, int.MinValue, int.MaxValue);
    }
}
