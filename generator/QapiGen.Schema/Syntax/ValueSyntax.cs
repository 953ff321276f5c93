using QapiGen.Schema.Text;

namespace QapiGen.Schema.Syntax;

/// <summary>A value of the notation: object, array, string or boolean (spec 1.2).</summary>
/// <param name="Span">Where it stands, delimiters included.</param>
public abstract record ValueSyntax(SourceSpan Span);
