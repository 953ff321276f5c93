using QapiGen.Emit.Specs;
using QapiGen.Schema.Collections;
using QapiGen.Schema.Model;

namespace QapiGen.Emit.Planning;

/// <summary>What is wanted from a schema. Equal when the wishes are.</summary>
public sealed record GenerationOptions
{
    /// <summary>Namespace of the generated types; empty for the global one.</summary>
    public required string Namespace { get; init; }

    /// <summary>Which sides to generate for.</summary>
    public GenerationRole Role { get; init; } = GenerationRole.Both;

    /// <summary>Whether there is of each codec only what the role needs (<see cref="RoleSides"/>), and of types only those that some value is of.</summary>
    public bool OnlyNeededCodecs { get; init; }

    /// <summary>Patterns of commands, such as <c>query-*</c>, separated by semicolons; empty for all, or for none if <see cref="Events"/> is set.</summary>
    public string Commands { get; init; } = "";

    /// <summary>Patterns of events, likewise; empty for all, or for none if <see cref="Commands"/> is set.</summary>
    public string Events { get; init; } = "";

    /// <summary>Symbols that hold, as <see cref="SymbolSet.Parse"/> reads them.</summary>
    public string Conditions { get; init; } = "*";

    /// <summary>Whether the schema's documentation is kept.</summary>
    public bool Documentation { get; init; } = true;

    /// <summary>Whether what is kept is there for programs, too, as data of the module.</summary>
    public bool DocumentationAsData { get; init; }

    /// <summary>The oldest server to work with: mandatory members that are newer count as optional. Empty for none.</summary>
    public string MinimumVersion { get; init; } = "";

    /// <summary>Put in front of the names of generated files, to tell roots apart.</summary>
    public string HintPrefix { get; init; } = "";

    /// <summary>Whether a server gets the answer of <c>query-qmp-schema</c>; it can't be computed for a schema with faults.</summary>
    public bool HasIntrospection { get; init; } = true;

    /// <summary>Modules that referenced assemblies were generated from.</summary>
    public EquatableArray<ReferencedModule> References { get; init; }
}
