using QapiGen.Schema.Collections;

namespace QapiGen.Schema.Introspection;

/// <summary>An element of what <c>query-qmp-schema</c> answers (spec Q-6).</summary>
/// <param name="Name">The real name of a command, event or built-in type; <c>[T]</c> for an array; else a masked name (spec Q-3).</param>
public abstract record SchemaInfo(string Name)
{
    /// <summary>Features in order; null where the key is absent, empty where conditions dropped them all (spec Q-12).</summary>
    public EquatableArray<string>? Features { get; init; }

    /// <summary>The value of <c>meta-type</c>.</summary>
    public abstract string MetaType { get; }
}

/// <summary>A built-in type.</summary>
/// <param name="Name">Its name.</param>
/// <param name="JsonType">Its JSON kind: <c>string number int boolean null value</c>.</param>
public sealed record BuiltinInfo(string Name, string JsonType) : SchemaInfo(Name)
{
    /// <inheritdoc/>
    public override string MetaType => "builtin";
}

/// <summary>An enum.</summary>
/// <param name="Name">Its masked name.</param>
/// <param name="Members">The values, in order.</param>
/// <param name="HasMembers">False for the shape of 5.2, which has <c>values</c> only (spec V-30).</param>
public sealed record EnumInfo(string Name, EquatableArray<EnumMemberInfo> Members, bool HasMembers = true) : SchemaInfo(Name)
{
    /// <inheritdoc/>
    public override string MetaType => "enum";
}

/// <summary>A value of an enum.</summary>
/// <param name="Name">The text on the wire.</param>
/// <param name="Features">Its features; null where the key is absent.</param>
public sealed record EnumMemberInfo(string Name, EquatableArray<string>? Features = null);

/// <summary>An array type.</summary>
/// <param name="Name"><c>[T]</c>.</param>
/// <param name="ElementType">Reference to the element's type.</param>
public sealed record ArrayInfo(string Name, string ElementType) : SchemaInfo(Name)
{
    /// <inheritdoc/>
    public override string MetaType => "array";
}

/// <summary>An object type.</summary>
/// <param name="Name">Its masked name.</param>
/// <param name="Members">Flat members, in order (spec Q-7).</param>
public sealed record ObjectInfo(string Name, EquatableArray<ObjectMemberInfo> Members) : SchemaInfo(Name)
{
    /// <summary>A union's discriminator, or null.</summary>
    public string? Tag { get; init; }

    /// <summary>A union's branches (spec Q-9).</summary>
    public EquatableArray<VariantInfo> Variants { get; init; }

    /// <inheritdoc/>
    public override string MetaType => "object";
}

/// <summary>A member of an object type.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Reference to its type.</param>
/// <param name="IsOptional">Whether <c>default</c> is there, which means optional.</param>
/// <param name="Features">Its features; null where the key is absent.</param>
public sealed record ObjectMemberInfo(string Name, string Type, bool IsOptional, EquatableArray<string>? Features = null);

/// <summary>A branch of a union.</summary>
/// <param name="Case">The discriminator's value.</param>
/// <param name="Type">Reference to the object type whose members it adds.</param>
public sealed record VariantInfo(string Case, string Type);

/// <summary>An alternate.</summary>
/// <param name="Name">Its masked name.</param>
/// <param name="Types">References to the types of its alternatives, in order.</param>
public sealed record AlternateInfo(string Name, EquatableArray<string> Types) : SchemaInfo(Name)
{
    /// <inheritdoc/>
    public override string MetaType => "alternate";
}

/// <summary>A command.</summary>
/// <param name="Name">Its name.</param>
/// <param name="ArgumentType">Reference to the object type of its arguments.</param>
/// <param name="ReturnType">Reference to the type of its result.</param>
/// <param name="AllowsOutOfBand">Whether it may run out-of-band.</param>
public sealed record CommandInfo(string Name, string ArgumentType, string ReturnType, bool AllowsOutOfBand) : SchemaInfo(Name)
{
    /// <inheritdoc/>
    public override string MetaType => "command";
}

/// <summary>An event.</summary>
/// <param name="Name">Its name.</param>
/// <param name="ArgumentType">Reference to the object type of its data.</param>
public sealed record EventInfo(string Name, string ArgumentType) : SchemaInfo(Name)
{
    /// <inheritdoc/>
    public override string MetaType => "event";
}
