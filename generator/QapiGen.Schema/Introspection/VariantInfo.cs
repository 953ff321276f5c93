namespace QapiGen.Schema.Introspection;

/// <summary>A branch of a union.</summary>
/// <param name="Case">The discriminator's value.</param>
/// <param name="Type">Reference to the object type whose members it adds.</param>
public sealed record VariantInfo(string Case, string Type);
