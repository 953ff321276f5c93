namespace QapiGen.Emit.Specs;

/// <summary>A value of an enum; its number is its position.</summary>
/// <param name="WireName">The text on the wire.</param>
/// <param name="Identifier">The C# name.</param>
/// <param name="Mark">Attributes.</param>
/// <param name="Doc">Documentation.</param>
public sealed record EnumValueSpec(string WireName, string Identifier, MarkSpec Mark, DocSpec Doc);
