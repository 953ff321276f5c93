using System;
using System.Collections.Generic;
using System.IO.Pipelines;
using System.Runtime.InteropServices;
using System.Threading;
using System.Threading.Tasks;

namespace QapiGen.Runtime.Transport;

/// <summary>One bidirectional byte stream between a client and a server (QMP spec 1).</summary>
public interface IQmpTransport : IDuplexPipe, IAsyncDisposable
{
    /// <summary>The address, for people: <c>unix:/run/qmp.sock</c>.</summary>
    string Description { get; }
}

/// <summary>A transport that knows its peer.</summary>
public interface IQmpPeerTransport : IQmpTransport
{
    /// <summary>
    /// Whether the peer has closed the connection in both directions, or it broke. A peer that has only ended what it sends
    /// (QMP spec 18) is still there. Cheap; from any thread.
    /// </summary>
    bool IsPeerGone { get; }

    /// <summary>
    /// Whether the peer has ended what it sends, and may have gone with that: on TCP both look the same, until something is sent to it. Cheap; from any
    /// thread. A server sends a blank, which is white space between messages, and asks <see cref="IsPeerGone"/> again.
    /// </summary>
    bool IsPeerInDoubt => false;

    /// <summary>
    /// Whether the peer is known to be on this machine, and not to have come over the network, loopback included: by a Unix socket, a pipe, in memory. A
    /// transport that can't tell says no, and its clients have the rights of those of the network. Cheap; asked once, when a client connects.
    /// </summary>
    bool IsPeerLocal => false;

    /// <summary>What the transport knows of its peer.</summary>
    /// <typeparam name="T">
    /// What is asked for: <see cref="QmpPeerCredentials"/>, <see cref="System.Net.EndPoint"/> (where the peer is),
    /// <see cref="System.Security.Cryptography.X509Certificates.X509Certificate2"/> (its TLS certificate),
    /// <see cref="System.Security.Claims.ClaimsPrincipal"/>, or whatever else a transport offers.
    /// </typeparam>
    /// <returns>Null if the transport doesn't know.</returns>
    T? GetPeerFeature<T>()
        where T : class;
}

/// <summary>A transport that can pass open file descriptors to its peer (<c>SCM_RIGHTS</c>, QMP spec 1).</summary>
public interface IQmpDescriptorTransport : IQmpTransport
{
    /// <summary>Sends descriptors with one blank, which is white space to the peer.</summary>
    /// <param name="descriptors">1 to 16 open descriptors; they stay open and the caller's.</param>
    /// <param name="cancellationToken">Ends the wait for room in the socket; nothing has been sent then.</param>
    /// <remarks>
    /// Everything flushed to the output before comes before it on the wire. May not overlap with a flush. To a peer that has the system refuse descriptors (SO_PASSRIGHTS of Linux 6.16)
    /// nothing is sent, as if it had dropped them: it will miss them where its commands need them.
    /// </remarks>
    ValueTask SendDescriptorsAsync(IReadOnlyList<SafeHandle> descriptors, CancellationToken cancellationToken);
}

/// <summary>A transport that someone else closes, after having sent what was written, unless it is told not to bother.</summary>
public interface IQmpAbortableTransport : IQmpTransport
{
    /// <summary>Throws away what hasn't been sent and breaks the connection; from any thread.</summary>
    void Abort();
}

/// <summary>A transport that knows where a reader goes on that had to wait.</summary>
internal interface IThreadPoolTransport : IQmpTransport
{
    /// <summary>Whether it is always a thread of the pool that does nothing else meanwhile: code that blocks there holds up nobody.</summary>
    bool ReadsOnThreadPool { get; }

    /// <summary>Whether the next read may look for a while whether something comes: see <see cref="ReadLinger"/>.</summary>
    bool MayLinger { set; }
}

/// <summary>A transport that keeps the open file descriptors that its peer has passed (<c>SCM_RIGHTS</c>, QMP spec 1).</summary>
internal interface IDescriptorSource
{
    /// <summary>Takes those that came last, which are the caller's from then on; null for none. Earlier ones were closed, as QEMU does.</summary>
    IReadOnlyList<SafeHandle>? TakeDescriptors();
}
