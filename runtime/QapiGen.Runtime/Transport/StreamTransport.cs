using System;
using System.IO;
using System.IO.Pipelines;
using System.IO.Pipes;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Threading.Tasks;

namespace QapiGen.Runtime.Transport;

/// <summary>A transport over a stream in both directions, or over one for each.</summary>
internal class StreamTransport : IThreadPoolTransport, IQmpPeerTransport
{
    /// <summary>Bytes asked of the stream at once: a large reply takes few reads, an idle connection holds no more than this.</summary>
    private const int ReadBufferBytes = 32 * 1024;

    private readonly Stream _input;
    private readonly Stream _output;
    private readonly QmpPeer? _peer;

    public StreamTransport(Stream input, Stream output, string description, QmpPeer? peer = null)
    {
        _peer = peer;
        _input = input;
        _output = output;
        Socket = (input as NetworkStream)?.Socket;
        Description = description;
        Input = PipeReader.Create(input, new StreamPipeReaderOptions(bufferSize: ReadBufferBytes, minimumReadSize: 4096, leaveOpen: true));
        Output = PipeWriter.Create(output, new StreamPipeWriterOptions(leaveOpen: true));
    }

    /// <summary>The socket beneath; null if there is none, or it isn't known.</summary>
    public Socket? Socket { get; init; }

    public PipeReader Input { get; }

    public PipeWriter Output { get; }

    public string Description { get; }

    /// <remarks>Of other streams nobody knows.</remarks>
    public bool ReadsOnThreadPool => _input is NetworkStream;

    public bool MayLinger
    {
        set
        {
            if (_input is LingeringStream { Linger: var linger })
            {
                linger.IsAllowed = value;
            }
        }
    }

    /// <remarks>With TLS the end of what is sent is a message of TLS's own; whoever closes TCP beneath is gone.</remarks>
    public bool IsPeerGone =>
        Socket is { } socket ? QmpSocketPeer.IsGone(socket) || (_input is SslStream && QmpSocketPeer.HasEnded(socket))
        : _input is PipeStream pipe && (!pipe.IsConnected || QmpSocketPeer.IsGone(pipe.SafePipeHandle));

    public bool IsPeerInDoubt => Socket is { AddressFamily: not AddressFamily.Unix } socket && _input is not SslStream && QmpSocketPeer.HasEnded(socket);

    /// <remarks>Of other streams nobody knows where they lead to, unless it was said.</remarks>
    public bool IsPeerLocal => _peer?.IsLocal ?? (Socket is { } socket ? socket.AddressFamily == AddressFamily.Unix : _input is PipeStream);

    public T? GetPeerFeature<T>()
        where T : class
    {
        if (_peer?.Get<T>() is { } said)
        {
            return said;
        }

        if (typeof(T) == typeof(X509Certificate2))
        {
            return Certificate() as T;
        }

        return Socket is not { } socket ? (typeof(T) == typeof(EndPoint) && _input is SslStream ? QmpSocketPeer.Somewhere as T : null)
            : typeof(T) == typeof(QmpPeerCredentials) ? QmpPeerCredentials.Of(socket) as T
            : typeof(T) == typeof(EndPoint) ? QmpSocketPeer.EndPointOf(socket) as T
            : null;
    }

    public virtual async ValueTask DisposeAsync()
    {
        // The streams come first: closing them ends a read that is under way.
        await _output.DisposeAsync().ConfigureAwait(false);
        if (!ReferenceEquals(_input, _output))
        {
            await _input.DisposeAsync().ConfigureAwait(false);
        }

        GC.SuppressFinalize(this);
    }

    private X509Certificate2? Certificate()
    {
        try
        {
            return (_input as SslStream)?.RemoteCertificate as X509Certificate2;
        }
        catch (InvalidOperationException)
        {
            // The connection has ended meanwhile.
            return null;
        }
    }
}
