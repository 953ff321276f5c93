using System.Collections.Generic;

namespace QapiGen.Jobs.Storage;

/// <summary>What a store says when it is opened.</summary>
/// <param name="Epoch">The owner's epoch, from 1; higher than all before. The fencing token to hand to other systems.</param>
/// <param name="LastSequence">Number of the last record; 0 if there is none.</param>
/// <param name="LastTransition">Number of the last transition; 0 if there is none.</param>
/// <param name="LastJob">The highest number that a job was ever given; 0 if there was none.</param>
/// <param name="JobCount">How many jobs there are.</param>
/// <param name="Groups">The groups that something is kept of, by number.</param>
/// <param name="WasClosed">Whether the owner before has closed it: nothing was lost with its process.</param>
public sealed record JobStoreContent(
    long Epoch, long LastSequence, long LastTransition, long LastJob, long JobCount, IReadOnlyList<StoredGroup> Groups, bool WasClosed);
