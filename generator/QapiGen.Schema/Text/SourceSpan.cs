namespace QapiGen.Schema.Text;

/// <summary>A range of UTF-16 units of a schema file's text.</summary>
/// <param name="Start">Offset of the first unit, from 0.</param>
/// <param name="Length">Number of units; 0 marks a place between two.</param>
public readonly record struct SourceSpan(int Start, int Length)
{
    /// <summary>Offset behind the last unit.</summary>
    public int End => Start + Length;
}
