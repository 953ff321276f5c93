namespace QapiGen.Schema.Syntax;

/// <summary>A key and its value inside an object.</summary>
public sealed record PairSyntax(StringSyntax Key, ValueSyntax Value);
