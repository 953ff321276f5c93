using System;
using System.IO;
using System.IO.Pipelines;
using System.Net.Sockets;
using System.Threading.Tasks;

namespace QapiGen.Runtime.Transport;

/// <summary>A transport over a stream in both directions, or over one for each.</summary>
internal class StreamTransport : IThreadPoolTransport
{
    /// <summary>Bytes asked of the stream at once: a large reply takes few reads, an idle connection holds no more than this.</summary>
    private const int ReadBufferBytes = 32 * 1024;

    private readonly Stream _input;
    private readonly Stream _output;

    public StreamTransport(Stream input, Stream output, string description)
    {
        _input = input;
        _output = output;
        Description = description;
        Input = PipeReader.Create(input, new StreamPipeReaderOptions(bufferSize: ReadBufferBytes, minimumReadSize: 4096, leaveOpen: true));
        Output = PipeWriter.Create(output, new StreamPipeWriterOptions(leaveOpen: true));
    }

    public PipeReader Input { get; }

    public PipeWriter Output { get; }

    public string Description { get; }

    /// <remarks>Of other streams nobody knows.</remarks>
    public bool ReadsOnThreadPool => _input is NetworkStream;

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
}
