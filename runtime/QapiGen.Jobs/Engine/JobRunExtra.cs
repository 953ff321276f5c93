using System;
using QapiGen.Jobs.Drivers;
using QapiGen.Runtime.Wire;

namespace QapiGen.Jobs.Engine;

/// <summary>What only some runs need, apart from the run: most of a million parked jobs save nothing, keep no speed, and have failed at nothing.</summary>
internal sealed class JobRunExtra
{
    /// <summary>What the driver saves; null until it has saved something.</summary>
    public JobCheckpoints? Checkpoints { get; set; }

    /// <summary>What the driver goes on from; null if it begins anew.</summary>
    public ReadOnlyMemory<byte>? Checkpoint { get; set; }

    /// <summary>What its speed is kept by; null until it has to be.</summary>
    public JobRateLimit? RateLimit { get; set; }

    /// <summary>Why the driver couldn't begin.</summary>
    public JobFailedException? LaunchFault { get; set; }

    /// <summary>Why its checkpoint can't be read.</summary>
    public WireFormatException? Unreadable { get; set; }
}
