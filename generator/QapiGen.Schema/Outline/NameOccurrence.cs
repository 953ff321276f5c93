using QapiGen.Schema.Text;

namespace QapiGen.Schema.Outline;

/// <summary>A place where a name is written.</summary>
/// <param name="Role">What the name does there.</param>
/// <param name="Name">The name, without quotes, <c>*</c> and <c>@</c>.</param>
/// <param name="Owner">The definition it stands in or documents; empty outside of definitions.</param>
/// <param name="Span">Where exactly the name stands.</param>
public sealed record NameOccurrence(NameRole Role, string Name, string Owner, SourceSpan Span);
