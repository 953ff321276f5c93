using System.Collections.Generic;
using System.Runtime.InteropServices;

namespace QapiGen.Runtime.Transport;

/// <summary>A transport that keeps the open file descriptors that its peer has passed (<c>SCM_RIGHTS</c>, QMP spec 1).</summary>
internal interface IDescriptorSource
{
    /// <summary>Takes those that came last, which are the caller's from then on; null for none. Earlier ones were closed, as QEMU does.</summary>
    IReadOnlyList<SafeHandle>? TakeDescriptors();
}
