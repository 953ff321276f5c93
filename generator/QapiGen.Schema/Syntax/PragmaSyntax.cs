using QapiGen.Schema.Text;

namespace QapiGen.Schema.Syntax;

/// <summary>A pragma directive whose shape has been checked (spec T-21, T-23).</summary>
/// <param name="Settings">The pragma's object: known keys, values of the right shape, in written order.</param>
/// <param name="Span">The directive's object.</param>
public sealed record PragmaSyntax(ObjectSyntax Settings, SourceSpan Span) : TopLevelSyntax(Span);
