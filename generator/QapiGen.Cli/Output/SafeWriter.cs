using System;
using System.IO;
using System.Text;
using System.Threading;
using System.Threading.Tasks;

namespace QapiGen.Cli.Output;

/// <summary>The last door before a terminal or a log: lets lines and the tool's colours through, and nothing else that acts (<see cref="TerminalText.Lines"/>).</summary>
internal sealed class SafeWriter : TextWriter
{
    private readonly TextWriter _writer;
    private readonly bool _allowsColors;

    /// <summary>Makes a writer over another, which remains its owner's.</summary>
    public SafeWriter(TextWriter writer, bool allowsColors)
        : base(writer.FormatProvider)
    {
        _writer = writer;
        _allowsColors = allowsColors;
        CoreNewLine = writer.NewLine.ToCharArray();
    }

    /// <inheritdoc/>
    public override Encoding Encoding => _writer.Encoding;

    /// <inheritdoc/>
    public override void Write(char value) => Write(value.ToString());

    /// <inheritdoc/>
    public override void Write(char[] buffer, int index, int count) => Write(new string(buffer, index, count));

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<char> buffer) => Write(buffer.ToString());

    /// <inheritdoc/>
    public override void Write(string? value)
    {
        if (value is not null)
        {
            _writer.Write(TerminalText.Lines(value, _allowsColors));
        }
    }

    /// <inheritdoc/>
    public override void WriteLine(string? value)
    {
        Write(value);
        _writer.WriteLine();
    }

    /// <inheritdoc/>
    public override Task WriteLineAsync(string? value)
    {
        WriteLine(value);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public override void Flush() => _writer.Flush();

    /// <inheritdoc/>
    public override Task FlushAsync() => _writer.FlushAsync();

    /// <inheritdoc/>
    public override Task FlushAsync(CancellationToken cancellationToken) => _writer.FlushAsync(cancellationToken);
}
