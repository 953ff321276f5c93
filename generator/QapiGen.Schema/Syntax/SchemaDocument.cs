using QapiGen.Schema.Collections;
using QapiGen.Schema.Diagnostics;
using QapiGen.Schema.Dialects;
using QapiGen.Schema.Text;

namespace QapiGen.Schema.Syntax;

/// <summary>One parsed file. Depends on nothing but the file's text and the dialect, so it is the unit of caching.</summary>
/// <remarks>Two documents are equal when file and dialect are; the rest follows from these and isn't compared.</remarks>
/// <param name="File">The file.</param>
/// <param name="Dialect">The dialect it was read in.</param>
/// <param name="Items">What could be read, in reading order.</param>
/// <param name="Diagnostics">Faults of phase 1 in this file alone (includes are resolved later), in the order of spec R-25.</param>
public sealed record SchemaDocument(
    SchemaFile File,
    Dialect Dialect,
    EquatableArray<TopLevelSyntax> Items,
    EquatableArray<SchemaDiagnostic> Diagnostics)
{
    /// <summary>What later stages keep of each item, in the same order, as long as the document lives; it follows from the document, and isn't compared.</summary>
    internal object?[] Kept { get; } = new object?[Items.Count];

    /// <summary>Whether both are the same text, read in the same dialect.</summary>
    public bool Equals(SchemaDocument? other) =>
        ReferenceEquals(this, other) || (other is not null && File.Equals(other.File) && Dialect.Equals(other.Dialect));

    /// <inheritdoc/>
    public override int GetHashCode() => File.GetHashCode();
}
