using System;
using QapiGen.Schema.Text;

namespace QapiGen.Emit.Planning;

/// <summary>A part of a schema's text. Equal when the texts are, wherever they stand.</summary>
internal sealed class TextPart(string text, SourceSpan span) : IEquatable<TextPart>
{
    private string Text { get; } = text;

    private SourceSpan Span { get; } = span;

    /// <inheritdoc/>
    public bool Equals(TextPart? other) =>
        other is not null
        && Span.Length == other.Span.Length
        && ((ReferenceEquals(Text, other.Text) && Span == other.Span)
            || string.CompareOrdinal(Text, Span.Start, other.Text, other.Span.Start, Span.Length) == 0);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as TextPart);

    /// <inheritdoc/>
    public override int GetHashCode() => Span.Length;
}
