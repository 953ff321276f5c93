using System;
using System.Buffers;
using System.IO;
using System.IO.Pipelines;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using QapiGen.Runtime.Messages;
using QapiGen.Runtime.Transport;

namespace QapiGen.Qemu.Processes;

/// <summary>The guest's first serial port. It is read always, so that the guest never waits; the last 64 Ki characters are kept.</summary>
public sealed class QemuConsole : IAsyncDisposable
{
    private const int MaxCharacters = 64 * 1024;

    private readonly IQmpTransport _transport;
    private readonly StringBuilder _text = new();
    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _writing = new(1);
    private readonly Task _reading;
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _hasEnded;

    internal QemuConsole(IQmpTransport transport)
    {
        _transport = transport;
        _reading = Task.Run(ReadAsync);
    }

    /// <summary>What the guest has written last.</summary>
    public string Text
    {
        get
        {
            lock (_gate)
            {
                return _text.ToString();
            }
        }
    }

    /// <summary>Waits until a text stands in what is kept.</summary>
    /// <param name="text">The text, compared byte by byte.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="QmpConnectionException">The program ended before.</exception>
    public async Task WaitForTextAsync(string text, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(text);
        while (true)
        {
            Task changed;
            lock (_gate)
            {
                if (_text.ToString().Contains(text, StringComparison.Ordinal))
                {
                    return;
                }

                if (_hasEnded)
                {
                    throw new QmpConnectionException($"The serial console ended before '{text}' came");
                }

                changed = _changed.Task;
            }

            await changed.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Types a text; a line ends with <c>\r</c> as on a keyboard.</summary>
    /// <exception cref="QmpConnectionException">The program has ended.</exception>
    public async Task WriteAsync(string text, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(text);
        await _writing.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await _transport.Output.WriteAsync(Encoding.UTF8.GetBytes(text), cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or InvalidOperationException)
        {
            throw new QmpConnectionException("The serial console has ended", e);
        }
        finally
        {
            _writing.Release();
        }
    }

    /// <summary>Closes the port's other end; the guest's output then goes nowhere.</summary>
    public async ValueTask DisposeAsync()
    {
        await _transport.DisposeAsync().ConfigureAwait(false);
        await _reading.ConfigureAwait(false);
    }

    private async Task ReadAsync()
    {
        Decoder decoder = Encoding.UTF8.GetDecoder();
        try
        {
            while (true)
            {
                ReadResult result = await _transport.Input.ReadAsync().ConfigureAwait(false);
                Add(decoder, result.Buffer);
                _transport.Input.AdvanceTo(result.Buffer.End);
                if (result.IsCompleted || result.IsCanceled)
                {
                    return;
                }
            }
        }
        catch (Exception e) when (e is IOException or InvalidOperationException)
        {
            // The end, as good as any.
        }
        finally
        {
            lock (_gate)
            {
                _hasEnded = true;
                _changed.TrySetResult();
            }
        }
    }

    private void Add(Decoder decoder, ReadOnlySequence<byte> bytes)
    {
        var characters = new ArrayBufferWriter<char>();
        decoder.Convert(bytes, characters, false, out _, out _);
        lock (_gate)
        {
            _text.Append(characters.WrittenSpan);
            if (_text.Length > MaxCharacters)
            {
                _text.Remove(0, _text.Length - MaxCharacters);
            }

            _changed.TrySetResult();
            _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }
}
