using System.Collections.Generic;
using System.Runtime.InteropServices;
using System.Threading;
using System.Threading.Tasks;

namespace QapiGen.Runtime.Transport;

/// <summary>A transport that can pass open file descriptors to its peer (<c>SCM_RIGHTS</c>, QMP spec 1).</summary>
public interface IQmpDescriptorTransport : IQmpTransport
{
    /// <summary>Sends descriptors with one blank, which is white space to the peer.</summary>
    /// <param name="descriptors">1 to 16 open descriptors; they stay open and the caller's.</param>
    /// <param name="cancellationToken">Ends the wait for room in the socket; nothing has been sent then.</param>
    /// <remarks>Everything flushed to the output before comes before it on the wire. May not overlap with a flush.</remarks>
    ValueTask SendDescriptorsAsync(IReadOnlyList<SafeHandle> descriptors, CancellationToken cancellationToken);
}
