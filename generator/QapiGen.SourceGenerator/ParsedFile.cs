using QapiGen.Schema.Collections;
using QapiGen.Schema.Syntax;

namespace QapiGen.SourceGenerator;

/// <summary>A schema file with its syntax, in each dialect that some root asks for.</summary>
/// <param name="Input">The file.</param>
/// <param name="Dialects">The dialects.</param>
/// <param name="Documents">The syntax, in the order of the dialects.</param>
internal sealed record ParsedFile(InputFile Input, EquatableArray<string> Dialects, EquatableArray<SchemaDocument> Documents)
{
    /// <summary>The syntax follows from file and dialects, so these alone are compared.</summary>
    public bool Equals(ParsedFile? other) => other is not null && Input == other.Input && Dialects == other.Dialects;

    /// <inheritdoc/>
    public override int GetHashCode() => Input.GetHashCode();
}
