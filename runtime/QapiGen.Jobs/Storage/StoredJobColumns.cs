using System;
using System.Globalization;
using QapiGen.Jobs.Core;
using QapiGen.Jobs.Drivers;

namespace QapiGen.Jobs.Storage;

/// <summary>A job as a store has read it, before anybody has asked whether it makes sense.</summary>
public readonly ref struct StoredJobColumns
{
    /// <summary>Its number.</summary>
    public required long Number { get; init; }

    /// <summary>Its id.</summary>
    public required string Id { get; init; }

    /// <summary>What it says it is.</summary>
    public required string Type { get; init; }

    /// <summary>Name of its driver, if it has one.</summary>
    public string? Driver { get; init; }

    /// <summary>Number of its group.</summary>
    public long Group { get; init; }

    /// <summary>Index in the group; an int.</summary>
    public long Member { get; init; }

    /// <summary>Whether the driver has a thread of its own.</summary>
    public bool IsBlocking { get; init; }

    /// <summary>Name of its status (<see cref="StoredNames"/>).</summary>
    public string? Status { get; init; }

    /// <summary>Its flags; those of <see cref="StoredJobState.Kept"/>.</summary>
    public long Flags { get; init; }

    /// <summary>Its error number; an int.</summary>
    public long ErrorNumber { get; init; }

    /// <summary>Its error.</summary>
    public string? Error { get; init; }

    /// <summary>Limit of its speed.</summary>
    public long SpeedBytesPerSecond { get; init; }

    /// <summary>Whether somebody has started it.</summary>
    public bool IsStartRequested { get; init; }

    /// <summary>How many times its driver was lost; an int.</summary>
    public long Losses { get; init; }

    /// <summary>How far it is.</summary>
    public JobProgress Progress { get; init; }

    /// <summary>Whether there is a checkpoint.</summary>
    public bool HasCheckpoint { get; init; }

    /// <summary>When it was made, in microseconds since 1970.</summary>
    public long Created { get; init; }

    /// <summary>When it changed last, in microseconds since 1970.</summary>
    public long Changed { get; init; }

    /// <summary>The job; with <see cref="StoredJob.Damage"/> where a column says what can't be.</summary>
    public StoredJob ToJob()
    {
        string? damage = null;
        if (!StoredNames.TryParse(Status, out JobStatus status))
        {
            damage = $"its status is '{Status}', which this version doesn't know";
        }

        if ((Flags & ~(long)StoredJobState.Kept) != 0)
        {
            damage ??= $"its flags are 0x{Flags.ToString("x", CultureInfo.InvariantCulture)}, some of which this version doesn't know";
        }

        var state = new StoredJobState(
            status,
            (JobFlags)Flags & StoredJobState.Kept,
            Small(ErrorNumber, "error number", ref damage),
            Error,
            SpeedBytesPerSecond,
            IsStartRequested,
            Small(Losses, "number of losses", ref damage));
        var definition = new JobDefinition(Id, Type, Driver, default, Group, Small(Member, "index in its group", ref damage), IsBlocking);
        return new StoredJob(Number, definition, state, Progress, HasCheckpoint, Time(Created, ref damage), Time(Changed, ref damage), damage);
    }

    private static int Small(long value, string what, ref string? damage)
    {
        if (value != (int)value)
        {
            damage ??= string.Create(CultureInfo.InvariantCulture, $"its {what} is {value}, which is out of range");
        }

        return (int)long.Clamp(value, int.MinValue, int.MaxValue);
    }

    private static DateTimeOffset Time(long microseconds, ref string? damage)
    {
        if (StoredTime.TryRead(microseconds, out DateTimeOffset time))
        {
            return time;
        }

        damage ??= string.Create(CultureInfo.InvariantCulture, $"a time of it is {microseconds} µs, which is out of range");
        return time;
    }
}
