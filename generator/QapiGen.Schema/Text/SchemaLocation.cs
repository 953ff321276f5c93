namespace QapiGen.Schema.Text;

/// <summary>A range of text in a schema file.</summary>
/// <param name="File">The file.</param>
/// <param name="Span">The range inside it.</param>
public sealed record SchemaLocation(SchemaFile File, SourceSpan Span)
{
    /// <summary>Where the range begins.</summary>
    public LinePosition Position => File.GetPosition(Span.Start);
}
