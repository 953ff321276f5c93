namespace QapiGen.Schema.Text;

/// <summary>A range of text in a schema file.</summary>
/// <param name="File">The file.</param>
/// <param name="Span">The range inside it.</param>
public sealed record SchemaLocation(SchemaFile File, SourceSpan Span)
{
    /// <summary>Where the range begins.</summary>
    public LinePosition Position => File.GetPosition(Span.Start);
}

/// <summary>A range of UTF-16 units of a schema file's text.</summary>
/// <param name="Start">Offset of the first unit, from 0.</param>
/// <param name="Length">Number of units; 0 marks a place between two.</param>
public readonly record struct SourceSpan(int Start, int Length)
{
    /// <summary>Offset behind the last unit.</summary>
    public int End => Start + Length;
}

/// <summary>A place in a text file as people count it.</summary>
/// <param name="Line">Line, from 1.</param>
/// <param name="Column">Column, from 1, in Unicode code points.</param>
public readonly record struct LinePosition(int Line, int Column);
