using QapiGen.Schema.Collections;

namespace QapiGen.Emit.Specs;

/// <summary>Everything that is generated for one module. Equal when the generated text would be.</summary>
public sealed record ModuleSpec
{
    /// <summary>The module's name (QAPI spec I-6).</summary>
    public required string Name { get; init; }

    /// <summary>File name of the module, without a directory.</summary>
    public required string FileName { get; init; }

    /// <summary>Beginning of the names of its generated files.</summary>
    public required string HintName { get; init; }

    /// <summary>Namespace of the generated types.</summary>
    public required string Namespace { get; init; }

    /// <summary>Which sides to generate for.</summary>
    public required GenerationRole Role { get; init; }

    /// <summary>Whether there is of each codec only what the role needs.</summary>
    public bool OnlyNeededCodecs { get; init; }

    /// <summary>What the codecs of arguments do.</summary>
    public CodecSides ArgumentSides => OnlyNeededCodecs ? Role.OfArguments() : CodecSides.Both;

    /// <summary>What the codecs of events' records do; none if there are no records.</summary>
    public CodecSides EventSides => OnlyNeededCodecs ? Role.OfEventRecords() : CodecSides.Both;

    /// <summary>Names of its classes.</summary>
    public required ModuleNames Names { get; init; }

    /// <summary>Enums, in schema order; likewise the others.</summary>
    public EquatableArray<EnumSpec> Enums { get; init; }

    /// <summary>Structs.</summary>
    public EquatableArray<StructSpec> Structs { get; init; }

    /// <summary>Unions.</summary>
    public EquatableArray<UnionSpec> Unions { get; init; }

    /// <summary>Alternates.</summary>
    public EquatableArray<AlternateSpec> Alternates { get; init; }

    /// <summary>Commands.</summary>
    public EquatableArray<CommandSpec> Commands { get; init; }

    /// <summary>Events.</summary>
    public EquatableArray<EventSpec> Events { get; init; }

    /// <summary>Features to probe for.</summary>
    public EquatableArray<FeatureSpec> Features { get; init; }

    /// <summary>Hash of the definitions.</summary>
    public required string ContentHash { get; init; }

    /// <summary>The hash as other assemblies see it: what this one lacks stands behind it (<see cref="ModuleLack"/>).</summary>
    public string SharedHash => ContentHash + ModuleLack.Of(this);

    /// <summary>The definitions as JSON, one SchemaInfo object per element.</summary>
    public EquatableArray<string> Definitions { get; init; }

    /// <summary>What is said about the definitions, as JSON, one object per element; empty unless it is wanted as data.</summary>
    public EquatableArray<string> Documentation { get; init; }

    /// <summary>Whether generated code uses elements that are marked as deprecated or unstable.</summary>
    public bool UsesMarked { get; init; }

    /// <summary>Full name of a class of the module, safe from members of the same name.</summary>
    public string Qualify(string name) => Namespace.Length == 0 ? "global::" + name : $"global::{Namespace}.{name}";
}
