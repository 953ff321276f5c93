using System;
using System.IO;
using System.Text;
using System.Threading;
using System.Threading.Tasks;

namespace QapiGen.Qemu.Processes;

/// <summary>Reads what a program puts out, always, so that it never waits for us, and keeps the end of it.</summary>
internal sealed class OutputTail
{
    /// <summary>Longest line that is handed on in one piece, in bytes.</summary>
    private const int MaxLineBytes = 8 * 1024;

    private readonly Lock _gate = new();
    private readonly byte[] _kept;
    private readonly Action<string>? _onLine;
    private long _total;

    /// <summary>Makes an empty tail.</summary>
    /// <param name="keptBytes">How much is kept.</param>
    /// <param name="onLine">Gets each line; null for nobody.</param>
    public OutputTail(int keptBytes, Action<string>? onLine)
    {
        _kept = new byte[Math.Max(1, keptBytes)];
        _onLine = onLine;
    }

    /// <summary>Reads a stream to its end. Never fails.</summary>
    public async Task DrainAsync(Stream stream)
    {
        byte[] buffer = new byte[16 * 1024];
        byte[] line = _onLine is null ? [] : new byte[MaxLineBytes];
        int lineLength = 0;
        try
        {
            int count;
            while ((count = await stream.ReadAsync(buffer).ConfigureAwait(false)) > 0)
            {
                Keep(buffer.AsSpan(0, count));
                lineLength = _onLine is null ? 0 : Split(buffer.AsSpan(0, count), line, lineLength);
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or OperationCanceledException)
        {
            // The end, as good as any.
        }

        if (lineLength > 0)
        {
            Hand(line.AsSpan(0, lineLength));
        }
    }

    /// <summary>What is kept, as text, from the beginning of a line if something is missing before it.</summary>
    public override string ToString()
    {
        lock (_gate)
        {
            int length = (int)Math.Min(_total, _kept.Length);
            byte[] bytes = new byte[length];
            int start = (int)((_total - length) % _kept.Length);
            int first = Math.Min(length, _kept.Length - start);
            _kept.AsSpan(start, first).CopyTo(bytes);
            _kept.AsSpan(0, length - first).CopyTo(bytes.AsSpan(first));
            int whole = _total > length ? Array.IndexOf(bytes, (byte)'\n') + 1 : 0;
            return Encoding.UTF8.GetString(bytes.AsSpan(whole));
        }
    }

    private void Keep(ReadOnlySpan<byte> bytes)
    {
        lock (_gate)
        {
            _total += bytes.Length;
            if (bytes.Length > _kept.Length)
            {
                bytes = bytes[^_kept.Length..];
            }

            int start = (int)((_total - bytes.Length) % _kept.Length);
            int first = Math.Min(bytes.Length, _kept.Length - start);
            bytes[..first].CopyTo(_kept.AsSpan(start));
            bytes[first..].CopyTo(_kept);
        }
    }

    private int Split(ReadOnlySpan<byte> bytes, byte[] line, int length)
    {
        foreach (byte next in bytes)
        {
            if (next == '\n' || length == line.Length)
            {
                Hand(line.AsSpan(0, length));
                length = 0;
                if (next == '\n')
                {
                    continue;
                }
            }

            line[length++] = next;
        }

        return length;
    }

    private void Hand(ReadOnlySpan<byte> line)
    {
        try
        {
            _onLine!(Encoding.UTF8.GetString(line).TrimEnd('\r'));
        }
#pragma warning disable CA1031 // What the listener makes of a line mustn't stop the program.
        catch (Exception)
#pragma warning restore CA1031
        {
        }
    }
}
