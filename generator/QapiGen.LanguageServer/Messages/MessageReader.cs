using System;
using System.Globalization;
using System.IO;
using System.Text;
using System.Threading;
using System.Threading.Tasks;

namespace QapiGen.LanguageServer.Messages;

/// <summary>Reads messages: headers, an empty line, as many bytes as <c>Content-Length</c> says. Takes up again after what is none of these.</summary>
internal sealed class MessageReader(Stream input, int maxMessageBytes)
{
    private const string LengthHeader = "Content-Length:";
    private const int MaxLineBytes = 4096;

    private readonly byte[] _buffer = new byte[64 * 1024];
    private int _start;
    private int _end;

    /// <summary>Reads the next message.</summary>
    public async ValueTask<(IncomingKind Kind, byte[] Content)> ReadAsync(CancellationToken cancellationToken)
    {
        long length = -1;
        bool hasHeader = false;
        while (true)
        {
            string? line = await ReadLineAsync(cancellationToken).ConfigureAwait(false);
            if (line is null)
            {
                return (IncomingKind.End, []);
            }

            if (line.Length > 0)
            {
                hasHeader = true;
                length = ReadLength(line) ?? length;
            }
            else if (hasHeader)
            {
                break;
            }
        }

        return length < 0 ? (IncomingKind.Malformed, []) : await ReadContentAsync(length, cancellationToken).ConfigureAwait(false);
    }

    // What a message that was cut short left may stand before the header.
    private static long? ReadLength(string line)
    {
        int at = line.LastIndexOf(LengthHeader, StringComparison.OrdinalIgnoreCase);
        return at >= 0 && long.TryParse(line.AsSpan(at + LengthHeader.Length).Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out long length) ? length : null;
    }

    private async ValueTask<(IncomingKind Kind, byte[] Content)> ReadContentAsync(long length, CancellationToken cancellationToken)
    {
        bool isKept = length <= maxMessageBytes;
        byte[] content = isKept ? new byte[length] : [];
        for (long done = 0; done < length;)
        {
            if (_start == _end && !await FillAsync(cancellationToken).ConfigureAwait(false))
            {
                return (IncomingKind.End, []);
            }

            int count = (int)Math.Min(_end - _start, length - done);
            if (isKept)
            {
                _buffer.AsSpan(_start, count).CopyTo(content.AsSpan((int)done));
            }

            _start += count;
            done += count;
        }

        return (isKept ? IncomingKind.Message : IncomingKind.TooLong, content);
    }

    // A line without its end; what is longer than a header can be is cut.
    private async ValueTask<string?> ReadLineAsync(CancellationToken cancellationToken)
    {
        var line = new StringBuilder();
        while (true)
        {
            if (_start == _end && !await FillAsync(cancellationToken).ConfigureAwait(false))
            {
                return null;
            }

            int end = Array.IndexOf(_buffer, (byte)'\n', _start, _end - _start);
            int stop = end < 0 ? _end : end;
            line.Append(Encoding.Latin1.GetString(_buffer, _start, stop - _start));
            if (line.Length > MaxLineBytes)
            {
                line.Remove(0, line.Length - MaxLineBytes);
            }

            _start = end < 0 ? _end : end + 1;
            if (end >= 0)
            {
                return line.ToString().TrimEnd('\r');
            }
        }
    }

    private async ValueTask<bool> FillAsync(CancellationToken cancellationToken)
    {
        _start = 0;
        _end = await input.ReadAsync(_buffer, cancellationToken).ConfigureAwait(false);
        return _end > 0;
    }
}

/// <summary>What was read.</summary>
internal enum IncomingKind
{
    /// <summary>A message's content.</summary>
    Message,

    /// <summary>Headers that tell no length.</summary>
    Malformed,

    /// <summary>A message that was longer than allowed; it has been skipped.</summary>
    TooLong,

    /// <summary>The end of the input.</summary>
    End,
}
