using System;
using System.Text;

namespace QapiGen.Emit.Text;

/// <summary>Collects source text and owns its indentation and line ends.</summary>
internal sealed class SourceWriter
{
    private const string Unit = "    ";

    private readonly StringBuilder _text = new();
    private string _indent = "";

    /// <summary>An empty line.</summary>
    public void Line() => _text.Append('\n');

    /// <summary>A line.</summary>
    public void Line(string text) => _text.Append(_indent).Append(text).Append('\n');

    /// <summary>A line one level deeper.</summary>
    public void Inner(string text) => _text.Append(_indent).Append(Unit).Append(text).Append('\n');

    /// <summary>A line at the left margin, for preprocessor directives.</summary>
    public void Margin(string text) => _text.Append(text).Append('\n');

    /// <summary>A header and braces around what is written until the result is disposed of.</summary>
    public BlockScope Block(string header)
    {
        Line(header);
        return Braces();
    }

    /// <summary>Braces around what is written until the result is disposed of.</summary>
    public BlockScope Braces(string end = "}")
    {
        Line("{");
        _indent += Unit;
        return new BlockScope(this, end);
    }

    /// <summary>Indents what is written until the result is disposed of.</summary>
    public BlockScope Indent()
    {
        _indent += Unit;
        return new BlockScope(this, null);
    }

    /// <inheritdoc/>
    public override string ToString() => _text.ToString();

    private void Leave(string? end)
    {
        _indent = _indent.Substring(Unit.Length);
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
