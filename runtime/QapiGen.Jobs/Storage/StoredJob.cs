using System;
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
