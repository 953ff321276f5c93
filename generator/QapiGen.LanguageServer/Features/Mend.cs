using QapiGen.Schema.Text;

namespace QapiGen.LanguageServer.Features;

/// <summary>A change that mends something.</summary>
/// <param name="Title">What it does, for a menu.</param>
/// <param name="File">The file to change.</param>
/// <param name="Span">What is replaced; empty to insert.</param>
/// <param name="Text">What is written instead.</param>
/// <param name="IsPreferred">Whether it is what is meant most likely.</param>
internal sealed record Mend(string Title, SchemaFile File, SourceSpan Span, string Text, bool IsPreferred = false);
