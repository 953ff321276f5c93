using Microsoft.CodeAnalysis;
using QapiGen.Emit.Items;
using QapiGen.Emit.Planning;
using QapiGen.Emit.Specs;
using QapiGen.Schema.Collections;
using QapiGen.Schema.Syntax;
using QapiGen.Schema.Text;

namespace QapiGen.SourceGenerator;

/// <summary>A schema file as the build hands it over.</summary>
/// <param name="File">Path and text: the identity of everything below.</param>
/// <param name="Root">Settings if it is a root, else null.</param>
/// <param name="Name">The include string that finds it wherever it lies; empty if only its path does.</param>
internal sealed record InputFile(SchemaFile File, SchemaSettings? Root, string Name = "");

/// <summary>An additional file that is a schema, not read yet.</summary>
/// <param name="Text">The file.</param>
/// <param name="Path">Its path, normalised.</param>
/// <param name="Root">Settings if it is a root, else null.</param>
/// <param name="Name">The include string that finds it wherever it lies; empty if only its path does.</param>
internal sealed record SchemaInput(AdditionalText Text, string Path, SchemaSettings? Root, string Name);

/// <summary>A schema file with its syntax, in each dialect that some root asks for.</summary>
/// <param name="Input">The file.</param>
/// <param name="Dialects">The dialects.</param>
/// <param name="Documents">The syntax, in the order of the dialects.</param>
internal sealed record ParsedFile(InputFile Input, EquatableArray<string> Dialects, EquatableArray<SchemaDocument> Documents)
{
    /// <summary>The file as a root, which it has to be.</summary>
    public SchemaRoot ToRoot() => new(Input.File, Input.Root!);

    /// <summary>The syntax follows from file and dialects, so these alone are compared.</summary>
    public bool Equals(ParsedFile? other) => other is not null && Input == other.Input && Dialects == other.Dialects;

    /// <inheritdoc/>
    public override int GetHashCode() => Input.GetHashCode();
}

/// <summary>What planning a root gives: its modules, each planned only if it isn't equal to what it was before, and what there is once.</summary>
/// <param name="Module">A module, or null.</param>
/// <param name="Root">What there is once, or null.</param>
/// <param name="Findings">What is wrong with the schemas; of the last unit alone.</param>
internal readonly record struct PlannedUnit(ModulePlan? Module, RootSpec? Root, EquatableArray<Finding> Findings = default);
