using QapiGen.Schema.Collections;
using QapiGen.Schema.Text;

namespace QapiGen.Schema.Model;

/// <summary>An object type: struct, union or implicit (arguments, inline base, wrapper, empty).</summary>
/// <remarks>References are filled in while binding, since types may refer to each other in any order; afterwards nothing changes.</remarks>
public sealed class ObjectType : SchemaType
{
    /// <summary>Longest chain of bases and nested unions that a schema may have (QAPI1019); QEMU's own compiler gives up earlier.</summary>
    public const int MaxNesting = 1000;

    /// <summary>Struct, union or implicit.</summary>
    public required ObjectKind Kind { get; init; }

    /// <summary>The base type, or null. A union's inline base is an implicit object type.</summary>
    public ObjectType? Base { get; internal set; }

    /// <summary>Members written in this type itself, in order; empty for a union, whose members are those of its base, but a simple one's discriminator (spec T-12).</summary>
    public EquatableArray<Member> OwnMembers { get; internal set; }

    /// <summary>Flat members: those of the base, then the own ones, in order.</summary>
    public EquatableArray<Member> Members { get; internal set; }

    /// <summary>A union's discriminator, one of <see cref="Members"/>; else null.</summary>
    public Member? Discriminator { get; internal set; }

    /// <summary>A union's branches: written ones, then the added empty ones (spec T-10).</summary>
    public EquatableArray<Branch> Branches { get; internal set; }

    /// <summary>Whether this is a union.</summary>
    public bool IsUnion => Discriminator is not null;

    /// <summary>Whether the schema doesn't write it (spec I-9).</summary>
    public bool IsImplicit => Kind is not (ObjectKind.Struct or ObjectKind.Union);

    /// <summary>Whether it has neither members nor branches.</summary>
    public bool IsEmpty => Members.Count == 0 && Branches.Count == 0;
}

/// <summary>Where an object type comes from.</summary>
public enum ObjectKind
{
    /// <summary>A <c>struct</c> definition.</summary>
    Struct,

    /// <summary>A <c>union</c> definition.</summary>
    Union,

    /// <summary>Inline <c>data</c> of a command or event: <c>q_obj_X-arg</c>.</summary>
    Arguments,

    /// <summary>Inline base of a union: <c>q_obj_X-base</c>.</summary>
    InlineBase,

    /// <summary>Wrapper of a simple union's branch: <c>q_obj_T-wrapper</c> (5.2).</summary>
    Wrapper,

    /// <summary><c>q_empty</c>.</summary>
    Empty,
}

/// <summary>A branch of a union.</summary>
public sealed class Branch
{
    /// <summary>The discriminator's value.</summary>
    public required string Name { get; init; }

    /// <summary>The type whose members it adds; <c>q_empty</c> for an empty branch.</summary>
    public required ObjectType Type { get; init; }

    /// <summary>Whether it was added for a value without a written branch (spec T-10).</summary>
    public bool IsAdded { get; init; }

    /// <summary>Where it is written; null if added.</summary>
    public SchemaLocation? Location { get; init; }

    /// <summary>Its condition, or null.</summary>
    public Condition? Condition { get; init; }

    /// <inheritdoc/>
    public override string ToString() => Name;
}
