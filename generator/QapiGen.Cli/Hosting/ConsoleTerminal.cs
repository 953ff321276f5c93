using System;
using System.IO;
using System.Text;
using System.Threading;
using System.Threading.Channels;
using System.Threading.Tasks;

namespace QapiGen.Cli.Hosting;

/// <summary>The terminal of this process.</summary>
/// <remarks>A thread of its own waits for keys, since <see cref="Console.ReadKey(bool)"/> can't be cancelled; it ends with the process.</remarks>
internal sealed class ConsoleTerminal : ITerminal
{
    private readonly Channel<ConsoleKeyInfo> _keys = Channel.CreateUnbounded<ConsoleKeyInfo>();
    private readonly Stream _output = Console.OpenStandardOutput();
    private readonly bool _treatedControlC;

    /// <summary>Takes the terminal over.</summary>
    public ConsoleTerminal()
    {
        _treatedControlC = Console.TreatControlCAsInput;
        Console.TreatControlCAsInput = true;
        new Thread(ReadKeys) { IsBackground = true, Name = "keys" }.Start();
    }

    /// <inheritdoc/>
    public int Width
    {
        get
        {
            try
            {
                return Math.Max(Console.WindowWidth, 1);
            }
            catch (IOException)
            {
                return 80;
            }
        }
    }

    /// <inheritdoc/>
    public async ValueTask<ConsoleKeyInfo?> ReadKeyAsync(CancellationToken cancellationToken) =>
        await _keys.Reader.WaitToReadAsync(cancellationToken).ConfigureAwait(false) && _keys.Reader.TryRead(out ConsoleKeyInfo key) ? key : null;

    /// <inheritdoc/>
    public void Write(string text)
    {
        _output.Write(Encoding.UTF8.GetBytes(text));
        _output.Flush();
    }

    /// <inheritdoc/>
    public void Dispose() => Console.TreatControlCAsInput = _treatedControlC;

    private void ReadKeys()
    {
        try
        {
            while (true)
            {
                _keys.Writer.TryWrite(Console.ReadKey(intercept: true));
            }
        }
        catch (Exception e) when (e is InvalidOperationException or IOException)
        {
            _keys.Writer.TryComplete();
        }
    }
}

/// <summary>A terminal that gives keys and takes text with ANSI escape sequences.</summary>
internal interface ITerminal : IDisposable
{
    /// <summary>Columns of a row, at least 1.</summary>
    int Width { get; }

    /// <summary>The next key; null at the end of input.</summary>
    ValueTask<ConsoleKeyInfo?> ReadKeyAsync(CancellationToken cancellationToken);

    /// <summary>Writes at once. Calls must not overlap.</summary>
    void Write(string text);
}
