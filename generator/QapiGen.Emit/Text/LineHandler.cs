using System.Runtime.CompilerServices;

namespace QapiGen.Emit.Text;

/// <summary>Writes an interpolated line without making a string of it.</summary>
[InterpolatedStringHandler]
internal readonly ref struct LineHandler
{
    private readonly SourceWriter _writer;

    /// <summary>Begins the line.</summary>
    public LineHandler(int literalLength, int formattedCount, SourceWriter writer)
    {
        _ = literalLength + formattedCount;
        _writer = writer;
        writer.Begin();
    }

    /// <summary>What stands between the holes.</summary>
    public void AppendLiteral(string text) => _writer.Append(text);

    /// <summary>A hole.</summary>
    public void AppendFormatted(string? text) => _writer.Append(text);

    /// <summary>A hole.</summary>
    public void AppendFormatted(int number) => _writer.Append(Digits.Text(number));
}

/// <summary>Writes an interpolated line one level deeper.</summary>
[InterpolatedStringHandler]
internal readonly ref struct InnerLineHandler
{
    private readonly SourceWriter _writer;

    /// <summary>Begins the line.</summary>
    public InnerLineHandler(int literalLength, int formattedCount, SourceWriter writer)
    {
        _ = literalLength + formattedCount;
        _writer = writer;
        writer.Begin(1);
    }

    /// <summary>What stands between the holes.</summary>
    public void AppendLiteral(string text) => _writer.Append(text);

    /// <summary>A hole.</summary>
    public void AppendFormatted(string? text) => _writer.Append(text);
}
