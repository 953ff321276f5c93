using System;
using System.Buffers;
using System.Collections.Generic;
using System.IO.Pipelines;
using System.Threading.Tasks;

namespace QapiGen.Testing;

/// <summary>Cuts bytes into JSON objects by counting brackets outside of strings; what stands between objects comes out as it is.</summary>
internal sealed class MessageSplitter
{
    private readonly List<byte> _current = [];
    private int _depth;
    private bool _isInString;
    private bool _isEscaped;

    /// <summary>Reads until the input ends, and hands over what it was cut into, one piece after the other.</summary>
    /// <exception cref="InvalidOperationException">The input was closed from this side.</exception>
    public static async Task ReadAllAsync(PipeReader input, Func<byte[], bool, ValueTask> take)
    {
        var splitter = new MessageSplitter();
        while (true)
        {
            ReadResult result = await input.ReadAsync().ConfigureAwait(false);
            byte[] bytes = result.Buffer.ToArray();
            input.AdvanceTo(result.Buffer.End);
            foreach ((byte[] message, bool isObject) in splitter.Add(bytes))
            {
                await take(message, isObject).ConfigureAwait(false);
            }

            if (result.IsCompleted || result.IsCanceled)
            {
                return;
            }
        }
    }

    /// <summary>Takes bytes; gives whole objects, and runs of other bytes that aren't white space.</summary>
    public IEnumerable<(byte[] Bytes, bool IsObject)> Add(ReadOnlyMemory<byte> bytes)
    {
        for (int i = 0; i < bytes.Length; i++)
        {
            byte next = bytes.Span[i];
            if (_depth == 0 && (next == '{' || IsBlank(next)))
            {
                if (_current.Count > 0)
                {
                    yield return Take(false);
                }

                if (IsBlank(next))
                {
                    continue;
                }
            }

            _current.Add(next);
            if (Count(next))
            {
                yield return Take(true);
            }
        }

        // Bytes outside of an object mean something at once: 0xFF resets the other end.
        if (_depth == 0 && _current.Count > 0)
        {
            yield return Take(false);
        }
    }

    /// <summary>Gives what is left at the end of the stream, or null.</summary>
    public byte[]? End() => _current.Count == 0 ? null : Take(false).Bytes;

    private static bool IsBlank(byte next) => next is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n';

    /// <summary>Counts a byte; true if it ends an object.</summary>
    private bool Count(byte next)
    {
        if (_isEscaped)
        {
            _isEscaped = false;
        }
        else if (_isInString)
        {
            _isEscaped = next == '\\';
            _isInString = next != '"';
        }
        else if (_depth > 0 && next == '"')
        {
            _isInString = true;
        }
        else if (next is (byte)'{' || (_depth > 0 && next is (byte)'['))
        {
            _depth++;
        }
        else if (_depth > 0 && (next is (byte)'}' or (byte)']'))
        {
            return --_depth == 0;
        }

        return false;
    }

    private (byte[] Bytes, bool IsObject) Take(bool isObject)
    {
        byte[] bytes = [.. _current];
        _current.Clear();
        _depth = 0;
        _isInString = false;
        _isEscaped = false;
        return (bytes, isObject);
    }
}
