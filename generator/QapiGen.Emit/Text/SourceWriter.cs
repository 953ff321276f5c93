using System;
using System.Runtime.CompilerServices;

namespace QapiGen.Emit.Text;

/// <summary>Collects source text and owns its indentation and line ends.</summary>
internal sealed class SourceWriter
{
    private readonly TextChunks _text = new();
    private int _depth;

    /// <summary>How many characters there are so far.</summary>
    public int Length => _text.Length;

    /// <summary>An empty line.</summary>
    public void Line() => _text.Append('\n');

    /// <summary>A line.</summary>
    public void Line(string text)
    {
        Begin(0);
        _text.Append(text);
        Line();
    }

    /// <summary>A line; what is interpolated goes straight into the text.</summary>
    public void Line([InterpolatedStringHandlerArgument("")] ref LineHandler text) => Line();

    /// <summary>A line one level deeper.</summary>
    public void Inner(string text)
    {
        Begin(1);
        _text.Append(text);
        Line();
    }

    /// <summary>A line one level deeper; what is interpolated goes straight into the text.</summary>
    public void Inner([InterpolatedStringHandlerArgument("")] ref InnerLineHandler text) => Line();

    /// <summary>Begins a line that is then written piece by piece.</summary>
    /// <param name="extra">Levels beyond the current one.</param>
    public void Begin(int extra = 0) => _text.AppendBlanks((_depth + extra) * 4);

    /// <summary>A piece of a line.</summary>
    public void Append(string? text) => _text.Append(text ?? "");

    /// <summary>A piece of a line: a part of a text.</summary>
    public void Append(string text, int start, int length) => _text.Append(text, start, length);

    /// <summary>Whole lines of a text that was generated before.</summary>
    public void Append(GeneratedText text, int start, int length) => _text.Append(text, start, length);

    /// <summary>A header and braces around what is written until the result is disposed of.</summary>
    public BlockScope Block(string header)
    {
        Line(header);
        return Braces();
    }

    /// <summary>A header and braces around what is written until the result is disposed of.</summary>
    public BlockScope Block([InterpolatedStringHandlerArgument("")] ref LineHandler header)
    {
        Line();
        return Braces();
    }

    /// <summary>Braces around what is written until the result is disposed of.</summary>
    public BlockScope Braces(string end = "}")
    {
        Line("{");
        _depth++;
        return new BlockScope(this, end);
    }

    /// <summary>Indents what is written until the result is disposed of.</summary>
    public BlockScope Indent()
    {
        _depth++;
        return new BlockScope(this, null);
    }

    /// <summary>The text; nothing may be written afterwards.</summary>
    public GeneratedText ToText() => _text.ToText();

    private void Leave(string? end)
    {
        _depth--;
        if (end is not null)
        {
            Line(end);
        }
    }

    /// <summary>Ends a block.</summary>
    internal readonly struct BlockScope(SourceWriter writer, string? end) : IDisposable
    {
        /// <inheritdoc/>
        public void Dispose() => writer.Leave(end);
    }
}
