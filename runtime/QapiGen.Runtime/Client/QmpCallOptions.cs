using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;

namespace QapiGen.Runtime.Client;

/// <summary>What is special about one call. May be shared by many calls.</summary>
public sealed record QmpCallOptions
{
    /// <summary>
    /// Sends the command out-of-band (QMP spec 11.2): it overtakes what is in the server's queue. The command must allow it
    /// (<see cref="Metadata.QmpCommandFlags.AllowOutOfBand"/>) and the capability be enabled.
    /// </summary>
    public bool OutOfBand { get; init; }

    /// <summary>Deadline, from the call on; null for <see cref="QmpClientOptions.CallTimeout"/>, <see cref="System.Threading.Timeout.InfiniteTimeSpan"/> for none.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>
    /// 1 to 16 open descriptors that go with the command, over a Unix socket on Linux (QMP spec 1): for <c>getfd</c> and <c>add-fd</c>. They stay
    /// the caller's, and may be closed when the call has ended. Calls with descriptors are sent one after the other.
    /// </summary>
    public IReadOnlyList<SafeHandle>? FileDescriptors { get; init; }

    /// <summary>The command has no success response (QMP spec 15). Only needed where the call is made by name.</summary>
    public bool NoSuccessResponse { get; init; }
}
