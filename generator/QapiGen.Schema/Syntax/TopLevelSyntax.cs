using QapiGen.Schema.Text;

namespace QapiGen.Schema.Syntax;

/// <summary>What stands at the top level of a file, in reading order: definition, include, pragma or free-form documentation.</summary>
public abstract record TopLevelSyntax(SourceSpan Span);
