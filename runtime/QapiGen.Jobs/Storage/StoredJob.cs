using System;
using QapiGen.Jobs.Core;
using QapiGen.Jobs.Drivers;

namespace QapiGen.Jobs.Storage;

/// <summary>A job as it is kept; its arguments and its checkpoint are read when a driver is made (<see cref="IJobStore.ReadBodiesAsync"/>).</summary>
/// <param name="Number">Its number.</param>
/// <param name="Definition">What was chosen when it was made; without the arguments.</param>
/// <param name="State">Its state.</param>
/// <param name="Progress">The last progress that was kept.</param>
/// <param name="HasCheckpoint">Whether there is a checkpoint.</param>
/// <param name="Created">When it was made.</param>
/// <param name="Changed">When its last record was appended.</param>
/// <param name="Damage">Null; or why its state can't be understood, such as a status of a newer version: the other members are then as far as they could be read.</param>
public sealed record StoredJob(
    long Number,
    JobDefinition Definition,
    StoredJobState State,
    JobProgress Progress,
    bool HasCheckpoint,
    DateTimeOffset Created,
    DateTimeOffset Changed,
    string? Damage = null);

/// <summary>What of a job's state is kept.</summary>
/// <param name="Status">The status.</param>
/// <param name="Flags">Those of <see cref="Kept"/>; the others tell what a driver is just doing, or what hooks it has.</param>
/// <param name="ErrorNumber">0, or the error number with which the job ends.</param>
/// <param name="Error">Text of the error; null if there is none.</param>
/// <param name="SpeedBytesPerSecond">Limit of the speed; 0 is unlimited.</param>
/// <param name="IsStartRequested">Whether somebody has started it; it may stand in line.</param>
/// <param name="Losses">How many times its driver was lost with its host, or while it was made again.</param>
public readonly record struct StoredJobState(
    JobStatus Status, JobFlags Flags, int ErrorNumber, string? Error, long SpeedBytesPerSecond, bool IsStartRequested, int Losses)
{
    /// <summary>
    /// The flags that are kept; <see cref="JobFlags.Lost"/> of a job whose host was lost while it was at work, until another driver is there, and
    /// <see cref="JobFlags.TakenUp"/> or <see cref="JobFlags.NextUp"/> before the application's code is called that makes it; and <see cref="JobFlags.Provisional"/>.
    /// </summary>
    public const JobFlags Kept =
        JobFlags.Started | JobFlags.UserPaused | JobFlags.Cancelled | JobFlags.Forced | JobFlags.Returned | JobFlags.AutoFinalize | JobFlags.AutoDismiss
        | JobFlags.Lost | JobFlags.TakenUp | JobFlags.NextUp | JobFlags.Provisional;
}

/// <summary>A group as it is kept. One that nothing was kept of is open, with the members that there are.</summary>
/// <param name="Number">Number of its oldest member.</param>
/// <param name="State">Its state.</param>
public readonly record struct StoredGroup(long Number, JobTransactionState State)
{
    /// <summary>Null; or why its state can't be understood, such as a phase of a newer version: its members are then damaged, and nobody else.</summary>
    public string? Damage { get; init; }
}

/// <summary>What was chosen when a job was made, and never changes.</summary>
/// <param name="Id">The id, of at most <see cref="StoredText.MaxIdLength"/> ASCII characters; no other job has it until this one is removed.</param>
/// <param name="Type">What the job says it is.</param>
/// <param name="Driver">Name under which its driver was registered; null for a driver that can't be made again.</param>
/// <param name="Arguments">The driver's arguments: JSON of a QAPI type; empty if there are none.</param>
/// <param name="Group">Number of its group: that of the oldest member. Its own if it is alone.</param>
/// <param name="Member">Index in the group, from 0.</param>
/// <param name="IsBlocking">Whether the driver has a thread of its own.</param>
public sealed record JobDefinition(string Id, string Type, string? Driver, ReadOnlyMemory<byte> Arguments, long Group, int Member, bool IsBlocking);

/// <summary>What a driver is made from.</summary>
/// <param name="Arguments">Its arguments: JSON of a QAPI type; empty if there are none.</param>
/// <param name="Checkpoint">The newest checkpoint; null if there is none.</param>
public sealed record JobBodies(ReadOnlyMemory<byte> Arguments, ReadOnlyMemory<byte>? Checkpoint);
